namespace Strata.Validation.Schemas.Formats;

/// <summary>What became of a pattern on a text.</summary>
internal enum PatternOutcome : byte
{
    /// <summary>It matches nowhere in the text.</summary>
    NoMatch,

    /// <summary>It matches somewhere.</summary>
    Match,

    /// <summary>
    /// It was given up after a fixed number of steps, the same on every machine. Only a back reference, or a pattern of thousands of steps over
    /// a long text, can come to that.
    /// </summary>
    GaveUp,
}

/// <summary>One way to look for a pattern in a text. Safe for use by several threads.</summary>
internal abstract class PatternMatcher
{
    /// <summary>The steps after which a text is given up: some tenths of a second.</summary>
    protected const long MaxWork = 20_000_000;

    public abstract PatternOutcome Match(string text);
}
