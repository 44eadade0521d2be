using System.Text;
using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>
/// The keys that overrides declare secret by their <c>sensitive</c> paths, known by the last key of each path: where a file
/// cannot be read, a line's path is not known, and rather too much is hidden than too little. Immutable.
/// </summary>
internal sealed class DeclaredSecrets
{
    private const string Declaration = "sensitive";

    // Each line is looked through for each of them; of a file that has more, no value is shown.
    private const int MostKeys = 1000;

    // A declaration is no longer than this; behind it a broken file would be taken for one.
    private const int LongestDeclaration = 200;

    private const string Separators = " \t,\"'";

    // A key of no other characters is found as a word of what stands before a ":".
    private const string KeyEnds = " \t\"'.,:=?&*!{}[]";

    private readonly HashSet<string> _keys;

    private DeclaredSecrets(HashSet<string> keys)
    {
        _keys = keys;
    }

    public static DeclaredSecrets None { get; } = new([]);

    /// <summary>The keys that these paths end with.</summary>
    public static DeclaredSecrets Of(IEnumerable<PathPattern> patterns) =>
        new(patterns.Select(static pattern => pattern.LastKey ?? "*").ToHashSet(StringComparer.Ordinal));

    /// <summary>These keys, and those that a text declares, well formed or not.</summary>
    public DeclaredSecrets With(SourceText source)
    {
        if (source.Content.Span.IndexOf(Encoding.UTF8.GetBytes(Declaration)) < 0)
        {
            return this;
        }

        var keys = new HashSet<string>(_keys, StringComparer.Ordinal);
        for (var line = 1; line <= source.LineCount; line++)
        {
            var text = source.Line(line).AsSpan();
            for (int at; (at = text.IndexOf(Declaration)) >= 0;)
            {
                text = text[(at + Declaration.Length)..];
                if (text.TrimStart("\"' \t") is [':' or '=', .. var value])
                {
                    AddDeclared(source, line, value, keys);
                }
            }
        }

        return new DeclaredSecrets(keys.Count > MostKeys ? ["*"] : keys);
    }

    /// <summary>Whether what stands before a ":" or "=" has such a key in it.</summary>
    public bool Contains(ReadOnlySpan<char> text)
    {
        foreach (var key in _keys)
        {
            if (Glob.IsPattern(key) ? HasWord(text, key) : HasKey(text, key))
            {
                return true;
            }
        }

        return false;
    }

    // The rest of the line, and the lines that follow while brackets are open or dashes begin them.
    private static void AddDeclared(SourceText source, int line, ReadOnlySpan<char> value, HashSet<string> keys)
    {
        var last = Math.Min(source.LineCount, line + LongestDeclaration);
        var isBracketed = value.TrimStart() is ['[', ..];
        var depth = 0;
        for (var text = value; line <= last; text = source.Line(++line))
        {
            Add(isBracketed ? Within(text, ref depth) : text, keys);
            var goesOn = isBracketed ? depth > 0 : line < source.LineCount && source.Line(line + 1).AsSpan().TrimStart() is [] or ['-' or '#', ..];
            if (!goesOn)
            {
                return;
            }
        }
    }

    // What stands before the bracket that closes the first one; brackets of the paths themselves come in pairs.
    private static ReadOnlySpan<char> Within(ReadOnlySpan<char> text, ref int depth)
    {
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '[' => 1, ']' => -1, _ => 0 };
            if (depth == 0 && text[i] == ']')
            {
                return text[..i];
            }
        }

        return text;
    }

    private static void Add(ReadOnlySpan<char> text, HashSet<string> keys)
    {
        foreach (var range in text.SplitAny(Separators))
        {
            var path = text[range].TrimStart("[-").ToString();
            if (path.Length > 0 && PathPattern.TryParse(path, out var pattern, out _))
            {
                keys.Add(pattern.LastKey ?? "*");
            }
        }
    }

    private static bool HasKey(ReadOnlySpan<char> text, string key)
    {
        for (int at; (at = text.IndexOf(key, StringComparison.Ordinal)) >= 0; text = text[(at + 1)..])
        {
            var end = at + key.Length;
            if ((at == 0 || KeyEnds.Contains(text[at - 1])) && (end == text.Length || KeyEnds.Contains(text[end])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasWord(ReadOnlySpan<char> text, string pattern)
    {
        foreach (var range in text.SplitAny(KeyEnds))
        {
            if (!text[range].IsEmpty && Glob.Matches(pattern, text[range]))
            {
                return true;
            }
        }

        return false;
    }
}
