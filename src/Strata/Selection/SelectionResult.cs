using System.Collections.Immutable;
using Strata.Layers;

namespace Strata.Selection;

/// <summary>The overrides that apply, and those that do not.</summary>
/// <param name="Stack">Those that apply, in the order in which they are merged: the lowest first.</param>
/// <param name="Excluded">Those that were candidates and were left out, in ordinal order of their names.</param>
internal sealed record SelectionResult(ImmutableArray<Layer> Stack, ImmutableArray<ExcludedLayer> Excluded);

/// <summary>An override that was left out, and why.</summary>
/// <param name="Layer">The override.</param>
/// <param name="Reason">Why, in one line: <c>tenant is unset, "acme" is required</c>.</param>
internal sealed record ExcludedLayer(Layer Layer, string Reason);
