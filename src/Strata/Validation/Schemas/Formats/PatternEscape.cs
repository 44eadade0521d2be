using System.Globalization;

namespace Strata.Validation.Schemas.Formats;

/// <summary>What follows a backslash, inside of brackets and outside of them.</summary>
internal static class PatternEscape
{
    private const int Missing = 0xFFFD;

    /// <summary>The set of <c>\d</c>, <c>\p{...}</c> and their kin; null, and nothing taken, for what escapes one code point.</summary>
    public static CodePointSet? TakeSet(PatternReader reader, int place)
    {
        if (PatternSets.OfLetter(reader.Next) is { } set)
        {
            reader.Advance();
            return set;
        }

        if (reader.Next is not ('p' or 'P'))
        {
            return null;
        }

        var negated = reader.Advance() == 'P';
        if (reader.TakeBraced() is not { } property)
        {
            reader.Fail("\\p needs a property in braces, as in \\p{Letter}", place);
            return PatternSets.AnyOfLine;
        }

        var found = UnicodeProperty.Find(property, negated, out var problem);
        if (found is null)
        {
            reader.Fail(problem!, place);
        }

        return found ?? PatternSets.AnyOfLine;
    }

    /// <summary>The code point that is escaped.</summary>
    public static int TakePoint(PatternReader reader, int place)
    {
        var sign = reader.Advance();
        switch (sign)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case '0' when reader.Next is not (>= '0' and <= '9'):
                return 0;
            case 'c' when reader.Next is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                return reader.Advance() % 32;
            case 'x':
                return reader.TakeHex(2) is >= 0 and var two ? two : Fail(reader, place, "\\x needs two hexadecimal digits");
            case 'u':
                return TakeUnicode(reader, place);
            case PatternReader.End:
                return Fail(reader, place, "a backslash escapes nothing");
            case < 128 when char.IsAsciiLetterOrDigit((char)sign):
                return Fail(reader, place, Unknown((char)sign));
            default:
                return sign;
        }
    }

    private static int TakeUnicode(PatternReader reader, int place)
    {
        if (reader.Next == '{')
        {
            return reader.TakeBraced() is { Length: > 0 } digits
                && int.TryParse(digits.AsSpan().TrimStart('0') is { Length: > 0 } significant ? significant : "0", NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                && point is >= 0 and <= CodePointSet.Last
                ? point
                : Fail(reader, place, "\\u{...} needs a hexadecimal number up to 10FFFF");
        }

        var first = reader.TakeHex(4);
        if (first < 0)
        {
            return Fail(reader, place, "\\u needs four hexadecimal digits, or a number in braces");
        }

        // Two escapes that are a pair are one code point; what only begins like one is read again as what it is.
        return char.IsHighSurrogate((char)first) && reader.TakeLowSurrogate() is >= 0 and var second
            ? char.ConvertToUtf32((char)first, (char)second)
            : first;
    }

    private static string Unknown(char letter) => letter switch
    {
        'A' => "\\A means nothing in ECMA-262; the start of the text is ^",
        'Z' or 'z' => $"\\{letter} means nothing in ECMA-262; the end of the text is $",
        'a' => "\\a means nothing in ECMA-262; the bell is \\x07",
        'e' => "\\e means nothing in ECMA-262; escape is \\x1B",
        'h' => "\\h means nothing in ECMA-262; blanks are [ \\t]",
        >= '0' and <= '9' => $"\\{letter} is neither a group's number nor a character",
        _ => $"\\{letter} means nothing in ECMA-262",
    };

    private static int Fail(PatternReader reader, int place, string text)
    {
        reader.Fail(text, place);
        return Missing;
    }
}
