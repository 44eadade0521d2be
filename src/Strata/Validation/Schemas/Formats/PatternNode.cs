namespace Strata.Validation.Schemas.Formats;

/// <summary>What a part of a pattern is.</summary>
internal enum PatternNodeKind : byte
{
    /// <summary>One code point of <see cref="PatternNode.Set"/>.</summary>
    Set,

    /// <summary>The children one behind the other; without any, the empty text.</summary>
    Sequence,

    /// <summary>Any one of the children.</summary>
    Alternatives,

    /// <summary>The only child, <see cref="PatternNode.Min"/> to <see cref="PatternNode.Max"/> times.</summary>
    Repeat,

    /// <summary>The only child, kept as capture <see cref="PatternNode.Index"/>.</summary>
    Capture,

    /// <summary>Only if the only child matches ahead or behind: look number <see cref="PatternNode.Index"/>, those within it first.</summary>
    Look,

    /// <summary>The text of capture <see cref="PatternNode.Index"/>.</summary>
    BackReference,

    /// <summary><c>^</c>.</summary>
    Start,

    /// <summary><c>$</c>.</summary>
    End,

    /// <summary><c>\b</c> and, negated, <c>\B</c>.</summary>
    WordBoundary,
}

/// <summary>A part of a pattern as it was read.</summary>
internal sealed class PatternNode(PatternNodeKind kind)
{
    /// <summary>The <see cref="Max"/> of a repetition without one.</summary>
    public const int Unbounded = int.MaxValue;

    public PatternNodeKind Kind => kind;

    public CodePointSet? Set { get; init; }

    public IReadOnlyList<PatternNode> Children { get; init; } = [];

    public int Min { get; init; }

    public int Max { get; init; }

    public bool IsLazy { get; init; }

    /// <summary>The capture's or look's number. A reference by name gets its own when the whole pattern is read.</summary>
    public int Index { get; set; }

    public bool IsNegated { get; init; }

    /// <summary>Whether a look goes backward.</summary>
    public bool IsBehind { get; init; }

    /// <summary>The captures within a repetition: the first, and the one behind the last.</summary>
    public (int First, int End) Captures { get; init; }
}

/// <summary>A whole pattern as it was read.</summary>
/// <param name="Root">Its outermost part.</param>
/// <param name="Looks">Its lookaheads and lookbehinds, inner ones before those around them.</param>
/// <param name="CaptureCount">How many groups it captures.</param>
/// <param name="RefersBack">Whether a captured text is asked for again.</param>
internal sealed record PatternTree(PatternNode Root, IReadOnlyList<PatternNode> Looks, int CaptureCount, bool RefersBack);
