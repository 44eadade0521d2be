using System.Collections.Concurrent;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// What the lowest overrides of many stacks come to, one override put over what those beneath it came to. That gives what joining
/// all of them at once gives, as long as no override has merge rules or tags: a tag may speak of what was there before, and of
/// that only a join at once knows. Safe for use from several threads.
/// </summary>
internal sealed class PrefixTree
{
    private readonly ConcurrentDictionary<Layer, Lazy<Prefix>> _first = new(ReferenceEqualityComparer.Instance);

    /// <summary>The longest prefix of a stack for which that holds, merged; null where there is none.</summary>
    /// <param name="stack">The stack, the lowest first.</param>
    /// <param name="put">Puts an override over what those beneath it came to, and gives what is wrong with that.</param>
    /// <param name="length">How many overrides the prefix has.</param>
    public Prefix? Find(ImmutableArray<Layer> stack, Func<Prefix, Layer, Prefix> put, out int length)
    {
        Prefix? prefix = null;
        for (length = 0; length < stack.Length; length++)
        {
            var layer = stack[length];
            if (layer.Body.HasTags || !layer.Metadata.MergeRules.IsEmpty)
            {
                break;
            }

            var below = prefix;
            prefix = (below?.Next ?? _first).GetOrAdd(layer, layer => new Lazy<Prefix>(() => below is null ? new Prefix(layer.Body, []) : put(below, layer))).Value;
        }

        return prefix;
    }

    /// <summary>What some overrides came to.</summary>
    /// <param name="merged">The merged tree.</param>
    /// <param name="diagnostics">What was found on the way.</param>
    internal sealed class Prefix(MappingNode merged, ImmutableArray<Diagnostic> diagnostics)
    {
        public MappingNode Merged => merged;

        public ImmutableArray<Diagnostic> Diagnostics => diagnostics;

        public ConcurrentDictionary<Layer, Lazy<Prefix>> Next { get; } = new(ReferenceEqualityComparer.Instance);
    }
}
