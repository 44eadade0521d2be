using Strata.Server.Edge;
using Strata.Server.Identity;
using Strata.Server.Observing;

namespace Strata.Server;

/// <summary>How a server was started. Immutable.</summary>
internal sealed record ServerSettings
{
    /// <summary>The addresses that it listens on.</summary>
    public required IReadOnlyList<Uri> Listen { get; init; }

    /// <summary>What stands between it and whoever calls.</summary>
    public EdgeSettings Edge { get; init; } = new();

    /// <summary>What it tells of itself.</summary>
    public ObservingSettings Observing { get; init; } = new();

    /// <summary>The store: a connection string of PostgreSQL, or a file of SQLite.</summary>
    public required string Store { get; init; }

    /// <summary>How long the store is waited for at the start. Default: not at all.</summary>
    public TimeSpan StoreWait { get; init; }

    /// <summary>The Redis servers that replicas share, as StackExchange.Redis reads it; null for none.</summary>
    public string? Redis { get; init; }

    /// <summary>Whether callers must say who they are, and may do what they were granted. Default: false, and everybody who reaches the server may do everything.</summary>
    public bool AsksWhoCalls { get; init; }
    /// <summary>The address that people and programs reach the server by; null for the first that it listens on.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>The provider elsewhere whose tokens are taken; null for none.</summary>
    public ExternalProvider? Provider { get; init; }

    /// <summary>A directory for what this process writes.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The directory whose overrides are imported into the space <c>default</c> where there is none yet; null for none.</summary>
    public string? Import { get; init; }

    /// <summary>Files with keys that open encrypted overrides.</summary>
    public IReadOnlyList<string> KeyFiles { get; init; } = [];

    /// <summary>The beginnings of the locations that spaces may be imported from and exported to: addresses of git, directories. Default: none.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Whether a location is one of those.</summary>
    /// <param name="location">The location.</param>
    /// <param name="isGit">Whether it is a repository; else it is a directory, whose path is looked at as the system will.</param>
    public bool AllowsSource(string location, bool isGit)
    {
        // However the dots are written, and however often, whoever follows the location takes them for the way up.
        var plain = isGit ? Uri.UnescapeDataString(Uri.UnescapeDataString(location)).Replace('\\', '/') : location;
        if (location.Length == 0 || location.StartsWith('-') || location.Any(char.IsControl) || $"{plain}/".Contains("/../", StringComparison.Ordinal) || (!isGit && !Path.IsPathFullyQualified(location)))
        {
            return false;
        }

        return Sources.Any(allowed => location == allowed.TrimEnd('/') || location.StartsWith(allowed.EndsWith('/') ? allowed : $"{allowed}/", StringComparison.Ordinal));
    }

    /// <summary>The type of the space <c>default</c> whose section says what is logged; null for none.</summary>
    public string? LoggingType { get; init; }

    /// <summary>The file whose section says what is logged; null for none.</summary>
    public string? LoggingFile { get; init; }

    /// <summary>The directory that logs are kept in, which outlives the process.</summary>
    public string LogDirectory { get; init; } = "";

    /// <summary>The environment that this process runs in, for which its own settings are resolved. Default: <c>development</c>.</summary>
    public string Environment { get; init; } = Selection.ResolutionContext.DefaultEnvironment;

    /// <summary>How often the store is looked at for heads whose announcements were lost. Default: 2 seconds.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often a watcher to whom nothing happens is written to. Default: 15 seconds.</summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a watcher may leave a written event unread. Default: 10 seconds.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request may take that is no watch. Default: 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long requests that are under way are waited for when the server ends. Default: 10 seconds.</summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many watchers there may be at once. Default: 100,000.</summary>
    public int MostWatchers { get; init; } = 100_000;
}
