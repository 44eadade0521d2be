namespace Strata.Caching;

/// <summary>Where the files of the cache are.</summary>
internal static class CacheLocation
{
    /// <summary>The variable that names the directory.</summary>
    public const string Variable = "STRATA_CACHE_DIRECTORY";

    /// <summary>The directory, as variables say it; null where they say nothing that could be one.</summary>
    /// <param name="variable">Looks a variable up; null where it is unset or empty.</param>
    public static string? Of(Func<string, string?> variable)
    {
        if (variable(Variable) is { } named)
        {
            return Path.GetFullPath(named);
        }

        // Relative ones are to be passed by, says the specification of XDG.
        if (variable("XDG_CACHE_HOME") is { } shared && Path.IsPathFullyQualified(shared))
        {
            return Path.Combine(shared, "strata");
        }

        if (OperatingSystem.IsWindows())
        {
            return Below(variable("LOCALAPPDATA"), "strata", "cache");
        }

        return OperatingSystem.IsMacOS() ? Below(variable("HOME"), "Library", "Caches", "strata") : Below(variable("HOME"), ".cache", "strata");
    }

    private static string? Below(string? home, params string[] steps) => home is not null && Path.IsPathFullyQualified(home) ? Path.Combine([home, .. steps]) : null;
}
