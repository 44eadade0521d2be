using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// Two mappings without tags, one over the other, and what becomes of them: the lower one's keys where they were, and behind them
/// those that only the upper one has.
/// </summary>
internal struct MappingPair
{
    // Looked for one by one, a key is found faster than by hashing, as long as there are few.
    private const int MostComparisons = 256;

    private readonly MappingEntry[] _entries;
    private Trail?[]? _trails;
    private int _count;

    /// <param name="lower">The lower mapping.</param>
    /// <param name="upper">The upper one.</param>
    /// <param name="places">Takes, for each entry of the upper one, the place of its key in the lower one; -1 where it has none.</param>
    public MappingPair(MappingNode lower, MappingNode upper, Span<int> places)
    {
        Lower = lower;
        Upper = upper;
        var added = 0;
        for (int i = 0, next = 0; i < upper.Count; i++)
        {
            places[i] = PlaceOf(upper.Entries[i].Key, lower.Entries, next);
            added += places[i] < 0 ? 1 : 0;
            next = places[i] + 1;
        }

        _count = lower.Count;
        _entries = new MappingEntry[_count + added];
        lower.Entries.CopyTo(_entries);
        if (lower.Trails is { } trails)
        {
            // Such an array may be longer than what it belongs to.
            _trails = new Trail?[_entries.Length];
            trails.AsSpan(0, Math.Min(trails.Length, _count)).CopyTo(_trails);
        }
    }

    public MappingNode Lower { get; }

    public MappingNode Upper { get; }

    /// <summary>Whether two mappings can be joined so, and quickly.</summary>
    public static bool IsPlain(in Part lower, in Part upper) =>
        lower.Node is MappingNode { HasTags: false } below && upper.Node is MappingNode { HasTags: false } above
        && above.Count <= MostComparisons && (long)below.Count * above.Count <= MostComparisons;

    public void Append(int index)
    {
        Keep(_count, Upper.TrailAt(index));
        _entries[_count++] = Upper.Entries[index];
    }

    /// <summary>Sets what two entries came to, at the place of the lower one. The key stands where the value is from: the upper file, unless the lower value stayed.</summary>
    public void Set(int place, ConfigNode value, Trail? trail, in MappingEntry upper)
    {
        Keep(place, trail);
        var keyPosition = ReferenceEquals(value.Document, upper.Value.Document) ? upper.KeyPosition : _entries[place].KeyPosition;
        _entries[place] = new MappingEntry(_entries[place].Key, value, keyPosition);
    }

    public readonly MappingNode ToMapping(NodeFlags flags) => new(Upper.Document, Upper.Position, _entries, trails: _trails, flags: flags);

    // Keys mostly have the same order in both, so that one is found behind the one before.
    private static int PlaceOf(string key, ReadOnlySpan<MappingEntry> entries, int from)
    {
        for (var i = from; i < entries.Length; i++)
        {
            if (entries[i].Key == key)
            {
                return i;
            }
        }

        for (var i = 0; i < from; i++)
        {
            if (entries[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    private void Keep(int place, Trail? trail)
    {
        if (trail is not null)
        {
            (_trails ??= new Trail?[_entries.Length])[place] = trail;
        }
    }
}
