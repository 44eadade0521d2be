using System.Globalization;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>
/// Scalars in clear as SOPS takes them into its MAC: typed as Go's YAML parser (go-yaml v3) types a plain text, and written again as
/// Go writes the value. So <c>0777</c> is 511, <c>1_000</c> is 1000, <c>2026-1-2</c> a time, and <c>yes</c> is text. Pure.
/// </summary>
internal static class GoScalar
{
    /// <summary>What the MAC covers of a scalar: null where it is a null, of which it covers nothing.</summary>
    public static string? TextOf(ScalarNode scalar) =>
        scalar.IsNull ? null
        : scalar.Type == ScalarType.String && scalar.Style != ScalarStyle.Plain ? scalar.Text
        : TextOf(scalar.Text);

    /// <summary>A number as Go writes it without exponent, in as few digits as give the same number.</summary>
    public static string TextOf(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf";
        }

        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var at = shortest.IndexOf('E', StringComparison.Ordinal);
        if (at < 0)
        {
            return shortest;
        }

        var exponent = int.Parse(shortest.AsSpan(at + 1), CultureInfo.InvariantCulture);
        var sign = shortest[0] == '-' ? "-" : "";
        var mantissa = shortest.AsSpan(sign.Length, at - sign.Length);
        var point = mantissa.IndexOf('.');
        var digits = string.Concat(point < 0 ? mantissa : mantissa[..point], point < 0 ? default : mantissa[(point + 1)..]);
        var whole = (point < 0 ? mantissa.Length : point) + exponent;
        return whole <= 0 ? $"{sign}0.{new string('0', -whole)}{digits}"
            : whole >= digits.Length ? string.Concat(sign, digits.PadRight(whole, '0'))
            : $"{sign}{digits[..whole]}.{digits[whole..]}";
    }

    private static string? TextOf(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return "True";
            case "false" or "False" or "FALSE":
                return "False";
            case ".nan" or ".NaN" or ".NAN":
                return "NaN";
            case ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF":
                return "+Inf";
            case "-.inf" or "-.Inf" or "-.INF":
                return "-Inf";
        }

        if (text[0] is not ('+' or '-' or '.' or (>= '0' and <= '9')))
        {
            return text;
        }

        if (GoTime.TryRead(text, out var time))
        {
            return time;
        }

        // Underscores stand anywhere in a number, but only between digits in one that begins with its point.
        var plain = text[0] == '.' && HasStrayUnderscore(text) ? text : text.Replace("_", "", StringComparison.Ordinal);
        return Integer(plain) ?? Float(plain) ?? text;
    }

    private static bool HasStrayUnderscore(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '_' && (i + 1 == text.Length || !char.IsAsciiDigit(text[i - 1]) || !char.IsAsciiDigit(text[i + 1])))
            {
                return true;
            }
        }

        return false;
    }

    private static string? Integer(string text)
    {
        var isNegative = text is ['-', ..];
        var digits = text is ['+' or '-', ..] ? text.AsSpan(1) : text;
        var radix = 10;
        if (digits is ['0', _, ..])
        {
            radix = digits.Length == 2 ? 8 : char.ToLowerInvariant(digits[1]) switch
            {
                'x' => 16,
                'b' => 2,
                _ => 8,
            };
            digits = digits is [_, 'x' or 'X' or 'o' or 'O' or 'b' or 'B', _, ..] ? digits[2..] : digits[1..];
        }

        // The parser's way to read "0b-101", which nobody writes.
        if (text is ['0', 'b' or 'o', '+' or '-', _, ..])
        {
            isNegative = digits[0] == '-';
            digits = digits[1..];
        }

        return Magnitude(digits, radix) is { } magnitude && magnitude <= (ulong)long.MaxValue + (isNegative ? 1UL : 0UL)
            ? string.Concat(isNegative && magnitude != 0 ? "-" : "", magnitude.ToString(CultureInfo.InvariantCulture))
            : null;
    }

    private static ulong? Magnitude(ReadOnlySpan<char> digits, int radix)
    {
        UInt128 value = 0;
        foreach (var c in digits)
        {
            var digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (digit >= radix)
            {
                return null;
            }

            value = (value * (uint)radix) + (uint)digit;
            if (value > ulong.MaxValue)
            {
                return null;
            }
        }

        return digits.IsEmpty ? null : (ulong)value;
    }

    // Of the form that YAML has; what a double cannot hold stays text.
    private static string? Float(string text) =>
        CoreSchema.TypeOf(text) is ScalarType.Float or ScalarType.Integer
        && !text.AsSpan().ContainsAny("xo")
        && double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? TextOf(number)
            : null;
}
