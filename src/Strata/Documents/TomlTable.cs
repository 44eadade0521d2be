using System.Runtime.InteropServices;
using Strata.Values;

namespace Strata.Documents;

/// <summary>How a TOML table came to be, which decides how it may be extended.</summary>
internal enum TomlTableKind : byte
{
    /// <summary>By a longer header: <c>a</c> in <c>[a.b]</c>. Its own header may follow.</summary>
    Implicit,

    /// <summary>By its own header, or as an item of an array of tables.</summary>
    Header,

    /// <summary>By a dotted key: <c>a</c> in <c>a.b = 1</c>. Only further dotted keys of the same table, and headers of tables within, extend it.</summary>
    Dotted,
}

/// <summary>
/// A TOML table while its file is read: keys come in any order, and are added long after other tables began. What is complete
/// where it stands - a scalar, an array in brackets, an inline table - is in it as the node that it stays.
/// </summary>
internal sealed class TomlTable(SourcePosition position, TomlTableKind kind, int depth)
{
    // Below this a walk over the keys is faster than hashing them.
    private const int TableThreshold = 16;

    private readonly List<Entry> _entries = [];
    private Dictionary<string, int>? _indexes;

    public TomlTableKind Kind { get; set; } = kind;

    /// <summary>How many mappings and lists this one stands in, itself included.</summary>
    public int Depth => depth;

    public bool IsEmpty => _entries.Count == 0;

    public SourcePosition Position { get; private set; } = position;

    /// <summary>What stands under a key: a <see cref="ConfigNode"/>, a <see cref="TomlTable"/>, a <see cref="TomlTableArray"/>, or null.</summary>
    public object? Find(string key, out SourcePosition keyPosition)
    {
        var index = IndexOf(key);
        keyPosition = index < 0 ? default : _entries[index].KeyPosition;
        return index < 0 ? null : _entries[index].Value;
    }

    /// <summary>Adds a key that is not there.</summary>
    public void Add(string key, SourcePosition keyPosition, object value)
    {
        _indexes?.Add(key, _entries.Count);
        _entries.Add(new Entry(key, keyPosition, value));
    }

    /// <summary>Gives an implicit table its own header, which is from then on its place.</summary>
    public void Define(string key, SourcePosition position)
    {
        var table = (TomlTable)Find(key, out _)!;
        table.Kind = TomlTableKind.Header;
        table.Position = position;
        CollectionsMarshal.AsSpan(_entries)[IndexOf(key)].KeyPosition = position;
    }

    /// <summary>The mapping that the table is, once nothing is added any more. Recurses no deeper than the nesting limit.</summary>
    public MappingNode ToNode(SourceDocument document)
    {
        var entries = new MappingEntry[_entries.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = _entries[i];
            var node = entry.Value switch
            {
                TomlTable table => table.ToNode(document),
                TomlTableArray array => array.ToNode(document),
                var complete => (ConfigNode)complete,
            };
            entries[i] = new MappingEntry(entry.Key, node, entry.KeyPosition);
        }

        return new MappingNode(document, Position, entries);
    }

    private int IndexOf(string key)
    {
        if (_entries.Count < TableThreshold)
        {
            return _entries.FindIndex(entry => entry.Key == key);
        }

        if (_indexes is null)
        {
            _indexes = new Dictionary<string, int>(_entries.Count * 2, StringComparer.Ordinal);
            for (var i = 0; i < _entries.Count; i++)
            {
                _indexes.Add(_entries[i].Key, i);
            }
        }

        return _indexes.TryGetValue(key, out var index) ? index : -1;
    }

    private struct Entry(string key, SourcePosition keyPosition, object value)
    {
        public string Key { get; } = key;

        public SourcePosition KeyPosition { get; set; } = keyPosition;

        public object Value { get; } = value;
    }
}

/// <summary>An array of tables: each <c>[[header]]</c> adds one.</summary>
internal sealed class TomlTableArray(SourcePosition position)
{
    private readonly List<TomlTable> _tables = [];

    public TomlTable Last => _tables[^1];

    public void Add(TomlTable table) => _tables.Add(table);

    public SequenceNode ToNode(SourceDocument document) =>
        new(document, position, [.. _tables.Select(table => table.ToNode(document))]);
}
