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

    /// <summary>
    /// The offset of its first byte: of a scalar's text or quote, of an alias's <c>*</c>, of a bracket; of a mapping or list without
    /// brackets that of its first entry. Anchor and tag stand before it. A missing value has the offset where one could be put in.
    /// </summary>
    public int Start;

    /// <summary>The offset behind its last byte, where it is a scalar, an alias or a closing bracket. Behind a block text stand the lines that are not its own.</summary>
    public int End;

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
