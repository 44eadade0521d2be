using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// Builds the tree of one document from a reader's events, without recursion, and holds every format to the same rules: unique
/// keys, the nesting and node limits, and YAML's merge keys where the format has them.
/// </summary>
internal sealed class TreeBuilder(SourceDocument document, ParseLimits limits, KeyPool keys, DiagnosticBag diagnostics)
{
    // After so many errors in one document the rest is noise.
    private const int MaxErrors = 100;

    // Below this a walk over the keys is faster than hashing them.
    private const int TableThreshold = 16;

    private readonly List<MappingEntry> _entries = [];
    private readonly List<ConfigNode> _items = [];
    private readonly Stack<Frame> _open = new();
    private Frame _frame;
    private string? _key;
    private SourcePosition _keyPosition;
    private bool _isMergeKey;
    private int _nodes;
    private int _errors;

    /// <summary>The root, once everything that was opened is closed.</summary>
    public ConfigNode? Root { get; private set; }

    /// <summary>Whether the document has an error; it is then not loaded.</summary>
    public bool Failed => _errors > 0;

    /// <summary>Whether reading on has no use.</summary>
    public bool Stopped { get; private set; }

    /// <summary>Whether a key, not a value, comes next.</summary>
    public bool ExpectsKey => _frame.Kind == FrameKind.Mapping && _key is null;

    /// <summary>The key whose value comes next; null in a list.</summary>
    public string? PendingKey => _key;

    /// <summary>The top-level key that the reader is beneath.</summary>
    public string TopLevelKey { get; private set; } = "";

    public void Key(string key, SourcePosition position, bool isMergeKey = false)
    {
        _key = keys.Intern(key);
        _keyPosition = position;
        _isMergeKey = isMergeKey;
        if (_open.Count == 1)
        {
            TopLevelKey = _key;
        }
    }

    public void Scalar(SourcePosition position, string text, ScalarType type, ScalarStyle style, MergeTag tag = MergeTag.None, NodeFlags flags = NodeFlags.None)
    {
        if (text.Contains('$'))
        {
            flags |= NodeFlags.HasTemplates;
        }

        if (CountNode(position))
        {
            Add(new ScalarNode(document, position, text, type, style, tag, flags));
        }
    }

    /// <summary>Adds a node that was built before: the one that an alias names.</summary>
    public void Node(ConfigNode node, SourcePosition position)
    {
        if (CountNode(position))
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
            node = new MappingNode(document, frame.Position, entries, frame.Tag, flags: frame.Flags);
        }
        else
        {
            ConfigNode[] items = [.. CollectionsMarshal.AsSpan(_items)[frame.Start..]];
            _items.RemoveRange(frame.Start, _items.Count - frame.Start);
            node = new SequenceNode(document, frame.Position, items, frame.Tag, frame.MergeKey, flags: frame.Flags);
        }

        _key = frame.Key;
        _keyPosition = frame.KeyPosition;
        _isMergeKey = frame.KeyIsMerge;
        _frame = _open.Pop();
        if (node.Size > limits.MaxNodes)
        {
            Stop(frame.Position, DiagnosticCode.TooManyNodes, $"more than {limits.MaxNodes:N0} nodes once aliases are followed", "an alias may repeat a large part many times over; write less, or raise the limit (--max-nodes)");
        }
        else if (node.Height + _open.Count > limits.MaxDepth)
        {
            TooDeep(frame.Position);
        }

        Add(node);
        return node;
    }

    /// <summary>Reports an error at a place of the document.</summary>
    public void Error(SourcePosition position, DiagnosticCode code, string message, string? hint = null, string? label = null)
    {
        if (_errors++ >= MaxErrors)
        {
            Stopped = true;
            return;
        }

        diagnostics.Add(Diagnostic.At(document.Text, position, code, DiagnosticSeverity.Error, message) with { Hint = hint, Label = label });
    }

    /// <summary>Reports an error after which the rest of the document is not read.</summary>
    public void Stop(SourcePosition position, DiagnosticCode code, string message, string? hint = null)
    {
        if (!Stopped)
        {
            Error(position, code, message, hint);
            Stopped = true;
        }
    }

    private void Open(FrameKind kind, SourcePosition position, MergeTag tag, string? mergeKey, NodeFlags flags)
    {
        if (!CountNode(position))
        {
            return;
        }

        _open.Push(_frame);
        if (_open.Count > limits.MaxDepth)
        {
            TooDeep(position);
        }

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

    private void TooDeep(SourcePosition position) => Stop(
        position,
        DiagnosticCode.NestingTooDeep,
        $"mappings and lists are nested deeper than {limits.MaxDepth}",
        "configuration is rarely this deep: look for a missing bracket, or raise the limit (--max-depth)");

    // Counted as they come, so that a file of millions of tiny nodes is refused before it is read to its end.
    private bool CountNode(SourcePosition position)
    {
        if (++_nodes > limits.MaxNodes)
        {
            Stop(position, DiagnosticCode.TooManyNodes, $"the file has more than {limits.MaxNodes:N0} nodes", "split it, or raise the limit (--max-nodes)");
        }

        return !Stopped;
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
            Error(
                _keyPosition,
                DiagnosticCode.DuplicateKey,
                $"duplicate key \"{key}\"",
                node is ScalarNode ? "keep one of them" : "rename one of them, or join the two blocks",
                $"first defined at {first}");
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
            Error(_keyPosition, DiagnosticCode.DuplicateKey, "duplicate key \"<<\"", "write one: <<: [*first, *second]", $"first defined at {_frame.MergePosition}");
            return;
        }

        var merges = new List<MappingNode>();
        if (node is MappingNode one)
        {
            merges.Add(one);
        }
        else if (node is SequenceNode several && several.All(static item => item is MappingNode))
        {
            merges.AddRange(several.Cast<MappingNode>());
        }
        else
        {
            Error(usedAt, DiagnosticCode.BadMergeKey, "the merge key \"<<\" takes a mapping or a list of mappings", "quote it (\"<<\") if an ordinary key is meant");
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
                    merged.Add(entry);
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
