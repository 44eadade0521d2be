using Strata.Snapshots;

namespace Strata.Store;

/// <summary>What a manager loaded last, and the overrides that it was made of: to make it anew without one of them.</summary>
/// <param name="Overrides">The overrides.</param>
/// <param name="Configuration">The configuration.</param>
internal sealed record LoadedConfiguration(OverrideSet Overrides, ResolvedConfiguration Configuration);
