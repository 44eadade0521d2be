namespace Strata.Caching;

/// <summary>What the cache counts. The numbers stand in files.</summary>
internal enum CacheEvent : byte
{
    Hit,
    Miss,

    /// <summary>An entry was made.</summary>
    Stored,

    /// <summary>An entry was removed to make room.</summary>
    Evicted,

    /// <summary>An entry was not as it was written, or not ours, and was discarded.</summary>
    Corrupt,

    /// <summary>A secret was left out of an entry.</summary>
    Withheld,
}
