using Strata.Values;

namespace Strata.Layers.Conditions;

/// <summary>Time zones by the names of the IANA database.</summary>
internal static class TimeZoneName
{
    public static TimeZoneInfo? Read(MetadataValue value)
    {
        const string Expected = "the name of a time zone, such as Europe/Paris,";
        if (!value.TryName(Expected, out var name))
        {
            return null;
        }

        if (name is "UTC")
        {
            return TimeZoneInfo.Utc;
        }

        if (IsWellFormed(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        var known = TimeZoneInfo.GetSystemTimeZones().Select(static zone => zone.Id).Append("UTC").ToList();
        var hint = known.Count <= 2 ? "no time zones are installed on this machine (tzdata)"
            : EditDistance.Nearest(name, known) is { } near ? $"did you mean \"{near}\"?"
            : "write a name of the IANA database: Europe/Paris, America/New_York, UTC";
        value.Error($"{value.Quoted(name)} is no time zone", hint);
        return null;
    }

    // The name becomes part of a path where the zones are files. None of the database has other characters, and each begins with
    // a capital, unlike the files beside them ("localtime") that mean something else on every machine.
    private static bool IsWellFormed(string name) =>
        name[0] is >= 'A' and <= 'Z' && !name.Contains("//", StringComparison.Ordinal)
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '+' or '-');
}
