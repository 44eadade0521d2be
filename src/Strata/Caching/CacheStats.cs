namespace Strata.Caching;

/// <summary>What the cache of an <see cref="OverrideManager"/> was of use for, since the manager was made.</summary>
/// <param name="Memory">The process's own memory.</param>
/// <param name="File">The files of the cache directory; null where there is none (<see cref="OverrideManagerOptions.CacheDirectory"/>).</param>
/// <param name="Shared">What processes share; null where nothing is.</param>
/// <param name="Resolutions">How often overrides were read and resolved, for nothing that was kept was an answer.</param>
public sealed record CacheStats(CacheLevelStats Memory, CacheLevelStats? File, CacheLevelStats? Shared, long Resolutions);

/// <summary>The figures of one level of a cache.</summary>
public sealed record CacheLevelStats
{
    /// <summary>How often it had the answer.</summary>
    public long Hits { get; init; }

    /// <summary>How often it had not.</summary>
    public long Misses { get; init; }

    /// <summary>The configurations in it now; 0 for a level that does not say, which is the shared one.</summary>
    public long Entries { get; init; }

    /// <summary>The bytes that they take: of memory about, of files exactly; 0 for a level that does not say.</summary>
    public long Bytes { get; init; }

    /// <summary>How many were removed to make room.</summary>
    public long Evictions { get; init; }

    /// <summary>How many were not as they had been written, and were discarded.</summary>
    public long Corrupt { get; init; }

    /// <summary>How many configurations, or values of them, were not put there because they are secret.</summary>
    public long Withheld { get; init; }
}
