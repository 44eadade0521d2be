using System.Globalization;
using System.Text;

namespace Strata.Secrets.Sops;

/// <summary>
/// Times as Go's YAML parser takes them from plain text (<c>2026-1-2</c>, <c>2026-01-02T15:04:05.5+02:00</c>, <c>2026-01-02 15:04:05</c>),
/// written as Go writes them: RFC 3339, nine digits of a second at most, none that is needless. Pure.
/// </summary>
internal static class GoTime
{
    private const int MaxFraction = 9;

    /// <summary>Reads a time.</summary>
    /// <param name="text">The text.</param>
    /// <param name="written">The time as Go writes it.</param>
    /// <param name="withFraction">Whether parts of a second are written; Go leaves them out of a file's <c>lastmodified</c>.</param>
    public static bool TryRead(ReadOnlySpan<char> text, out string written, bool withFraction = true)
    {
        written = "";
        var rest = text;
        if (!Number(ref rest, 4, 4, out var year) || !Letter(ref rest, "-") || !Number(ref rest, 1, 2, out var month) || !Letter(ref rest, "-") || !Number(ref rest, 1, 2, out var day)
            || month is < 1 or > 12 || day < 1 || day > DaysOf(year, month))
        {
            return false;
        }

        var result = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}T");
        if (rest.IsEmpty)
        {
            written = result.Append("00:00:00Z").ToString();
            return true;
        }

        var hasZone = rest[0] is 'T' or 't';
        if (!hasZone && rest[0] != ' ')
        {
            return false;
        }

        rest = hasZone ? rest[1..] : rest.TrimStart(' ');
        if (!Number(ref rest, 1, 2, out var hour) || !Letter(ref rest, ":") || !Number(ref rest, 1, 2, out var minute) || !Letter(ref rest, ":") || !Number(ref rest, 1, 2, out var second)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        result.Append(CultureInfo.InvariantCulture, $"{hour:00}:{minute:00}:{second:00}");
        var fraction = Fraction(ref rest);
        if (withFraction && !fraction.IsEmpty)
        {
            result.Append('.').Append(fraction);
        }

        if (!hasZone || rest is "Z")
        {
            written = result.Append('Z').ToString();
            return hasZone || rest.IsEmpty;
        }

        return Zone(rest, result, out written);
    }

    private static bool Zone(ReadOnlySpan<char> zone, StringBuilder result, out string written)
    {
        written = "";
        if (zone is not ['+' or '-', _, _, ':', _, _])
        {
            return false;
        }

        var hours = zone[1..3];
        var minutes = zone[4..];
        if (hours.ContainsAnyExceptInRange('0', '9') || minutes.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var offset = (int.Parse(hours, CultureInfo.InvariantCulture) * 60) + int.Parse(minutes, CultureInfo.InvariantCulture);
        if (offset >= 24 * 60 || int.Parse(minutes, CultureInfo.InvariantCulture) > 60)
        {
            return false;
        }

        written = offset == 0
            ? result.Append('Z').ToString()
            : result.Append(CultureInfo.InvariantCulture, $"{zone[0]}{offset / 60:00}:{offset % 60:00}").ToString();
        return true;
    }

    // Digits beyond the ninth are dropped, and so are zeros that say nothing.
    private static ReadOnlySpan<char> Fraction(ref ReadOnlySpan<char> rest)
    {
        if (rest is not ['.' or ',', >= '0' and <= '9', ..])
        {
            return [];
        }

        var length = rest[1..].IndexOfAnyExceptInRange('0', '9');
        length = length < 0 ? rest.Length - 1 : length;
        var digits = rest.Slice(1, Math.Min(length, MaxFraction)).TrimEnd('0');
        rest = rest[(length + 1)..];
        return digits;
    }

    private static bool Number(ref ReadOnlySpan<char> rest, int min, int max, out int number)
    {
        var length = 0;
        number = 0;
        while (length < max && length < rest.Length && rest[length] is >= '0' and <= '9')
        {
            number = (number * 10) + (rest[length++] - '0');
        }

        rest = rest[length..];
        return length >= min;
    }

    private static bool Letter(ref ReadOnlySpan<char> rest, string letter)
    {
        var isThere = rest.StartsWith(letter);
        rest = isThere ? rest[1..] : rest;
        return isThere;
    }

    // Go has a year 0, which .NET has not; it is a leap year.
    private static int DaysOf(int year, int month) => DateTime.DaysInMonth(year == 0 ? 2000 : year, month);
}
