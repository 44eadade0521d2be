using System.Runtime.InteropServices;
using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// The entries of several mappings, brought together by key: in the order in which a key was first seen, and with each key's
/// parts from the lowest to the highest. Used again and again, one for each depth, so that a merge allocates only what it gives.
/// </summary>
internal sealed class EntryGroups
{
    // Below this a key is found faster by looking at them all than by hashing it.
    private const int TableThreshold = 8;

    private readonly Dictionary<string, int> _table = new(StringComparer.Ordinal);
    private readonly List<Group> _groups = [];
    private readonly List<Link> _links = [];
    private Part[] _parts = new Part[8];

    public int Count => _groups.Count;

    public string Key(int index) => _groups[index].Key;

    /// <summary>Where a key stands in the document that its joined value is of; where none of its parts is of that, where it was first seen.</summary>
    public SourcePosition KeyPosition(int index, SourceDocument document)
    {
        var group = _groups[index];
        for (int i = group.Count, link = group.Last; i > 0; i--, link = _links[link].Previous)
        {
            if (ReferenceEquals(_links[link].Part.Node.Document, document))
            {
                return _links[link].KeyPosition;
            }
        }

        return group.KeyPosition;
    }

    public void Fill(ReadOnlySpan<Part> mappings)
    {
        _table.Clear();
        _groups.Clear();
        _links.Clear();
        foreach (ref readonly var part in mappings)
        {
            var mapping = (MappingNode)part.Node;
            var entries = mapping.Entries;
            for (var i = 0; i < entries.Length; i++)
            {
                Add(entries[i], new Part(entries[i].Value, part.Layer, mapping.TrailAt(i)));
            }
        }
    }

    /// <summary>The parts of a key; none for one that moved to the end. Valid until the next call.</summary>
    public ReadOnlySpan<Part> Parts(int index)
    {
        var group = _groups[index];
        if (_parts.Length < group.Count)
        {
            _parts = new Part[Math.Max(group.Count, 2 * _parts.Length)];
        }

        for (int i = group.Count - 1, link = group.Last; i >= 0; i--)
        {
            _parts[i] = _links[link].Part;
            link = _links[link].Previous;
        }

        return _parts.AsSpan(0, group.Count);
    }

    private void Add(in MappingEntry entry, in Part part)
    {
        var index = Find(entry.Key);
        if (index < 0)
        {
            Append(new Group(entry.Key, entry.KeyPosition, 1, _links.Count), part, entry.KeyPosition, previous: -1);
            return;
        }

        ref var group = ref CollectionsMarshal.AsSpan(_groups)[index];
        var afresh = _links[group.Last].Part.Node.Tag == MergeTag.Unset && part.Node.Tag != MergeTag.Unset;
        if (afresh)
        {
            // What was unset is gone: the key starts afresh, at the end, with its story kept.
            var moved = new Group(entry.Key, entry.KeyPosition, group.Count + 1, _links.Count);
            var previous = group.Last;
            group = group with { Count = 0 };
            Append(moved, part, entry.KeyPosition, previous);
            return;
        }

        _links.Add(new Link(part, entry.KeyPosition, group.Last));
        group = group with { Count = group.Count + 1, Last = _links.Count - 1 };
    }

    private void Append(Group group, in Part part, SourcePosition keyPosition, int previous)
    {
        _links.Add(new Link(part, keyPosition, previous));
        _groups.Add(group);
        if (_groups.Count == TableThreshold)
        {
            for (var i = 0; i < _groups.Count; i++)
            {
                _table[_groups[i].Key] = i;
            }
        }
        else if (_groups.Count > TableThreshold)
        {
            _table[group.Key] = _groups.Count - 1;
        }
    }

    private int Find(string key)
    {
        if (_groups.Count >= TableThreshold)
        {
            return _table.TryGetValue(key, out var known) ? known : -1;
        }

        for (var i = _groups.Count - 1; i >= 0; i--)
        {
            if (_groups[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }

    private readonly record struct Group(string Key, SourcePosition KeyPosition, int Count, int Last);

    private readonly record struct Link(Part Part, SourcePosition KeyPosition, int Previous);
}
