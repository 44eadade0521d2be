using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>Something that is open while the reader is within it.</summary>
internal struct YamlFrame
{
    public YamlFrameKind Kind;

    /// <summary>What comes next in it.</summary>
    public YamlExpected Expected;

    /// <summary>In brackets, whether the key that was read last ends in a quote or bracket, so that a <c>:</c> may follow it at once.</summary>
    public bool HasClosedKey;

    /// <summary>Of a block, the column of its keys or dashes, from 0. In brackets, how many spaces a line begins with at least.</summary>
    public int Indent;

    /// <summary>The offset of the opening bracket.</summary>
    public int Start;

    /// <summary>The line of <see cref="Start"/>.</summary>
    public int StartLine;

    /// <summary>Whether a <c>:</c> behind the closing bracket would make a key of it.</summary>
    public bool MayBeKey;

    /// <summary>Where the <c>?</c> stands whose value may be missing.</summary>
    public SourcePosition Position;
}

internal enum YamlFrameKind : byte
{
    Stream,
    Document,
    BlockMapping,
    BlockSequence,
    FlowMapping,
    FlowSequence,

    /// <summary>A mapping of one key in a flow sequence, without braces: <c>[key: value]</c>.</summary>
    FlowPair,
}

internal enum YamlExpected : byte
{
    /// <summary>The first key or dash of a block, which is there.</summary>
    First,

    /// <summary>A key, an item, a document; or the end.</summary>
    Entry,

    /// <summary>What follows <c>? </c>.</summary>
    ExplicitKey,

    /// <summary>The <c>:</c> of a key.</summary>
    Colon,

    /// <summary>What follows the <c>:</c>.</summary>
    Value,

    /// <summary>The end, or a comma.</summary>
    End,
}
