using ZiggyCreatures.Caching.Fusion;

namespace Strata.Caching;

/// <summary>A level that several processes share, behind the memory of each.</summary>
internal interface ISharedLevel : IDisposable
{
    /// <summary>Whether secrets may be put there: everything is encrypted on the way.</summary>
    bool IsSealed { get; }

    /// <summary>How many entries could not be read, for they were changed or sealed with another key.</summary>
    long Corrupt { get; }

    /// <summary>Says how long it may be waited for, and how long it is left alone after it failed.</summary>
    void Configure(FusionCacheOptions options);

    /// <summary>Puts itself behind a cache.</summary>
    void AttachTo(IFusionCache cache);
}
