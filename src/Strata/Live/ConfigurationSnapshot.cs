using Strata.Snapshots;

namespace Strata.Live;

/// <summary>
/// A configuration as it was at one moment. Whoever takes a snapshot and reads several values from it reads values that belong
/// together, whatever is reloaded meanwhile. Immutable; safe for use from several threads.
/// </summary>
public sealed class ConfigurationSnapshot
{
    internal ConfigurationSnapshot(long revision, ResolvedConfiguration configuration, DateTimeOffset loadedAt)
    {
        Revision = revision;
        Configuration = configuration;
        LoadedAt = loadedAt;
    }

    /// <summary>1 for what was loaded first, and one more each time that a value changes. A reload that changes no value keeps it.</summary>
    public long Revision { get; }

    /// <summary>The configuration.</summary>
    public ResolvedConfiguration Configuration { get; }

    /// <summary>When it was resolved, by the manager's clock.</summary>
    public DateTimeOffset LoadedAt { get; }
}
