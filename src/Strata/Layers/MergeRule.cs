using Strata.Values;

namespace Strata.Layers;

/// <summary>A line of <c>_metadata.merge</c>: how lists at some paths are joined.</summary>
/// <param name="Pattern">The paths.</param>
/// <param name="Strategy">How.</param>
/// <param name="MergeKey">The KEY of <c>by:KEY</c>.</param>
internal sealed record MergeRule(PathPattern Pattern, MergeTag Strategy, string? MergeKey);
