namespace Strata.Store;

/// <summary>How long a manager's resolutions took, reading the files and rules included. Immutable.</summary>
public sealed record ResolveStatistics
{
    /// <summary>How many there were, failed ones among them.</summary>
    public long Count { get; internal init; }

    /// <summary>How many found the configuration invalid.</summary>
    public long Failed { get; internal init; }

    /// <summary>The last one's time; zero where there was none.</summary>
    public TimeSpan Last { get; internal init; }

    /// <summary>The time of all together.</summary>
    public TimeSpan Total { get; internal init; }

    /// <summary>The longest.</summary>
    public TimeSpan Longest { get; internal init; }

    /// <summary>The time that half of the last 1,000 stayed within.</summary>
    public TimeSpan Median { get; internal init; }

    /// <summary>The time that 95 of a hundred of the last 1,000 stayed within.</summary>
    public TimeSpan Percentile95 { get; internal init; }
}
