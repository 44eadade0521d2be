using System.Collections;

namespace Strata.Values;

/// <summary>A list.</summary>
public sealed class SequenceNode : ConfigNode, IReadOnlyList<ConfigNode>
{
    private readonly ConfigNode[] _items;
    private readonly Trail?[]? _trails;

    /// <param name="document">Where the list is written; for a merged one, its uppermost part.</param>
    /// <param name="position">The place of the first dash or of the opening bracket.</param>
    /// <param name="items">Taken over, not copied.</param>
    /// <param name="tag">The merge tag that stands on the list.</param>
    /// <param name="mergeKey">The KEY of <c>!by:KEY</c>.</param>
    /// <param name="trails">For each item the parts that it was merged from; null where it has one part only.</param>
    /// <param name="flags">Flags beside those that rise from the items.</param>
    /// <param name="template">The reference that this list stands in for.</param>
    internal SequenceNode(
        SourceDocument document,
        SourcePosition position,
        ConfigNode[] items,
        MergeTag tag = MergeTag.None,
        string? mergeKey = null,
        Trail?[]? trails = null,
        NodeFlags flags = NodeFlags.None,
        ScalarNode? template = null)
        : base(document, position, flags | Collect(items, tag, out var size, out var height), tag)
    {
        _items = items;
        _trails = trails;
        MergeKey = mergeKey;
        Template = template;
        Size = size;
        Height = height;
    }

    /// <inheritdoc/>
    public override NodeKind Kind => NodeKind.Sequence;

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <inheritdoc/>
    public ConfigNode this[int index] => _items[index];

    internal override int Size { get; }

    internal override int Height { get; }

    internal string? MergeKey { get; }

    internal ReadOnlySpan<ConfigNode> Items => _items;

    /// <summary>The parts that the item at an index was merged from, the uppermost first; null where it has one part only.</summary>
    internal Trail? TrailAt(int index) => _trails?[index];

    internal Trail?[]? Trails => _trails;

    /// <summary>The <c>${config:...}</c> that this list stands in for; null for one that is written out.</summary>
    internal ScalarNode? Template { get; }

    /// <summary>The same list with other items.</summary>
    internal SequenceNode With(ConfigNode[] items) => new(Document, Position, items, Tag, MergeKey, _trails, Flags & NodeFlags.Sensitive, Template);

    /// <summary>The same list with what each of its items becomes; this one itself where none becomes another.</summary>
    /// <param name="state">Handed on.</param>
    /// <param name="rewrite">What an item becomes, from its index and itself.</param>
    internal SequenceNode Rewrite<TState>(TState state, Func<int, ConfigNode, TState, ConfigNode> rewrite)
    {
        ConfigNode[]? items = null;
        for (var i = 0; i < _items.Length; i++)
        {
            var item = rewrite(i, _items[i], state);
            if (!ReferenceEquals(item, _items[i]))
            {
                items ??= [.. _items];
                items[i] = item;
            }
        }

        return items is null ? this : With(items);
    }

    /// <summary>The same list in the place of a reference to it.</summary>
    internal SequenceNode InPlaceOf(ScalarNode template) =>
        new(template.Document, template.Position, _items, MergeTag.None, null, _trails, Flags & NodeFlags.Sensitive, template);

    internal override ConfigNode AsSensitive() =>
        IsSensitive ? this : new SequenceNode(Document, Position, _items, Tag, MergeKey, _trails, Flags | NodeFlags.Sensitive, Template);

    /// <inheritdoc/>
    public IEnumerator<ConfigNode> GetEnumerator() => ((IEnumerable<ConfigNode>)_items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static NodeFlags Collect(ConfigNode[] items, MergeTag tag, out int size, out int height)
    {
        var flags = tag == MergeTag.None ? NodeFlags.None : NodeFlags.HasTags;
        size = 1;
        height = 0;
        foreach (var item in items)
        {
            flags |= Rising(item.Flags);
            size = AddSizes(size, item.Size);
            height = Math.Max(height, item.Height);
        }

        height++;
        return flags;
    }
}
