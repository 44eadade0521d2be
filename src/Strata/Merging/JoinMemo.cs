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

    private readonly ConcurrentDictionary<(int Parent, string Key), int> _places = new();
    private readonly List<(Layer[] Layers, int Place)> _roots = [];
    private readonly Lock _lock = new();
    private int _lastPlace;

    // A table that never grows: to look a join up must cost less than to join again, and each step through memory counts.
    private readonly Joined?[] _slots;

    /// <param name="stacks">The stacks.</param>
    public JoinMemo(IReadOnlyCollection<ImmutableArray<Layer>> stacks)
    {
        _slots = new Joined?[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp((long)stacks.Count * JoinsOfAStack, LeastSlots, MostSlots))];
        Prefixes = new PrefixTree(stacks);
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
                return joined;
            }
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

        private static bool IsSame(in Part one, in Part other) => ReferenceEquals(one.Node, other.Node) && ReferenceEquals(one.Trail, other.Trail);
    }
}
