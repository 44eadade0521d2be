using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// What the lowest overrides of many stacks come to, each only once: those that stand above are put over it. That gives what
/// joining all of them at once gives, as long as no override has merge rules or tags: a tag may speak of what was there before,
/// and of that only a join at once knows. Safe for use from several threads.
/// </summary>
internal sealed class PrefixTree
{
    private readonly Branch _root = new(null);
    private readonly List<Branch> _ends = [];

    /// <param name="stacks">The stacks that are to be merged, the lowest override first.</param>
    public PrefixTree(IEnumerable<ImmutableArray<Layer>> stacks)
    {
        foreach (var stack in stacks)
        {
            var branch = _root;
            foreach (var layer in stack.TakeWhile(IsPlain))
            {
                branch.Next ??= new Dictionary<Layer, Branch>(ReferenceEqualityComparer.Instance);
                if (!branch.Next.TryGetValue(layer, out var next))
                {
                    branch.Next.Add(layer, next = new Branch(branch));
                }

                branch = next;
            }

            branch.IsEnd = true;
            _ends.Add(branch);
        }
    }

    /// <summary>
    /// The places of the stacks in groups that have their beginning in common: who merges one group on one thread neither waits for
    /// that beginning nor makes others wait. In the order of the stacks.
    /// </summary>
    /// <param name="largest">The largest group that is still one piece of work.</param>
    public List<List<int>> Groups(int largest)
    {
        var groups = new List<List<int>>();
        var open = new Dictionary<Branch, List<int>>(ReferenceEqualityComparer.Instance);
        for (var i = 0; i < _ends.Count; i++)
        {
            var parting = _ends[i];
            while (parting.Parent is { } parent && !(parting.Next?.Count > 1))
            {
                parting = parent;
            }

            if (!open.TryGetValue(parting, out var group) || group.Count == largest)
            {
                groups.Add(open[parting] = group = []);
            }

            group.Add(i);
        }

        return groups;
    }

    private static bool IsPlain(Layer layer) => !layer.Body.HasTags && layer.Metadata.MergeRules.IsEmpty;

    /// <summary>What the longest known beginning of a stack comes to; null where none is known.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="put">Puts overrides over what those beneath them came to, if any, and gives what is wrong with that.</param>
    /// <param name="length">How many overrides the beginning has.</param>
    public Prefix? Find(ImmutableArray<Layer> stack, Func<Prefix?, ImmutableArray<Layer>, Prefix> put, out int length)
    {
        Prefix? prefix = null;
        length = 0;
        var branch = _root;
        for (var i = 0; i < stack.Length && branch.Next?.TryGetValue(stack[i], out var next) == true; i++)
        {
            branch = next;

            // Where stacks part. What lies between two such places is joined at once.
            if (branch.IsEnd || branch.Next!.Count > 1)
            {
                lock (branch)
                {
                    prefix = branch.Value ??= put(prefix, stack[length..(i + 1)]);
                }

                length = i + 1;
            }
        }

        return prefix;
    }

    /// <summary>What some overrides came to.</summary>
    /// <param name="Merged">The merged tree.</param>
    /// <param name="Diagnostics">What was found on the way.</param>
    internal sealed record Prefix(MappingNode Merged, ImmutableArray<Diagnostic> Diagnostics);

    private sealed class Branch(Branch? parent)
    {
        public Branch? Parent { get; } = parent;

        public Dictionary<Layer, Branch>? Next { get; set; }

        /// <summary>Whether a stack ends here, or what of it can be put together so.</summary>
        public bool IsEnd { get; set; }

        public Prefix? Value { get; set; }
    }
}
