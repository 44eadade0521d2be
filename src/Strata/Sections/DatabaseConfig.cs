using Strata.Binding;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Sections;

/// <summary>The <c>database</c> section. Immutable.</summary>
public sealed record DatabaseConfig
{
    /// <summary>The section itself: other keys, and where each value came from.</summary>
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>The host, where the section names one for all; null where nothing is said. PostgreSQL and Redis have hosts of their own.</summary>
    public string? Host { get; init; }

    /// <summary>The port, where the section names one for all; null where nothing is said.</summary>
    public Port? Port { get; init; }

    /// <summary>PostgreSQL, which keeps everything.</summary>
    [ConfigurationKey("postgresql")]
    public PostgreSqlConfig PostgreSql { get; init; } = new();

    /// <summary>Redis, which keeps what may be lost.</summary>
    public RedisConfig Redis { get; init; } = new();
}
