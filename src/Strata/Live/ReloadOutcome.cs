namespace Strata.Live;

/// <summary>What came of a reload.</summary>
public enum ReloadOutcome : byte
{
    /// <summary>Every value is as it was, and nobody was told. What a value is written behind may have moved: the snapshot knows where.</summary>
    Unchanged,

    /// <summary>There is a new revision, and those who listen were told.</summary>
    Changed,

    /// <summary>The files are bad, or could not be read. The last good snapshot stays.</summary>
    Failed,
}
