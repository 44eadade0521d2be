namespace Strata.Caching;

/// <summary>How a manager caches. Immutable.</summary>
/// <param name="Ttl">How long a configuration is remembered.</param>
/// <param name="MaxBytes">About how many bytes of memory those that are remembered may take.</param>
/// <param name="Directory">The directory of the files; null for none.</param>
/// <param name="OpenShared">Opens what processes share; null for nothing.</param>
internal sealed record CacheSettings(TimeSpan Ttl, long MaxBytes, string? Directory, Func<ISharedLevel>? OpenShared);
