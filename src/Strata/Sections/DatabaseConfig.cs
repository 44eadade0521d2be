using Strata.Binding;
using Strata.Snapshots;

namespace Strata.Sections;

/// <summary>The <c>database</c> section. Immutable.</summary>
public sealed record DatabaseConfig
{
    /// <summary>The section itself: other keys, and where each value came from.</summary>
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>PostgreSQL, which keeps everything.</summary>
    [ConfigurationKey("postgresql")]
    public PostgreSqlConfig PostgreSql { get; init; } = new();

    /// <summary>Redis, which keeps what may be lost.</summary>
    public RedisConfig Redis { get; init; } = new();
}
