using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// What came of values that met at a path, for many stacks of the same overrides. A join depends on nothing but the nodes that
/// meet, the path, and the merge rules that hold there; where all of these are the same, the very same node is given, so that
/// later stages can share their work by it too. Safe for use from several threads.
/// </summary>
/// <param name="stacks">The stacks.</param>
internal sealed class JoinMemo(IEnumerable<ImmutableArray<Layer>> stacks)
{
    // Place 0 is the root of stacks without rules.
    private readonly ConcurrentDictionary<(int Parent, string Key), int> _places = new();
    private readonly ConcurrentDictionary<(int Place, int Hash), Joined> _joined = new();
    private readonly List<(Layer[] Layers, int Place)> _roots = [];
    private readonly Lock _lock = new();
    private int _lastPlace;

    /// <summary>The place of the root for the overrides of a stack that have merge rules: what was joined by other rules is another place.</summary>
    public int RootOf(Layer[] withRules)
    {
        if (withRules.Length == 0)
        {
            return 0;
        }

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
    public PrefixTree Prefixes { get; } = new(stacks);

    public int ChildOf(int place, string key) => _places.GetOrAdd((place, key), static (_, memo) => Interlocked.Increment(ref memo._lastPlace), this);

    /// <summary>What is known of parts that meet at a place; null for nothing.</summary>
    public Joined? Find(int place, int hash, ReadOnlySpan<Part> parts, int[]? ranks)
    {
        _joined.TryGetValue((place, hash), out var joined);
        while (joined is not null && !joined.IsOf(parts, ranks))
        {
            joined = joined.Next;
        }

        return joined;
    }

    /// <summary>Keeps what came of parts. Where another thread was faster its result is the one that counts.</summary>
    public Joined Keep(int place, int hash, ReadOnlySpan<Part> parts, int[]? ranks, Joined joined)
    {
        while (true)
        {
            if (!_joined.TryGetValue((place, hash), out var first))
            {
                if (_joined.TryAdd((place, hash), joined))
                {
                    return joined;
                }
            }
            else if (Find(place, hash, parts, ranks) is { } known)
            {
                return known;
            }
            else
            {
                joined.Next = first;
                if (_joined.TryUpdate((place, hash), joined, first))
                {
                    return joined;
                }
            }
        }
    }

    public static int HashOf(ReadOnlySpan<Part> parts, int[]? ranks)
    {
        var hash = 17;
        foreach (ref readonly var part in parts)
        {
            hash = (hash * 31) + (part.Trail is { } trail ? RuntimeHelpers.GetHashCode(trail) : 0) + RuntimeHelpers.GetHashCode(part.Node) + (ranks?[part.Layer] ?? 0);
        }

        return hash;
    }

    /// <summary>What came of parts that met.</summary>
    internal sealed class Joined((ConfigNode Node, Trail? Trail)[] parts, int[]? ranks, ConfigNode? node, Trail? trail, ImmutableArray<Diagnostic> diagnostics)
    {
        public ConfigNode? Node => node;

        public Trail? Trail => trail;

        public ImmutableArray<Diagnostic> Diagnostics => diagnostics;

        /// <summary>Another of the same hash.</summary>
        public Joined? Next { get; set; }

        public bool IsOf(ReadOnlySpan<Part> others, int[]? otherRanks)
        {
            if (others.Length != parts.Length)
            {
                return false;
            }

            for (var i = 0; i < parts.Length; i++)
            {
                if (!ReferenceEquals(parts[i].Node, others[i].Node)
                    || !ReferenceEquals(parts[i].Trail, others[i].Trail)
                    || (ranks is not null && ranks[i] != otherRanks![others[i].Layer]))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
