using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.CompilerServices;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// What came of values that met, for many stacks of the same overrides. A join depends on nothing but the nodes that meet and, where
/// there are merge rules, the path; where these are the same, the very same node is given, so that later stages can share their work
/// by it too. What had a problem is not kept: that is told of each path. Safe for use from several threads.
/// </summary>
internal sealed class JoinMemo
{
    private const int JoinsOfAStack = 64;
    private const int LeastSlots = 1 << 12;
    private const int MostSlots = 1 << 20;

    private readonly ConcurrentDictionary<(int Parent, string Key), int> _places;
    private readonly List<(Layer[] Layers, int Place)> _roots;
    private readonly Lock _lock = new();
    private int _lastPlace;
    private int _count;

    // How many there were when the table was made of those of another one.
    private int _kept;

    // A table that never grows: to look a join up must cost less than to join again, and each step through memory counts.
    private readonly Joined?[] _slots;

    /// <param name="stacks">The stacks.</param>
    public JoinMemo(IReadOnlyCollection<ImmutableArray<Layer>> stacks)
        : this((long)stacks.Count * JoinsOfAStack) =>
        Prefixes = new PrefixTree(stacks);

    private JoinMemo(long expected, ConcurrentDictionary<(int Parent, string Key), int>? places = null, List<(Layer[] Layers, int Place)>? roots = null)
    {
        _places = places ?? new ConcurrentDictionary<(int Parent, string Key), int>();
        _roots = roots ?? [];
        _slots = new Joined?[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(expected, LeastSlots, MostSlots))];
        Prefixes = new PrefixTree([]);
    }

    /// <summary>The place of the root for the overrides of a stack that have merge rules: what was joined by other rules is another place. Without rules, all is one place: 0.</summary>
    public int RootOf(Layer[] withRules)
    {
        lock (_lock)
        {
            var known = _roots.Find(root => root.Layers.AsSpan().SequenceEqual(withRules, ReferenceEqualityComparer.Instance));
            if (known.Layers is not null)
            {
                return known.Place;
            }

            var place = Interlocked.Increment(ref _lastPlace);
            _roots.Add((withRules, place));
            return place;
        }
    }

    /// <summary>What the lowest overrides of stacks come to.</summary>
    public PrefixTree Prefixes { get; }

    public int ChildOf(int place, string key) => _places.GetOrAdd((place, key), static (_, memo) => Interlocked.Increment(ref memo._lastPlace), this);

    /// <summary>What is known of parts that meet at a place; null for nothing.</summary>
    public Joined? Find(int hash, int place, ReadOnlySpan<Part> parts, int[]? ranks) =>
        Find(Volatile.Read(ref SlotOf(hash)), hash, place, parts, ranks);

    /// <summary>Keeps what came of parts. Where another thread was faster its result is the one that counts.</summary>
    public Joined Keep(Joined joined, ReadOnlySpan<Part> parts, int[]? ranks)
    {
        ref var slot = ref SlotOf(joined.Hash);
        while (true)
        {
            var first = Volatile.Read(ref slot);
            if (Find(first, joined.Hash, joined.Place, parts, ranks) is { } known)
            {
                return known;
            }

            joined.Next = first;
            if (Interlocked.CompareExchange(ref slot, joined, first) == first)
            {
                Interlocked.Increment(ref _count);
                return joined;
            }
        }
    }

    /// <summary>
    /// The memo without what was joined of other overrides than these; the same one while too little was added to be worth a look. For
    /// stacks that change one after another, where it would come to hold all that there ever was. Not while anything is merged.
    /// </summary>
    public JoinMemo Keeping(ImmutableArray<Layer> layers)
    {
        if (_count - _kept <= Math.Max(LeastSlots / 4, _kept / 4))
        {
            return this;
        }

        var documents = layers.Select(static layer => layer.Document).ToHashSet<SourceDocument>(ReferenceEqualityComparer.Instance);
        var left = _slots.SelectMany(ChainOf).Where(joined => joined.StandsIn(documents)).ToArray();

        // One stack joins fewer nodes than there are; more is of stacks that do not come again. And what was joined by other rules is of no use.
        if (left.Length > layers.Sum(static layer => (long)layer.Body.Size) || _places.Count > left.Length + LeastSlots || _roots.Count > 1)
        {
            return new JoinMemo(LeastSlots);
        }

        var memo = new JoinMemo(left.Length, _places, _roots) { _lastPlace = _lastPlace, _count = left.Length, _kept = left.Length };
        foreach (var joined in left)
        {
            ref var slot = ref memo.SlotOf(joined.Hash);
            joined.Next = slot;
            slot = joined;
        }

        return memo;
    }

    private static IEnumerable<Joined> ChainOf(Joined? first)
    {
        for (var joined = first; joined is not null; joined = joined.Next)
        {
            yield return joined;
        }
    }

    private ref Joined? SlotOf(int hash) => ref _slots[hash & (_slots.Length - 1)];

    private static Joined? Find(Joined? joined, int hash, int place, ReadOnlySpan<Part> parts, int[]? ranks)
    {
        while (joined is not null && !(joined.Hash == hash && joined.IsOf(place, parts, ranks)))
        {
            joined = joined.Next;
        }

        return joined;
    }

    public static int HashOf(int place, ReadOnlySpan<Part> parts, int[]? ranks)
    {
        var hash = place;
        foreach (ref readonly var part in parts)
        {
            hash = (hash * 31) + (part.Trail is { } trail ? RuntimeHelpers.GetHashCode(trail) : 0) + RuntimeHelpers.GetHashCode(part.Node) + (ranks?[part.Layer] ?? 0);
        }

        return hash;
    }

    /// <summary>What came of parts that met.</summary>
    internal sealed class Joined(int hash, int place, ReadOnlySpan<Part> parts, int[]? ranks, ConfigNode? node, Trail? trail)
    {
        // Most often two meet.
        private readonly Part _lowest = parts[0];
        private readonly Part _top = parts[^1];
        private readonly Part[] _between = parts.Length > 2 ? parts[1..^1].ToArray() : [];
        private readonly int _count = parts.Length;

        public int Hash => hash;

        public int Place => place;

        public ConfigNode? Node => node;

        public Trail? Trail => trail;

        /// <summary>Another in the same slot.</summary>
        public Joined? Next { get; set; }

        public bool IsOf(int otherPlace, ReadOnlySpan<Part> others, int[]? otherRanks)
        {
            if (otherPlace != place || others.Length != _count || !IsSame(_lowest, others[0]) || !IsSame(_top, others[^1]))
            {
                return false;
            }

            for (var i = 0; i < _between.Length; i++)
            {
                if (!IsSame(_between[i], others[i + 1]))
                {
                    return false;
                }
            }

            for (var i = 0; i < (ranks?.Length ?? 0); i++)
            {
                if (ranks![i] != otherRanks![others[i].Layer])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Whether all that met is written in some documents.</summary>
        public bool StandsIn(HashSet<SourceDocument> documents) =>
            documents.Contains(_lowest.Node.Document) && documents.Contains(_top.Node.Document) && Array.TrueForAll(_between, part => documents.Contains(part.Node.Document));

        private static bool IsSame(in Part one, in Part other) => ReferenceEquals(one.Node, other.Node) && ReferenceEquals(one.Trail, other.Trail);
    }
}
