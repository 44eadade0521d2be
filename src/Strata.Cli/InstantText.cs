using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Cli;

/// <summary>An instant as ISO 8601 and RFC 3339 write it, and so as other programs print it.</summary>
internal static partial class InstantText
{
    private const int Second = 10_000_000;

    /// <summary>The instant; UTC where it has no offset, and the day's beginning where it has no time. Null where the text is none.</summary>
    public static DateTimeOffset? Read(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (hour, minute, second) = (Number(match, "hour"), Number(match, "minute"), Number(match, "second"));
        // What is finer than the clock's ticks is cut off.
        var ticks = match.Groups["fraction"] is { Success: true } fraction ? int.Parse(fraction.Value.PadRight(7, '0')[..7], CultureInfo.InvariantCulture) : 0;
        var (offsetHour, offsetMinute) = (Number(match, "offsetHour"), Number(match, "offsetMinute"));
        var isEndOfDay = hour == 24 && minute == 0 && second == 0 && ticks == 0;
        if ((hour > 23 && !isEndOfDay) || minute > 59 || second > 59 || offsetMinute > 59 || offsetHour > 14)
        {
            return null;
        }

        try
        {
            var offset = new TimeSpan(offsetHour, offsetMinute, 0);
            return new DateTimeOffset(
                new DateTime(Number(match, "year"), Number(match, "month"), Number(match, "day")).AddTicks((((hour * 60L) + minute) * 60 + second) * Second + ticks),
                match.Groups["sign"].Value == "-" ? -offset : offset);
        }
        catch (ArgumentOutOfRangeException)
        {
            // A day that its month does not have, or an instant beyond the years 1 to 9999.
            return null;
        }
    }

    private static int Number(Match match, string group) => match.Groups[group] is { Success: true } digits ? int.Parse(digits.Value, CultureInfo.InvariantCulture) : 0;

    // Extended and basic: 2026-12-01T09:30:00Z and 20261201T093000Z.
    [GeneratedRegex(
        """
        ^(?<year>[0-9]{4}) (?<dash>-?) (?<month>[0-9]{2}) \k<dash> (?<day>[0-9]{2})
        (?: [Tt\ ] (?<hour>[0-9]{2})
            (?: (?<colon>:?) (?<minute>[0-9]{2}) (?: \k<colon> (?<second>[0-9]{2}) (?: [.,] (?<fraction>[0-9]+) )? )? )?
            (?: [Zz] | (?<sign>[+-]) (?<offsetHour>[0-9]{2}) (?: :? (?<offsetMinute>[0-9]{2}) )? )?
        )?\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
