namespace Strata.Values;

/// <summary>
/// A value and the place it was written at. Immutable and shared: the tree of a parsed file is never copied, and a resolved
/// configuration holds the very nodes of its files wherever no merge and no interpolation made a new one.
/// </summary>
public abstract class ConfigNode
{
    private readonly int _line;
    private readonly int _column;

    // What only scalars have stands here, where a few bytes are free: beneath it would take eight, and there may be a million.
    private protected readonly ScalarType _scalarType;
    private protected readonly ScalarStyle _scalarStyle;

    // Looked for once: in a matrix the same scalar stands in many configurations. All threads find the same.
    private protected byte _holdsPassword;

    private protected ConfigNode(
        SourceDocument document,
        SourcePosition position,
        NodeFlags flags,
        MergeTag tag,
        ScalarType scalarType = ScalarType.Null,
        ScalarStyle scalarStyle = ScalarStyle.Plain)
    {
        Document = document;
        _line = position.Line;
        _column = position.Column;
        Flags = flags;
        Tag = tag;
        _scalarType = scalarType;
        _scalarStyle = scalarStyle;
    }

    /// <summary>The kind of this node.</summary>
    public abstract NodeKind Kind { get; }

    /// <summary>Where the value is written. For a node behind a YAML alias, where its anchor is: the place to edit.</summary>
    public SourcePosition Position => new(_line, _column);

    /// <summary>The file the value is written in, as it is shown to people.</summary>
    public string File => Document.File;

    /// <summary>The name of the override the value is written in.</summary>
    public string Override => Document.Name;

    internal SourceDocument Document { get; }

    internal NodeFlags Flags { get; }

    internal MergeTag Tag { get; }

    /// <summary>The number of nodes in this tree, itself included, each counted as often as it is reached. Stops at <see cref="int.MaxValue"/>.</summary>
    internal abstract int Size { get; }

    /// <summary>The number of mappings and lists on the longest way down, this one included; 0 for a scalar. Bounds every recursion over the tree.</summary>
    internal abstract int Height { get; }

    internal bool HasTemplates => (Flags & NodeFlags.HasTemplates) != 0;

    internal bool HasTags => (Flags & NodeFlags.HasTags) != 0;

    internal bool IsSensitive => (Flags & NodeFlags.Sensitive) != 0;

    /// <summary>The same value, secret wherever it stands from now on.</summary>
    internal abstract ConfigNode AsSensitive();

    /// <summary>The kind and the place, never the value, so that no secret slips into a log.</summary>
    public override string ToString() => $"{Kind} at {File}:{Position}";

    private protected static int AddSizes(int left, int right) => (int)Math.Min((long)left + right, int.MaxValue);

    private protected static NodeFlags Rising(NodeFlags flags) => flags & (NodeFlags.HasTemplates | NodeFlags.HasTags);
}
