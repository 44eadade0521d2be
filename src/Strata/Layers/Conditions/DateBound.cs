using System.Globalization;

namespace Strata.Layers.Conditions;

/// <summary>One end of a range of dates: a day or an instant. Immutable.</summary>
internal sealed class DateBound
{
    private static readonly string[] TimeFormats =
    [
        "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF",
    ];

    private DateBound(string text, bool isDay, DateTimeOffset start, DateTimeOffset end)
    {
        Text = text;
        IsDay = isDay;
        Start = start;
        End = end;
    }

    /// <summary>The end as it is written.</summary>
    public string Text { get; }

    /// <summary>Whether it is a whole day.</summary>
    public bool IsDay { get; }

    /// <summary>The day's first instant; the instant itself.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>The first instant after the day; the instant itself.</summary>
    public DateTimeOffset End { get; }

    /// <param name="value">A day, or an instant of ISO 8601; one without an offset is of the time zone.</param>
    /// <param name="zone">The time zone.</param>
    public static DateBound? Read(MetadataValue value, TimeZoneInfo zone)
    {
        const string Expected = "a date such as 2026-12-01, or 2026-12-01T18:00:00Z,";
        if (!value.TryText(Expected, out var text))
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var end = day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : FirstInstant(day.AddDays(1).ToDateTime(default), zone);
            return new DateBound(text, isDay: true, FirstInstant(day.ToDateTime(default), zone), end);
        }

        if (TryInstant(text, zone) is { } instant)
        {
            return new DateBound(text, isDay: false, instant, instant);
        }

        value.Error($"{value.Quoted(text)} is no date", "write 2026-12-01 for a day, 2026-12-01T18:00:00Z for an instant");
        return null;
    }

    private static DateTimeOffset? TryInstant(string text, TimeZoneInfo zone)
    {
        var local = text;
        TimeSpan? offset = null;
        if (text.EndsWith('Z'))
        {
            (local, offset) = (text[..^1], TimeSpan.Zero);
        }
        else if (text.Length > 16 && text[^6] is '+' or '-' && text[^3] == ':')
        {
            if (!TimeSpan.TryParseExact(text[^5..], "hh':'mm", CultureInfo.InvariantCulture, out var east) || east > TimeSpan.FromHours(14))
            {
                return null;
            }

            (local, offset) = (text[..^6], text[^6] == '-' ? -east : east);
        }

        if (!DateTime.TryParseExact(local, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return null;
        }

        return offset is { } known ? At(time, known) : FirstInstant(time, zone);
    }

    // A local time that the clocks skip is the instant at which they do; of one that they show twice, the first.
    private static DateTimeOffset FirstInstant(DateTime local, TimeZoneInfo zone) =>
        At(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local));

    // The first and last days of the calendar lie partly outside it.
    private static DateTimeOffset At(DateTime local, TimeSpan offset) =>
        new(Math.Clamp(local.Ticks - offset.Ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);
}
