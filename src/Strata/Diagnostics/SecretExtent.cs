using System.Buffers;

namespace Strata.Diagnostics;

/// <summary>A secret text that goes on behind its line: within a quote, or within brackets.</summary>
/// <param name="Quote">The quote that is open; null when none is.</param>
/// <param name="Depth">How many brackets are open.</param>
internal readonly record struct OpenSecret(string? Quote, int Depth)
{
    public bool IsOpen => Quote is not null || Depth > 0;

    /// <summary>Reads on in a line.</summary>
    /// <returns>The index behind the end of the secret; the line's length while it goes on.</returns>
    public int ReadOn(ReadOnlySpan<char> line, int at, out OpenSecret open)
    {
        var (quote, depth) = this;
        while (at < line.Length)
        {
            if (quote is not null)
            {
                at = EndOfQuoted(line, at, quote);
                if (at < 0)
                {
                    break;
                }

                quote = null;
                if (depth == 0)
                {
                    open = default;
                    return at;
                }

                continue;
            }

            var c = line[at++];
            if (c is '"' or '\'' && (at == 1 || line[at - 2] is ' ' or '\t' or ',' or ':' or '=' or '[' or '{'))
            {
                quote = QuoteAt(line, at - 1);
                at += quote.Length - 1;
            }
            else if (c is '[' or '{')
            {
                depth++;
            }
            else if (c is ']' or '}' && --depth == 0)
            {
                open = default;
                return at;
            }
        }

        open = new OpenSecret(quote, depth);
        return line.Length;
    }

    /// <summary>The quote that begins at a place: three of a kind, as in TOML, or one.</summary>
    public static string QuoteAt(ReadOnlySpan<char> line, int at) => line[at..] switch
    {
        ['"', '"', '"', ..] => "\"\"\"",
        ['\'', '\'', '\'', ..] => "'''",
        ['"', ..] => "\"",
        _ => "'",
    };

    // Behind the closing quote; -1 where it does not close.
    private static int EndOfQuoted(ReadOnlySpan<char> line, int at, string quote)
    {
        for (; at < line.Length; at++)
        {
            if (line[at] == '\\' && quote[0] == '"')
            {
                at++;
            }
            else if (line[at..].StartsWith(quote))
            {
                if (quote != "'" || at + 1 >= line.Length || line[at + 1] != '\'')
                {
                    return at + quote.Length;
                }

                at++;
            }
        }

        return -1;
    }
}

