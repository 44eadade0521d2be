using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// Builds the tree of one document from a reader's events, without recursion, for the formats that write a mapping in one
/// piece; with YAML's merge keys where the format has them.
/// </summary>
internal sealed class TreeBuilder(DocumentRules rules)
{
    // Below this a walk over the keys is faster than hashing them.
    private const int TableThreshold = 16;

    private readonly List<MappingEntry> _entries = [];
    private readonly List<ConfigNode> _items = [];
    private readonly Stack<Frame> _open = new();
    private SourceDocument _document = null!;
    private Frame _frame;
    private string? _key;
    private SourcePosition _keyPosition;
    private bool _isMergeKey;

    /// <summary>The root, once everything that was opened is closed.</summary>
    public ConfigNode? Root { get; private set; }

    /// <summary>How many mappings and lists are open.</summary>
    public int Depth => _open.Count;

    /// <summary>Whether what comes next belongs to a mapping.</summary>
    public bool IsInMapping => _frame.Kind == FrameKind.Mapping;

    /// <summary>Whether a key, not a value, comes next.</summary>
    public bool ExpectsKey => IsInMapping && _key is null;

    /// <summary>The key whose value comes next; null in a list.</summary>
    public string? PendingKey => _key;

    /// <summary>The top-level key that the reader is beneath.</summary>
    public string TopLevelKey { get; private set; } = "";

    /// <summary>Begins a document. What an unfinished one before it left is forgotten.</summary>
    public void Begin(SourceDocument document)
    {
        _document = document;
        _entries.Clear();
        _items.Clear();
        _open.Clear();
        _frame = default;
        _key = null;
        _isMergeKey = false;
        Root = null;
        TopLevelKey = "";
    }

    public void Key(string key, SourcePosition position, bool isMergeKey = false)
    {
        _key = key;
        _keyPosition = position;
        _isMergeKey = isMergeKey;
        if (_open.Count == 1)
        {
            TopLevelKey = _key;
        }
    }

    public void Scalar(SourcePosition position, string text, ScalarType type, ScalarStyle style, MergeTag tag = MergeTag.None, NodeFlags flags = NodeFlags.None)
    {
        if (rules.CountNode(position))
        {
            Add(new ScalarNode(_document, position, text, type, style, tag, flags | TemplateFlag(text)));
        }
    }

    /// <summary>Whether interpolation has to look at a text.</summary>
    public static NodeFlags TemplateFlag(string text) => text.Contains('$') ? NodeFlags.HasTemplates : NodeFlags.None;

    /// <summary>Adds a node that was built before: the one that an alias names.</summary>
    public void Node(ConfigNode node, SourcePosition position)
    {
        if (rules.CountRepeated(node, position))
        {
            Add(node, position);
        }
    }

    public void StartMapping(SourcePosition position, MergeTag tag = MergeTag.None, NodeFlags flags = NodeFlags.None) =>
        Open(FrameKind.Mapping, position, tag, null, flags);

    public void StartSequence(SourcePosition position, MergeTag tag = MergeTag.None, string? mergeKey = null, NodeFlags flags = NodeFlags.None) =>
        Open(FrameKind.Sequence, position, tag, mergeKey, flags);

    /// <summary>Closes the mapping or list that was opened last, and gives it.</summary>
    public ConfigNode End()
    {
        var frame = _frame;
        ConfigNode node;
        if (frame.Kind == FrameKind.Mapping)
        {
            var entries = frame.Merges is null ? [.. CollectionsMarshal.AsSpan(_entries)[frame.Start..]] : WithMerged(frame);
            _entries.RemoveRange(frame.Start, _entries.Count - frame.Start);
            node = new MappingNode(_document, frame.Position, entries, frame.Tag, flags: frame.Flags);
        }
        else
        {
            ConfigNode[] items = [.. CollectionsMarshal.AsSpan(_items)[frame.Start..]];
            _items.RemoveRange(frame.Start, _items.Count - frame.Start);
            node = new SequenceNode(_document, frame.Position, items, frame.Tag, frame.MergeKey, flags: frame.Flags);
        }

        _key = frame.Key;
        _keyPosition = frame.KeyPosition;
        _isMergeKey = frame.KeyIsMerge;
        _frame = _open.Pop();
        rules.CheckDepth(node.Height + _open.Count, frame.Position);
        Add(node);
        return node;
    }

