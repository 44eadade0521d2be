namespace Strata.Validation.Schemas.Formats;

/// <summary>Dates and times of RFC 3339, section 5.6, with the days of months and the leap seconds of section 5.7.</summary>
internal static class InstantFormat
{
    private const int DateLength = 10;
    private const int MinutesOfDay = 24 * 60;

    /// <summary><c>full-date</c>: <c>2026-11-24</c>.</summary>
    public static bool IsDate(ReadOnlySpan<char> text) => text.Length == DateLength && TryDate(text, out _, out _);

    /// <summary><c>full-time</c>: <c>23:59:60.5+01:00</c>. A leap second must be the last of a day in UTC.</summary>
    public static bool IsTime(ReadOnlySpan<char> text) => TryTime(text, out _, out _);

    /// <summary><c>date-time</c>: both, with a T of either case between them. A leap second must be the last of a month in UTC.</summary>
    public static bool IsDateTime(ReadOnlySpan<char> text)
    {
        if (text.Length <= DateLength || text[DateLength] is not ('T' or 't')
            || !TryDate(text[..DateLength], out var day, out var days)
            || !TryTime(text[(DateLength + 1)..], out var isLeap, out var dayShift))
        {
            return false;
        }

        // The local day may be the one before or behind the last of the month.
        return !isLeap || (day + dayShift) % days == 0;
    }

    private static bool TryDate(ReadOnlySpan<char> text, out int day, out int days)
    {
        (day, days) = (0, 0);
        if (text[4] != '-' || text[7] != '-' || !TryNumber(text[..4], out var year) || !TryNumber(text[5..7], out var month) || !TryNumber(text[8..], out day)
            || month is < 1 or > 12)
        {
            return false;
        }

        days = month switch
        {
            2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
            4 or 6 or 9 or 11 => 30,
            _ => 31,
        };
        return day >= 1 && day <= days;
    }

    /// <param name="text">The time.</param>
    /// <param name="isLeap">Whether its second is a leap second.</param>
    /// <param name="dayShift">How many days later than the local one the day in UTC is.</param>
    private static bool TryTime(ReadOnlySpan<char> text, out bool isLeap, out int dayShift)
    {
        (isLeap, dayShift) = (false, 0);
        if (text.Length < 9 || text[2] != ':' || text[5] != ':'
            || !TryNumber(text[..2], out var hour) || !TryNumber(text[3..5], out var minute) || !TryNumber(text[6..8], out var second)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        text = text[8..];
        if (text[0] == '.')
        {
            var digits = text[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits <= 0)
            {
                return false;
            }

            text = text[(1 + digits)..];
        }

        if (!TryOffset(text, out var offset))
        {
            return false;
        }

        isLeap = second == 60;
        var minutes = (hour * 60) + minute - offset;
        dayShift = minutes < 0 ? -1 : minutes >= MinutesOfDay ? 1 : 0;
        return !isLeap || minutes - (dayShift * MinutesOfDay) == MinutesOfDay - 1;
    }

    private static bool TryOffset(ReadOnlySpan<char> text, out int minutes)
    {
        minutes = 0;
        if (text is ['Z' or 'z'])
        {
            return true;
        }

        if (text.Length != 6 || text[0] is not ('+' or '-') || text[3] != ':' || !TryNumber(text[1..3], out var hour) || !TryNumber(text[4..], out var minute)
            || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = (text[0] == '-' ? -1 : 1) * ((hour * 60) + minute);
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit(digit))
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
