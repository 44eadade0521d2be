namespace Strata.Secrets.Sops;

/// <summary>What a value was before SOPS encrypted it, as the <c>type:</c> of its text says.</summary>
internal enum SopsType
{
    /// <summary>A text: <c>str</c>.</summary>
    Text,

    /// <summary>A whole number of 64 bits, in decimal: <c>int</c>.</summary>
    Integer,

    /// <summary>A number with a fraction, without exponent: <c>float</c>.</summary>
    Float,

    /// <summary><c>True</c> or <c>False</c>: <c>bool</c>.</summary>
    Boolean,

    /// <summary>A time as RFC 3339 writes it: <c>time</c>.</summary>
    Time,

    /// <summary>What stands after the <c>#</c> of a comment: <c>comment</c>.</summary>
    Comment,

    /// <summary>Bytes, as early writers made them: <c>bytes</c>. They are read, never written.</summary>
    Bytes,
}
