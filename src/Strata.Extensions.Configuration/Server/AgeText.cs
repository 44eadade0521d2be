using System.Globalization;

namespace Strata.Extensions.Configuration;

/// <summary>How long something is, for people: <c>3 h 20 min</c>.</summary>
internal static class AgeText
{
    public static string Of(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => Two((long)age.TotalDays, "d", age.Hours, "h"),
        { TotalHours: >= 1 } => Two(age.Hours, "h", age.Minutes, "min"),
        { TotalMinutes: >= 1 } => Two(age.Minutes, "min", age.Seconds, "s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, (long)age.TotalSeconds)} s"),
    };

    private static string Two(long most, string unit, long rest, string smaller) =>
        rest == 0 ? string.Create(CultureInfo.InvariantCulture, $"{most} {unit}") : string.Create(CultureInfo.InvariantCulture, $"{most} {unit} {rest} {smaller}");
}