/// <summary>
/// How far a secret value reaches on its line. Where a line is not well formed, the secret is taken to reach to its end:
/// what an unexpected quote or comma cuts off may be a part of it.
/// </summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Behind its last character.</param>
/// <param name="IsClosed">Whether nothing of it can follow on later lines.</param>
/// <param name="Open">What is open at the line's end.</param>
internal readonly record struct SecretExtent(int Start, int End, bool IsClosed, OpenSecret Open)
{
    private static readonly string[] Tags = ["!secret", "!append", "!prepend", "!union", "!replace", "!override", "!unset", "!reset", "!!str"];

    private static readonly SearchValues<char> KeyEnds = SearchValues.Create(":=,{}[]\"'#");
    private static readonly SearchValues<char> BlockIndicators = SearchValues.Create("123456789+-");

    /// <summary>Measures the value that begins at or after a place.</summary>
    /// <param name="line">The line.</param>
    /// <param name="at">The place behind the key.</param>
    /// <param name="inBrackets">Whether a bracket stands open before it.</param>
    public static SecretExtent Of(ReadOnlySpan<char> line, int at, bool inBrackets)
    {
        at = SkipSpaces(line, at);
        foreach (var tag in Tags)
        {
            if (line[at..].StartsWith(tag) && (at + tag.Length == line.Length || line[at + tag.Length] == ' '))
            {
                at = SkipSpaces(line, at + tag.Length);
                break;
            }
        }

        if (at == line.Length || IsBlockHeader(line[at..]))
        {
            return new SecretExtent(line.Length, line.Length, IsClosed: false, default);
        }

        if (line[at] is not ('"' or '\'' or '[' or '{'))
        {
            return Bare(line, at, inBrackets);
        }

        var quote = line[at] is '"' or '\'' ? OpenSecret.QuoteAt(line, at) : null;
        var start = quote is null ? new OpenSecret(null, 1) : new OpenSecret(quote, 0);
        var end = start.ReadOn(line, at + (quote?.Length ?? 1), out var open);
        return open.IsOpen ? new SecretExtent(at, line.Length, IsClosed: false, open) : Closed(line, at, end);
    }

    /// <summary>The extent of a secret that ended at a place, or, if what follows cannot follow a value, reaches to the line's end.</summary>
    public static SecretExtent Closed(ReadOnlySpan<char> line, int start, int end) => line[end..].TrimStart() switch
    {
        // A comment may well tell the old password.
        ['#', ..] => new SecretExtent(start, line.Length, IsClosed: true, default),
        var rest when IsStructure(rest) => new SecretExtent(start, end, IsClosed: true, default),
        _ => new SecretExtent(start, line.Length, IsClosed: false, default),
    };

    /// <summary>Whether a text begins with a key and its separator.</summary>
    public static bool BeginsWithKey(ReadOnlySpan<char> text)
    {
        text = text.TrimStart();
        if (text is ['"' or '\'', ..])
        {
            var end = text[1..].IndexOf(text[0]);
            return end >= 0 && text[(end + 2)..].TrimStart() is [':' or '=', ..];
        }

        var length = text.IndexOfAny(KeyEnds);
        return length > 0 && (text[length] == '=' || (text[length] == ':' && (length + 1 == text.Length || text[length + 1] is ' ' or '\t')));
    }

    private static SecretExtent Bare(ReadOnlySpan<char> line, int at, bool inBrackets)
    {
        var text = line[at..];
        var word = text.IndexOfAny(" ,]}") is >= 0 and var length ? text[..length] : text;
        if (word is "true" or "false" or "null" or "~" && (IsStructure(text[word.Length..].TrimStart()) || text[word.Length..].TrimStart() is ['#', ..]))
        {
            // These say nothing that is worth hiding.
            return new SecretExtent(at, at, IsClosed: true, default);
        }

        if (inBrackets)
        {
            // A plain text within brackets holds no bracket and no quote; where one stands, nobody knows what was meant.
            for (var i = at; i < line.Length && line[i] is not ('{' or '[' or '"' or '\''); i++)
            {
                if (line[i] is ',' or ']' or '}' && IsStructure(line[i..]))
                {
                    return new SecretExtent(at, i, IsClosed: true, default);
                }

                if (line[i] is ']' or '}')
                {
                    break;
                }
            }
        }

        return new SecretExtent(at, line.Length, IsClosed: false, default);
    }

    /// <summary>Whether a text is what may follow a value: closing brackets, and a comma with another key or nothing behind it.</summary>
    public static bool IsStructure(ReadOnlySpan<char> rest)
    {
        rest = rest.TrimStart();
        while (rest is [']' or '}', ..])
        {
            rest = rest[1..].TrimStart();
        }

        return rest.IsEmpty || (rest[0] == ',' && (rest[1..].TrimStart().IsEmpty || BeginsWithKey(rest[1..])));
    }

    // "|", ">-", "|2+": what the block holds stands on the next lines.
    private static bool IsBlockHeader(ReadOnlySpan<char> text) =>
        text.TrimEnd() is ['|' or '>', .. var rest] && rest.Length <= 2 && rest.IndexOfAnyExcept(BlockIndicators) < 0;

    private static int SkipSpaces(ReadOnlySpan<char> line, int at)
    {
        while (at < line.Length && line[at] is ' ' or '\t')
        {
            at++;
        }

        return at;
    }
}
