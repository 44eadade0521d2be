using System.Globalization;
using System.Numerics;

namespace Strata.Values;

/// <summary>
/// The YAML 1.2 core schema (yaml.org/spec/1.2.2, chapter 10.3.2): which plain scalars are null, booleans and numbers.
/// Unlike YAML 1.1, <c>yes</c>, <c>010</c> in octal and <c>12:30</c> in base sixty do not exist.
/// </summary>
internal static class CoreSchema
{
    // Writing a longer one in decimal digits would take time out of all proportion; it is nobody's number.
    private const int LongestRadixNumber = 4096;

    /// <summary>The type of a plain scalar.</summary>
    public static ScalarType TypeOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return ScalarType.Null;
        }

        return text[0] switch
        {
            '~' => text.Length == 1 ? ScalarType.Null : ScalarType.String,
            'n' or 'N' => text is "null" or "Null" or "NULL" ? ScalarType.Null : ScalarType.String,
            't' or 'T' => text is "true" or "True" or "TRUE" ? ScalarType.Boolean : ScalarType.String,
            'f' or 'F' => text is "false" or "False" or "FALSE" ? ScalarType.Boolean : ScalarType.String,
            (>= '0' and <= '9') or '+' or '-' or '.' => TypeOfNumber(text),
            _ => ScalarType.String,
        };
    }

    /// <summary>Whether text is a whole number of the schema, and its value where that fits 64 bits.</summary>
    public static bool TryParseInteger(ReadOnlySpan<char> text, out long value)
    {
        if (text.StartsWith("0x"))
        {
            return long.TryParse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;
        }

        return text.StartsWith("0o")
            ? TryParseOctal(text[2..], out value)
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>Whether text is a number of the schema, and its value.</summary>
    public static bool TryParseFloat(ReadOnlySpan<char> text, out double value)
    {
        var unsigned = text is ['+' or '-', ..] ? text[1..] : text;
        if (unsigned is ".inf" or ".Inf" or ".INF")
        {
            value = text[0] == '-' ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (text is ".nan" or ".NaN" or ".NAN")
        {
            value = double.NaN;
            return true;
        }

        if (TryParseInteger(text, out var whole))
        {
            value = whole;
            return true;
        }

        if (TryParseHexOrOctal(text, out var large))
        {
            value = (double)large;
            return true;
        }

        const NumberStyles Float = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, Float, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>A whole number in decimal digits, whatever its spelling and size.</summary>
    public static string CanonicalInteger(string text)
    {
        if (IsCanonicalDecimal(text))
        {
            return text;
        }

        if (TryParseInteger(text, out var value))
        {
            return value.ToString(CultureInfo.InvariantCulture);
        }

        return TryParseHexOrOctal(text, out var large) ? large.ToString(CultureInfo.InvariantCulture) : WithoutPadding(text);
    }

    private static ScalarType TypeOfNumber(ReadOnlySpan<char> text)
    {
        if (text is ['0', 'x' or 'o', ..] && text.Length > LongestRadixNumber)
        {
            return ScalarType.String;
        }

        if (text is ['0', 'x', _, ..])
        {
            return text[2..].IndexOfAnyExcept(HexDigits) < 0 ? ScalarType.Integer : ScalarType.String;
        }

        if (text is ['0', 'o', _, ..])
        {
            return text[2..].IndexOfAnyExceptInRange('0', '7') < 0 ? ScalarType.Integer : ScalarType.String;
        }

        if (text is ".nan" or ".NaN" or ".NAN")
        {
            return ScalarType.Float;
        }

        var rest = text[0] is '+' or '-' ? text[1..] : text;
        if (rest is ".inf" or ".Inf" or ".INF")
        {
            return ScalarType.Float;
        }

        var whole = Digits(ref rest);
        if (rest.IsEmpty)
        {
            return whole > 0 ? ScalarType.Integer : ScalarType.String;
        }

        if (rest[0] == '.')
        {
            rest = rest[1..];
            if (Digits(ref rest) + whole == 0)
            {
                return ScalarType.String;
            }
        }
        else if (whole == 0)
        {
            return ScalarType.String;
        }

        if (rest.IsEmpty)
        {
            return ScalarType.Float;
        }

        if (rest[0] is not ('e' or 'E'))
        {
            return ScalarType.String;
        }

        rest = rest is [_, '+' or '-', ..] ? rest[2..] : rest[1..];
        return Digits(ref rest) > 0 && rest.IsEmpty ? ScalarType.Float : ScalarType.String;
    }

    private static ReadOnlySpan<char> HexDigits => "0123456789abcdefABCDEF";

    private static int Digits(ref ReadOnlySpan<char> text)
    {
        var count = text.IndexOfAnyExceptInRange('0', '9');
        count = count < 0 ? text.Length : count;
        text = text[count..];
        return count;
    }

    private static bool TryParseOctal(ReadOnlySpan<char> digits, out long value)
    {
        value = 0;
        if (digits.TrimStart('0').Length > 21)
        {
            return false;
        }

        foreach (var digit in digits)
        {
            if (digit is < '0' or > '7' || value > long.MaxValue >> 3)
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return !digits.IsEmpty;
    }

    private static bool TryParseHexOrOctal(ReadOnlySpan<char> text, out BigInteger value)
    {
        value = BigInteger.Zero;
        if (text.Length > LongestRadixNumber || text is not ['0', 'x' or 'o', _, ..])
        {
            return false;
        }

        if (text[1] == 'x')
        {
            return BigInteger.TryParse(string.Concat("0", text[2..]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
        }

        foreach (var digit in text[2..])
        {
            if (digit is < '0' or > '7')
            {
                return false;
            }

            value = (value << 3) + (digit - '0');
        }

        return true;
    }

    // "+007" is "7", whatever its length: nothing is computed.
    private static string WithoutPadding(ReadOnlySpan<char> text)
    {
        var digits = text[0] is '+' or '-' ? text[1..] : text;
        digits = digits.TrimStart('0');
        return digits.IsEmpty ? "0" : text[0] == '-' ? string.Concat("-", digits) : digits.ToString();
    }

    // No sign but a minus, no leading zero: what every reader takes for the same number.
    private static bool IsCanonicalDecimal(ReadOnlySpan<char> text)
    {
        var digits = text is ['-', ..] ? text[1..] : text;
        return digits is ['0'] ? text.Length == 1 : digits is [>= '1' and <= '9', ..] && digits.IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
