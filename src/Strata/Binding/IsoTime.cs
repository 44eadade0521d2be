using System.Globalization;

namespace Strata.Binding;

/// <summary>
/// Instants and times after ISO 8601: <c>2026-11-30T04:05:06.789Z</c>, a blank in place of the T as in TOML, seconds and their fraction
/// left out or not. Nothing else is one: <c>11/30/2026</c> is two dates, and <c>12:30</c> would be today's.
/// </summary>
internal static class IsoTime
{
    private const int TickDigits = 7;

    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK",
        "yyyy-MM-dd' 'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd' 'HH:mmK",
    ];

    /// <summary>An instant, with its offset.</summary>
    public static bool TryParseInstant(string text, out DateTimeOffset value)
    {
        value = default;
        return HasOffset(text) && DateTimeOffset.TryParseExact(ToTicks(text), Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out value);
    }

    /// <summary>A date, or a date and time; with an offset it is in UTC.</summary>
    public static bool TryParse(string text, out DateTime value) => DateTime.TryParseExact(
        ToTicks(text),
        text.Length == "yyyy-MM-dd".Length ? ["yyyy-MM-dd"] : Formats,
        CultureInfo.InvariantCulture,
        HasOffset(text) ? DateTimeStyles.AdjustToUniversal : DateTimeStyles.None,
        out value);

    private static bool HasOffset(string text) => text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length;

    // Others write nanoseconds. What a tick cannot hold is cut.
    private static string ToTicks(string text)
    {
        var first = text.IndexOf('.', StringComparison.Ordinal) + 1;
        var end = first == 0 ? 0 : text.AsSpan(first).IndexOfAnyExceptInRange('0', '9') is var length and >= 0 ? first + length : text.Length;
        return end - first > TickDigits ? text.Remove(first + TickDigits, end - first - TickDigits) : text;
    }
}
