using System.Globalization;
using System.Text;

namespace Strata.Documents;

/// <summary>The four kinds of quoted text of TOML 1.1. A line end inside one is always read as LF, so that a checkout's line endings change no value.</summary>
internal static class TomlText
{
    private const string EscapeHint = "write \\\\ for a backslash, or use single quotes, in which nothing is an escape";

    /// <summary>What is wrong with a text.</summary>
    internal readonly record struct Problem(int At, string Message, string Hint, bool IsLoneSurrogate = false);

    /// <summary>Reads the text that begins with the quote at a place.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="start">The place of the opening quote.</param>
    /// <param name="multiLine">Whether three quotes open a text of several lines; in a key they do not.</param>
    /// <param name="value">The text.</param>
    /// <param name="end">What stands behind the closing quote.</param>
    /// <param name="problem">What is wrong, when the result is false.</param>
    public static bool TryRead(string text, int start, bool multiLine, out string value, out int end, out Problem problem)
    {
        value = "";
        problem = default;
        var quote = text[start];
        var isLong = multiLine && text.AsSpan(start).StartsWith(quote == '"' ? "\"\"\"" : "'''", StringComparison.Ordinal);
        var at = isLong ? SkipLineEnd(text, start + 3) : start + 1;
        if (!isLong && TryReadPlain(text, at, quote, out value, out end))
        {
            return true;
        }

        var read = new StringBuilder();
        while (true)
        {
            var length = text.AsSpan(at).IndexOfAny([quote, '\\', '\n', '\r']);
            end = length < 0 ? text.Length : at + length;
            read.Append(text, at, end - at);
            if (end == text.Length || (text[end] is '\n' or '\r' && !isLong))
            {
                problem = new Problem(start, "this quoted text never ends", isLong ? "add the three closing quotes" : "add the closing quote, or open it with three quotes if it has several lines");
                return false;
            }

            at = end + 1;
            if (text[end] == quote)
            {
                if (!isLong || TryEndLong(text, ref at, read))
                {
                    value = read.ToString();
                    end = at;
                    return true;
                }
            }
            else if (text[end] != '\\')
            {
                at = SkipLineEnd(text, end);
                read.Append('\n');
            }
            else if (quote == '\'')
            {
                read.Append('\\');
            }
            else if (!TryReadEscape(text, ref at, isLong, read, out problem))
            {
                return false;
            }
        }
    }

    // Almost every text is on one line and has no escape.
    private static bool TryReadPlain(string text, int at, char quote, out string value, out int end)
    {
        var length = text.AsSpan(at).IndexOfAny([quote, '\\', '\n', '\r']);
        var isPlain = length >= 0 && text[at + length] == quote;
        value = isPlain ? text.Substring(at, length) : "";
        end = at + length + 1;
        return isPlain;
    }

    // Up to two quotes may stand before the three that close.
    private static bool TryEndLong(string text, ref int at, StringBuilder read)
    {
        var quote = text[at - 1];
        var run = text.AsSpan(at - 1).IndexOfAnyExcept(quote);
        run = Math.Min(run < 0 ? text.Length - at + 1 : run, 5);
        read.Append(quote, run >= 3 ? run - 3 : run);
        at += run - 1;
        return run >= 3;
    }

    private static bool TryReadEscape(string text, ref int at, bool isLong, StringBuilder read, out Problem problem)
    {
        problem = default;
        var escape = at < text.Length ? text[at] : '\0';
        if ("btnfre\"\\".IndexOf(escape, StringComparison.Ordinal) is >= 0 and var index)
        {
            read.Append("\b\t\n\f\r\u001B\"\\"[index]);
            at++;
            return true;
        }

        if (isLong && escape is ' ' or '\t' or '\r' or '\n' && TrySkipLines(text, ref at))
        {
            return true;
        }

        var digits = escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits == 0 || at + digits >= text.Length
            || !int.TryParse(text.AsSpan(at + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
        {
            problem = new Problem(at - 1, "this escape is not known", EscapeHint);
            return false;
        }

        if (!Rune.IsValid(code))
        {
            problem = code is >= 0xD800 and <= 0xDFFF
                ? new Problem(at - 1, "an escape gives half of a surrogate pair, which is no character", "write the character itself, or \\U and eight digits", IsLoneSurrogate: true)
                : new Problem(at - 1, "this escape gives no character", "the last one is \\U0010FFFF");
            return false;
        }

        read.Append(new Rune(code).ToString());
        at += digits + 1;
        return true;
    }

    // A backslash at the end of a line takes it, and all blanks up to the next text, away.
    private static bool TrySkipLines(string text, ref int at)
    {
        var blanks = text.AsSpan(at).IndexOfAnyExcept(' ', '\t');
        if (blanks < 0 || text[at + blanks] is not ('\r' or '\n'))
        {
            return false;
        }

        var length = text.AsSpan(at).IndexOfAnyExcept(" \t\r\n");
        at = length < 0 ? text.Length : at + length;
        return true;
    }

    private static int SkipLineEnd(string text, int at) =>
        text.AsSpan(at).StartsWith("\r\n", StringComparison.Ordinal) ? at + 2 : at < text.Length && text[at] == '\n' ? at + 1 : at;
}
