using System.Globalization;
using System.Numerics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// The unquoted values of TOML 1.1, spelled as the core schema spells them: <c>1_000</c> is <c>1000</c>, <c>inf</c> is
/// <c>.inf</c>. Dates and times are text.
/// </summary>
internal static class TomlWord
{
    // Spelling a number in another base takes time that grows faster than its length.
    private const int LongestPrefixed = 1000;

    /// <summary>Reads a number, a boolean, a date or a time.</summary>
    public static bool TryRead(ReadOnlySpan<char> word, out string value, out ScalarType type)
    {
        type = ScalarType.Boolean;
        value = word is "true" ? "true" : "false";
        if (word is "true" or "false")
        {
            return true;
        }

        if (TryReadSpecialFloat(word, ref value))
        {
            type = ScalarType.Float;
            return true;
        }

        if (IsDateOrTime(word))
        {
            value = word.ToString();
            type = ScalarType.String;
            return true;
        }

        return TryReadInteger(word, out value, out type) || TryReadFloat(word, out value, out type);
    }

    /// <summary>What to do about a word that is no value.</summary>
    public static string HintFor(ReadOnlySpan<char> word)
    {
        if (word.Equals("true", StringComparison.OrdinalIgnoreCase) || word.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return "write true or false, in small letters";
        }

        return word switch
        {
            "null" or "nil" or "~" => "TOML has no null: leave the key out, or write the file in YAML or JSON",
            [>= '0' and <= '9' or '+' or '-' or '.', ..] =>
                "numbers have no leading zeros and digits on both sides of \".\" and \"_\"; a date is written 2027-01-31; quote the value if it is text",
            _ => "text takes quotes",
        };
    }

    private static bool TryReadSpecialFloat(ReadOnlySpan<char> word, ref string value)
    {
        var special = word switch
        {
            "inf" or "+inf" => ".inf",
            "-inf" => "-.inf",
            "nan" or "+nan" or "-nan" => ".nan",
            _ => null,
        };
        value = special ?? value;
        return special is not null;
    }

    private static bool TryReadInteger(ReadOnlySpan<char> word, out string value, out ScalarType type)
    {
        value = "";
        type = ScalarType.Integer;
        if (word is ['0', 'x' or 'o' or 'b', ..])
        {
            var digits = word[2..];
            var valid = word[1] switch { 'x' => "0123456789abcdefABCDEF", 'o' => "01234567", _ => "01" };
            if (!AreDigits(digits, valid) || digits.Length > LongestPrefixed)
            {
                return false;
            }

            value = word[1] == 'b' ? FromBinary(digits) : string.Concat(word[..2], Plain(digits));
            return true;
        }

        if (!IsWhole(WithoutSign(word)))
        {
            return false;
        }

        value = Plain(word);
        return true;
    }

    private static bool TryReadFloat(ReadOnlySpan<char> word, out string value, out ScalarType type)
    {
        type = ScalarType.Float;
        value = "";
        var number = WithoutSign(word);
        var mark = number.IndexOfAny('e', 'E');
        var exponent = mark < 0 ? "0" : WithoutSign(number[(mark + 1)..]);
        number = mark < 0 ? number : number[..mark];
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? "0" : number[(point + 1)..];
        if ((mark < 0 && point < 0) || !IsWhole(whole) || !AreDigits(fraction, Decimal) || !AreDigits(exponent, Decimal))
        {
            return false;
        }

        value = Plain(word);
        return true;
    }

    private const string Decimal = "0123456789";

    private static ReadOnlySpan<char> WithoutSign(ReadOnlySpan<char> word) => word is ['+' or '-', ..] ? word[1..] : word;

    private static bool IsWhole(ReadOnlySpan<char> digits) => AreDigits(digits, Decimal) && (digits.Length == 1 || digits[0] != '0');

    // Digits, with single underscores between them.
    private static bool AreDigits(ReadOnlySpan<char> text, ReadOnlySpan<char> digits)
    {
        if (text.IsEmpty || text[0] == '_' || text[^1] == '_' || text.IndexOf("__") >= 0)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c != '_' && digits.IndexOf(c) < 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string Plain(ReadOnlySpan<char> word) => word.ToString().Replace("_", "", StringComparison.Ordinal);

    private static string FromBinary(ReadOnlySpan<char> digits) =>
        BigInteger.Parse("0" + Plain(digits), NumberStyles.AllowBinarySpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    private static bool IsDateOrTime(ReadOnlySpan<char> word)
    {
        if (word.Length >= 10 && word[4] == '-')
        {
            var isDate = Number(word[..4], 0, 9999, out var year) && Number(word[5..7], 1, 12, out var month) && word[7] == '-'
                && Number(word[8..10], 1, year == 0 && month == 2 ? 29 : DateTime.DaysInMonth(Math.Max(year, 1), month), out _);
            return isDate && (word.Length == 10 || (word[10] is 'T' or 't' or ' ' && IsTime(word[11..], offset: true)));
        }

        return IsTime(word, offset: false);
    }

    private static bool IsTime(ReadOnlySpan<char> time, bool offset)
    {
        if (!IsHourAndMinute(time, 23))
        {
            return false;
        }

        time = time[5..];
        if (time is [':', _, _, ..])
        {
            // 60 is a leap second.
            if (!Number(time[1..3], 0, 60, out _))
            {
                return false;
            }

            time = time[3..];
            if (time is ['.', ..])
            {
                var digits = time[1..].IndexOfAnyExceptInRange('0', '9');
                digits = digits < 0 ? time.Length - 1 : digits;
                if (digits == 0)
                {
                    return false;
                }

                time = time[(digits + 1)..];
            }
        }

        return time.IsEmpty || (offset && (time is "Z" or "z" || (time is ['+' or '-', _, _, _, _, _] && IsHourAndMinute(time[1..], 23))));
    }

    private static bool IsHourAndMinute(ReadOnlySpan<char> time, int lastHour) =>
        time.Length >= 5 && time[2] == ':' && Number(time[..2], 0, lastHour, out _) && Number(time[3..5], 0, 59, out _);

    private static bool Number(ReadOnlySpan<char> digits, int least, int greatest, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= greatest;
}
