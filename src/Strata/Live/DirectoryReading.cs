using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Sources;

namespace Strata.Live;

/// <summary>The overrides of a directory as they were at one moment. Immutable.</summary>
/// <param name="Layers">The overrides that could be read, in the order of their files.</param>
/// <param name="Found">What was found while reading them.</param>
/// <param name="Unreadable">The names of those that could not be read.</param>
/// <param name="Places">Where their files stand.</param>
internal sealed record DirectoryReading(
    ImmutableArray<Layer> Layers,
    ImmutableArray<Diagnostic> Found,
    ImmutableHashSet<string> Unreadable,
    IReadOnlySet<WatchedPlace> Places)
{
    /// <summary>Whether another reading gave the very same overrides from the same places, and found the same.</summary>
    public bool IsSameAs(DirectoryReading other) =>
        Layers.AsSpan().SequenceEqual(other.Layers.AsSpan(), ReferenceEqualityComparer.Instance)
        && Found.SequenceEqual(other.Found)
        && Unreadable.SetEquals(other.Unreadable)
        && Places.SetEquals(other.Places);
}