    private void Open(FrameKind kind, SourcePosition position, MergeTag tag, string? mergeKey, NodeFlags flags)
    {
        if (!rules.CountNode(position))
        {
            return;
        }

        _open.Push(_frame);
        rules.CheckDepth(_open.Count, position);
        _frame = new Frame
        {
            Kind = kind,
            Start = kind == FrameKind.Mapping ? _entries.Count : _items.Count,
            Position = position,
            Tag = tag,
            MergeKey = mergeKey,
            Flags = flags,
            Key = _key,
            KeyPosition = _keyPosition,
            KeyIsMerge = _isMergeKey,
        };
        _key = null;
        _isMergeKey = false;
    }

    private void Add(ConfigNode node, SourcePosition? usedAt = null)
    {
        switch (_frame.Kind)
        {
            case FrameKind.Root:
                Root = node;
                break;
            case FrameKind.Sequence:
                _items.Add(node);
                break;
            default:
                AddEntry(node, usedAt ?? node.Position);
                break;
        }
    }

    private void AddEntry(ConfigNode node, SourcePosition usedAt)
    {
        var key = _key!;
        _key = null;
        if (_isMergeKey)
        {
            _isMergeKey = false;
            AddMerges(node, usedAt);
            return;
        }

        if (FindKey(key, out var first))
        {
            rules.DuplicateKey(key, _keyPosition, first, node is ScalarNode ? "keep one of them" : "rename one of them, or join the two blocks");
            return;
        }

        _frame.Table?.Add(key, _entries.Count);
        _entries.Add(new MappingEntry(key, node, _keyPosition));
    }

    private bool FindKey(string key, out SourcePosition position)
    {
        position = default;
        var entries = CollectionsMarshal.AsSpan(_entries)[_frame.Start..];
        if (entries.Length < TableThreshold)
        {
            foreach (ref readonly var entry in entries)
            {
                if (entry.Key == key)
                {
                    position = entry.KeyPosition;
                    return true;
                }
            }

            return false;
        }

        if (_frame.Table is null)
        {
            _frame.Table = new Dictionary<string, int>(entries.Length * 2, StringComparer.Ordinal);
            for (var i = 0; i < entries.Length; i++)
            {
                _frame.Table.Add(entries[i].Key, _frame.Start + i);
            }
        }

        if (_frame.Table.TryGetValue(key, out var index))
        {
            position = _entries[index].KeyPosition;
            return true;
        }

        return false;
    }

    private void AddMerges(ConfigNode node, SourcePosition usedAt)
    {
        if (_frame.Merges is not null)
        {
            rules.DuplicateKey("<<", _keyPosition, _frame.MergePosition, "write one: <<: [*first, *second]");
            return;
        }

        var merges = new List<MappingNode>();
        if (node is MappingNode one)
        {
            merges.Add(one);
        }
        else if (node is SequenceNode several && several.All(static item => item is MappingNode))
        {
            merges.AddRange(several.Select(item => (MappingNode)(several.IsSensitive ? item.AsSensitive() : item)));
        }
        else
        {
            rules.Error(usedAt, DiagnosticCode.BadMergeKey, "the merge key \"<<\" takes a mapping or a list of mappings", "quote it (\"<<\") if an ordinary key is meant");
            return;
        }

        _frame.Merges = merges;
        _frame.MergePosition = _keyPosition;
        _frame.MergeAt = _entries.Count;
    }

    // The merged keys stand where "<<" stood. A key of the mapping itself wins over a merged one, an earlier merge over a later.
    private MappingEntry[] WithMerged(in Frame frame)
    {
        var own = CollectionsMarshal.AsSpan(_entries)[frame.Start..];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (ref readonly var entry in own)
        {
            seen.Add(entry.Key);
        }

        var merged = new List<MappingEntry>();
        foreach (var mapping in frame.Merges!)
        {
            foreach (var entry in mapping.Entries)
            {
                if (seen.Add(entry.Key))
                {
                    // What a secret's mapping holds stays secret where it is merged into.
                    merged.Add(mapping.IsSensitive ? new MappingEntry(entry.Key, entry.Value.AsSensitive(), entry.KeyPosition) : entry);
                }
            }
        }

        var before = frame.MergeAt - frame.Start;
        return [.. own[..before], .. merged, .. own[before..]];
    }

    private enum FrameKind : byte
    {
        Root,
        Mapping,
        Sequence,
    }

    [SuppressMessage("Performance", "CA1815", Justification = "Never compared.")]
    private struct Frame
    {
        public FrameKind Kind;
        public MergeTag Tag;
        public NodeFlags Flags;
        public bool KeyIsMerge;
        public int Start;
        public int MergeAt;
        public SourcePosition Position;
        public SourcePosition KeyPosition;
        public SourcePosition MergePosition;
        public string? Key;
        public string? MergeKey;
        public List<MappingNode>? Merges;
        public Dictionary<string, int>? Table;
    }
}
