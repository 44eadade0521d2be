namespace Strata.Values;

/// <summary>What a node knows of itself and everything beneath it, so that a stage can pass by a whole subtree unread.</summary>
[Flags]
internal enum NodeFlags : byte
{
    None = 0,

    /// <summary>A <c>$</c> stands in this text, or in one beneath.</summary>
    HasTemplates = 1,

    /// <summary>A merge tag stands on this node or on one beneath.</summary>
    HasTags = 2,

    /// <summary>The value is secret whatever its path is: encrypted, or built from a secret.</summary>
    Sensitive = 4,

    /// <summary>The tag <c>!!int</c> stands on this text, which holds a template: it must be one when the template is filled in.</summary>
    MustBeInteger = 8,

    /// <summary>The same for <c>!!float</c>.</summary>
    MustBeFloat = 16,

    /// <summary>The same for <c>!!bool</c>.</summary>
    MustBeBoolean = 32,
}

/// <summary>How a node asks to be joined with what stands beneath it. The tags of the contract's section 4.</summary>
internal enum MergeTag : byte
{
    None,
    Append,
    Prepend,
    Union,

    /// <summary>A list of mappings, joined by the value of one key: <see cref="SequenceNode.MergeKey"/>.</summary>
    By,
    Replace,
    Unset,

    /// <summary>A mapping of indexes to values that goes over a list, item by item. Written by no file: <c>--set a[0]=x</c> makes it.</summary>
    Items,

    /// <summary>The same where a list stands, and keys and values where none does: <c>--set a.0=x</c>.</summary>
    ItemsOrKeys,
}

/// <summary>The kind of a node.</summary>
public enum NodeKind : byte
{
    /// <summary>Text, a number, a boolean or null.</summary>
    Scalar,

    /// <summary>Keys and values, in order.</summary>
    Mapping,

    /// <summary>A list.</summary>
    Sequence,
}

/// <summary>The type of a scalar, after the YAML 1.2 core schema (yaml.org/spec/1.2.2, chapter 10.3).</summary>
public enum ScalarType : byte
{
    /// <summary>Text.</summary>
    String,

    /// <summary>An explicit null: a value, not an absence.</summary>
    Null,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean,

    /// <summary>A whole number of any size.</summary>
    Integer,

    /// <summary>A floating-point number, <c>.inf</c> and <c>.nan</c> among them.</summary>
    Float,
}

/// <summary>How a scalar is written. Only a plain one is typed again when interpolation changes it.</summary>
internal enum ScalarStyle : byte
{
    Plain,
    Quoted,
    Block,
}
