using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary>Durations as Prometheus writes them: <c>15s</c>, <c>5m</c>, <c>7d</c>.</summary>
internal static class PrometheusDuration
{
    private static readonly (long Ticks, string Unit)[] Units =
    [
        (TimeSpan.TicksPerDay, "d"), (TimeSpan.TicksPerHour, "h"), (TimeSpan.TicksPerMinute, "m"), (TimeSpan.TicksPerSecond, "s"),
    ];

    /// <summary>A duration in the largest unit that divides it.</summary>
    public static string Of(TimeSpan duration)
    {
        foreach (var (ticks, unit) in Units)
        {
            if (duration.Ticks > 0 && duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalMilliseconds}ms");
    }
}
