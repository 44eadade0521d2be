using System.Globalization;
using System.Text;

namespace Strata.Documents.Yaml;

/// <summary>What a backslash and what follows stand for in double quotes (yaml.org/spec/1.2.2, chapter 5.7).</summary>
internal static class EscapeSequence
{
    /// <summary>Reads the escape whose backslash is next, and moves behind it.</summary>
    /// <returns>Whether it stands for a character.</returns>
    public static bool Read(YamlCursor cursor, ScalarText scalar)
    {
        var start = cursor.At;
        if (start + 1 >= cursor.Length)
        {
            return cursor.Fail(YamlSyntaxProblem.Escape, start);
        }

        var letter = cursor.Text[start + 1];
        var digits = letter switch
        {
            (byte)'x' => 2,
            (byte)'u' => 4,
            (byte)'U' => 8,
            _ => 0,
        };
        return digits > 0 ? ReadCode(cursor, scalar, digits) : ReadLetter(cursor, scalar, letter);
    }

    private static bool ReadLetter(YamlCursor cursor, ScalarText scalar, byte letter)
    {
        var character = letter switch
        {
            (byte)'0' => '\0',
            (byte)'a' => '\a',
            (byte)'b' => '\b',
            (byte)'t' or (byte)'\t' => '\t',
            (byte)'n' => '\n',
            (byte)'v' => '\v',
            (byte)'f' => '\f',
            (byte)'r' => '\r',
            (byte)'e' => '\u001b',
            (byte)' ' or (byte)'"' or (byte)'/' or (byte)'\\' => (char)letter,
            (byte)'N' => '\u0085',
            (byte)'_' => '\u00a0',
            (byte)'L' => '\u2028',
            (byte)'P' => '\u2029',
            _ => '\uffff',
        };
        if (character == '\uffff')
        {
            return cursor.Fail(YamlSyntaxProblem.Escape, cursor.At);
        }

        scalar.Append(new Rune(character));
        cursor.At += 2;
        return true;
    }

    private static bool ReadCode(YamlCursor cursor, ScalarText scalar, int digits)
    {
        var start = cursor.At;
        if (!TryReadDigits(cursor, digits, out var code))
        {
            return cursor.Fail(YamlSyntaxProblem.Escape, start);
        }

        // Two escapes make a pair, as in JSON.
        if (code is >= 0xD800 and < 0xDC00 && cursor.Text[cursor.At..].StartsWith("\\u"u8))
        {
            if (!TryReadDigits(cursor, 4, out var low) || low is < 0xDC00 or > 0xDFFF)
            {
                return cursor.Fail(YamlSyntaxProblem.EscapeOfHalf, start);
            }

            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }

        if (!Rune.TryCreate(code, out var rune))
        {
            return cursor.Fail(code is >= 0xD800 and <= 0xDFFF ? YamlSyntaxProblem.EscapeOfHalf : YamlSyntaxProblem.EscapeOfNothing, start);
        }

        scalar.Append(rune);
        return true;
    }

    private static bool TryReadDigits(YamlCursor cursor, int digits, out uint code)
    {
        code = 0;
        var first = cursor.At + 2;
        if (first + digits > cursor.Length
            || !uint.TryParse(cursor.Text.Slice(first, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code))
        {
            return false;
        }

        cursor.At = first + digits;
        return true;
    }
}
