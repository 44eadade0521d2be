using System.Buffers;

namespace Strata.Output;

/// <summary>How a text is written in YAML.</summary>
internal enum YamlStyle : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

/// <summary>
/// Finds the style in which every reader of YAML 1.1 and 1.2 takes a text for that text, and not for a number, a date, a
/// boolean, null, or syntax. Doubt is settled by quotes.
/// </summary>
internal static class YamlText
{
    // Allowed inside a plain text, yet some readers stumble over them in a key: "a *b: 1".
    private static readonly SearchValues<char> Indicators = SearchValues.Create("*&!|>'\"%@`{}[],#?");

    public static YamlStyle StyleOfKey(ReadOnlySpan<char> text)
    {
        var style = StyleOf(text, allowLines: false);
        return style == YamlStyle.Plain && text.ContainsAny(Indicators) ? YamlStyle.DoubleQuoted : style;
    }

    public static YamlStyle StyleOf(ReadOnlySpan<char> text, bool allowLines)
    {
        if (text.IsEmpty)
        {
            return YamlStyle.DoubleQuoted;
        }

        var isPlain = CanBegin(text);
        var hasLines = false;
        var isLiteral = allowLines && text[^1] != ' ';
        var hasMark = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is > ' ' and < '\u007F')
            {
                hasMark |= c is '"' or '\\';
                isPlain &= c != '#' || (i > 0 && text[i - 1] != ' ');
                isPlain &= c != ':' || (i + 1 < text.Length && text[i + 1] != ' ');
            }
            else if (c == '\n')
            {
                hasLines = true;
                isLiteral &= i == 0 || text[i - 1] is not (' ' or '\t');

                // Without a text there is nothing to indent, and readers differ on what an empty block keeps.
                isLiteral &= i + 1 < text.Length || (i > 0 && text[i - 1] != '\n');
            }
            else if (c == '\t')
            {
                isPlain = false;
                isLiteral &= i > 0 && text[i - 1] != '\n' && i + 1 < text.Length;
            }
            else if (NeedsEscape(c))
            {
                return YamlStyle.DoubleQuoted;
            }
        }

        if (hasLines)
        {
            return isLiteral ? YamlStyle.Literal : YamlStyle.DoubleQuoted;
        }

        if (isPlain && !char.IsWhiteSpace(text[^1]) && !IsTyped(text))
        {
            return YamlStyle.Plain;
        }

        return hasMark && !text.Contains('\t') ? YamlStyle.SingleQuoted : YamlStyle.DoubleQuoted;
    }

    /// <summary>Whether a character can stand in no YAML text but as an escape, or would be invisible there and turn the text's direction.</summary>
    public static bool NeedsEscape(char c) => c switch
    {
        '\n' or '\t' => false,
        < ' ' => true,
        >= '\u007F' and <= '\u009F' => true,
        '\u200E' or '\u200F' or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => true,
        '\uFEFF' or '\uFFFE' or '\uFFFF' => true,
        _ => false,
    };

    private static bool CanBegin(ReadOnlySpan<char> text) => text[0] switch
    {
        (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_' or '/' or '$' or '(' or '+' => true,
        '-' => text.Length > 1 && text[1] != ' ' && !text.StartsWith("---"),
        '.' => !text.StartsWith("..."),
        > '\u00A0' => !char.IsWhiteSpace(text[0]),
        _ => false,
    };

    // Whether a reader of YAML 1.1 or 1.2 may take a plain text for something else than text.
    private static bool IsTyped(ReadOnlySpan<char> text)
    {
        if (text[0] is not ((>= '0' and <= '9') or '+' or '-' or '.'))
        {
            return text.Length <= 5 && IsWord(text);
        }

        var rest = text[0] is '+' or '-' ? text[1..] : text;
        if (rest is ['0', 'x' or 'X' or 'o' or 'O' or 'b' or 'B', ..])
        {
            return true;
        }

        return rest.Equals(".inf", StringComparison.OrdinalIgnoreCase)
            || rest.Equals(".nan", StringComparison.OrdinalIgnoreCase)
            || rest.IndexOfAnyExcept(NumbersAndDates) < 0;
    }

    // 1_000, 1,000, 12:30:45, 1e3, 2001-12-14t21:59:43.10-05:00 and 2001-12-15 2:59:43Z have no other characters.
    private static ReadOnlySpan<char> NumbersAndDates => "0123456789_.,:+- eEtTzZ";

    private static bool IsWord(ReadOnlySpan<char> text)
    {
        Span<char> lower = stackalloc char[5];
        lower = lower[..text.ToLowerInvariant(lower)];
        return lower is "y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null";
    }
}
