using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>How far the token at a place goes on its line, so that nodes need not carry their length.</summary>
internal static class TokenLength
{
    // Nobody sees an underlining that far right, and a file of one long line may have many errors.
    private const int LastColumn = 4096;

    /// <summary>The length of the quoted text, word or value at a place; at least 1. The rules of YAML, JSON and TOML at once.</summary>
    public static int At(SourceText source, SourcePosition position)
    {
        var start = position.Column - 1;
        if (start is < 0 or >= LastColumn)
        {
            return 1;
        }

        // A UTF-16 code unit takes three bytes at most.
        var line = source.Line(position.Line, 4 * LastColumn);
        if (start >= line.Length)
        {
            return 1;
        }

        var rest = line.AsSpan(start);
        if (rest[0] is '"' or '\'')
        {
            return Quoted(rest);
        }

        // A blank is pointed at for itself: a tab that indents.
        if (rest[0] is '[' or ']' or '{' or '}' or ',' or ' ' or '\t')
        {
            return 1;
        }

        var length = rest.Length;
        var open = 0;
        for (var i = 0; i < rest.Length; i++)
        {
            var ends = rest[i] switch
            {
                '#' => i > 0 && char.IsWhiteSpace(rest[i - 1]),
                ':' => i + 1 == rest.Length || char.IsWhiteSpace(rest[i + 1]),
                '=' => i > 0 && char.IsWhiteSpace(rest[i - 1]),
                ',' => i + 1 == rest.Length || char.IsWhiteSpace(rest[i + 1]),
                ']' or '}' => --open < 0,
                '[' or '{' => ++open < 0,
                _ => false,
            };
            if (ends)
            {
                length = i;
                break;
            }
        }

        return Math.Max(1, rest[..length].TrimEnd().Length);
    }

    private static int Quoted(ReadOnlySpan<char> rest)
    {
        for (var i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '\\' && rest[0] == '"')
            {
                i++;
            }
            else if (rest[i] == rest[0])
            {
                // YAML writes a single quote within single quotes twice.
                if (rest[0] != '\'' || i + 1 == rest.Length || rest[i + 1] != '\'')
                {
                    return i + 1;
                }

                i++;
            }
        }

        return rest.TrimEnd().Length;
    }
}
