using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Strata.Values;

/// <summary>A key, where it is written, and its value.</summary>
internal readonly struct MappingEntry(string key, ConfigNode value, SourcePosition keyPosition)
{
    private readonly int _line = keyPosition.Line;
    private readonly int _column = keyPosition.Column;

    public string Key { get; } = key;

    public ConfigNode Value { get; } = value;

    public SourcePosition KeyPosition => new(_line, _column);
}

/// <summary>Keys and values in the order in which they are written or, after a merge, were first seen.</summary>
public sealed class MappingNode : ConfigNode, IReadOnlyDictionary<string, ConfigNode>
{
    // Below this a walk over the entries is faster than hashing the key, and needs no table.
    private const int TableThreshold = 8;

    private readonly MappingEntry[] _entries;
    private readonly Trail?[]? _trails;
    private Dictionary<string, int>? _table;

    /// <param name="document">Where the mapping is written; for a merged one, its uppermost part.</param>
    /// <param name="position">The place of the first key or of the opening brace.</param>
    /// <param name="entries">Taken over, not copied. Keys are unique.</param>
    /// <param name="tag">The merge tag that stands on the mapping.</param>
    /// <param name="trails">For each entry the parts that it was merged from; null where it has one part only.</param>
    /// <param name="flags">Flags beside those that rise from the entries.</param>
    /// <param name="template">The reference that this mapping stands in for.</param>
    internal MappingNode(
        SourceDocument document,
        SourcePosition position,
        MappingEntry[] entries,
        MergeTag tag = MergeTag.None,
        Trail?[]? trails = null,
        NodeFlags flags = NodeFlags.None,
        ScalarNode? template = null)
        : base(document, position, flags | Collect(entries, tag, out var size, out var height), tag)
    {
        _entries = entries;
        _trails = trails;
        Template = template;
        Size = size;
        Height = height;
    }

    private MappingNode(MappingNode original, NodeFlags flags)
        : base(original.Document, original.Position, original.Flags | flags, original.Tag)
    {
        _entries = original._entries;
        _trails = original._trails;
        _table = original._table;
        Template = original.Template;
        Size = original.Size;
        Height = original.Height;
    }

    /// <inheritdoc/>
    public override NodeKind Kind => NodeKind.Mapping;

    /// <inheritdoc/>
    public int Count => _entries.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _entries.Select(static entry => entry.Key);

    /// <inheritdoc/>
    public IEnumerable<ConfigNode> Values => _entries.Select(static entry => entry.Value);

    /// <inheritdoc/>
    public ConfigNode this[string key] =>
        TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"The mapping at {File}:{Position} has no key \"{key}\".");

    internal override int Size { get; }

    internal override int Height { get; }

    internal ReadOnlySpan<MappingEntry> Entries => _entries;

    /// <summary>The parts that the entry at an index was merged from, the uppermost first; null where it has one part only.</summary>
    internal Trail? TrailAt(int index) => _trails?[index];

    internal Trail?[]? Trails => _trails;

    /// <summary>What a later stage made of this mapping, for as long as it has a use for it. It belongs to who set it; others take it for nothing.</summary>
    internal object? Made { get; set; }

    /// <summary>The <c>${config:...}</c> that this mapping stands in for; null for one that is written out.</summary>
    internal ScalarNode? Template { get; }

    /// <summary>The same mapping with other values under the same keys.</summary>
    internal MappingNode With(MappingEntry[] entries) => new(Document, Position, entries, Tag, _trails, Flags & NodeFlags.Sensitive, Template);

    /// <summary>The same mapping with what each of its values becomes; this one itself where none becomes another.</summary>
    /// <param name="state">Handed on.</param>
    /// <param name="rewrite">What a value becomes, from its key and itself.</param>
    internal MappingNode Rewrite<TState>(TState state, Func<string, ConfigNode, TState, ConfigNode> rewrite)
    {
        MappingEntry[]? entries = null;
        for (var i = 0; i < _entries.Length; i++)
        {
            ref readonly var entry = ref _entries[i];
            var value = rewrite(entry.Key, entry.Value, state);
            if (!ReferenceEquals(value, entry.Value))
            {
                entries ??= [.. _entries];
                entries[i] = new MappingEntry(entry.Key, value, entry.KeyPosition);
            }
        }

        return entries is null ? this : With(entries);
    }

    /// <summary>The same mapping in the place of a reference to it.</summary>
    internal MappingNode InPlaceOf(ScalarNode template) =>
        new(template.Document, template.Position, _entries, MergeTag.None, _trails, Flags & NodeFlags.Sensitive, template);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out ConfigNode value)
    {
        var index = IndexOf(key);
        value = index < 0 ? null : _entries[index].Value;
        return index >= 0;
    }

    internal int IndexOf(ReadOnlySpan<char> key)
    {
        if (_entries.Length > TableThreshold)
        {
            return Table().GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(key, out var index) ? index : -1;
        }

        for (var i = 0; i < _entries.Length; i++)
        {
            if (key.SequenceEqual(_entries[i].Key))
            {
                return i;
            }
        }

        return -1;
    }

    internal override ConfigNode AsSensitive() => IsSensitive ? this : new MappingNode(this, NodeFlags.Sensitive);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, ConfigNode>> GetEnumerator()
    {
        foreach (var entry in _entries)
        {
            yield return new KeyValuePair<string, ConfigNode>(entry.Key, entry.Value);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // Built at most once for each thread that comes first; all build the same.
    private Dictionary<string, int> Table()
    {
        if (_table is { } known)
        {
            return known;
        }

        var table = new Dictionary<string, int>(_entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < _entries.Length; i++)
        {
            table.Add(_entries[i].Key, i);
        }

        return _table = table;
    }

    private static NodeFlags Collect(MappingEntry[] entries, MergeTag tag, out int size, out int height)
    {
        var flags = tag == MergeTag.None ? NodeFlags.None : NodeFlags.HasTags;
        size = 1;
        height = 0;
        foreach (var entry in entries)
        {
            flags |= Rising(entry.Value.Flags);
            size = AddSizes(size, entry.Value.Size);
            height = Math.Max(height, entry.Value.Height);
        }

        height++;
        return flags;
    }
}
