using System.Collections.Immutable;
using Strata.Layers;
using Strata.Snapshots;

namespace Strata.Store;

/// <summary>What a manager loaded last, and the overrides that it was made of: to make it anew with others beside them, or without one.</summary>
/// <param name="Read">Gives the overrides of the files, for what came from a cache was not made of any that were read.</param>
/// <param name="Temporary">Those that no file holds.</param>
/// <param name="Configuration">The configuration.</param>
internal sealed record LoadedConfiguration(Func<OverrideSet> Read, ImmutableArray<Layer> Temporary, ResolvedConfiguration Configuration)
{
    private OverrideSet? _overrides;

    /// <summary>The overrides, read when they are first asked for.</summary>
    public OverrideSet Overrides => _overrides ??= Read();
}
