using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>One step through a YAML stream: what begins or ends, or a value.</summary>
internal struct YamlEvent
{
    public YamlEventKind Kind;

    /// <summary>How a scalar is written.</summary>
    public YamlScalarStyle Style;

    /// <summary>Where it stands: a node at its anchor or tag where it has one, a missing value right behind what announced it.</summary>
    public SourcePosition Position;

    /// <summary>The text of a scalar, unquoted and unescaped; the name behind an alias's <c>*</c>.</summary>
    public string? Text;

    /// <summary>The name of the node's anchor.</summary>
    public string? Anchor;

    /// <summary>The node's tag with its handle resolved: <c>!append</c>, <c>tag:yaml.org,2002:int</c>, <c>!</c>.</summary>
    public string? Tag;
}

internal enum YamlEventKind : byte
{
    DocumentStart,
    DocumentEnd,
    MappingStart,
    MappingEnd,
    SequenceStart,
    SequenceEnd,
    Scalar,
    Alias,
}

internal enum YamlScalarStyle : byte
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}
