namespace Strata.Doctor;

/// <summary>What came of a step of a check.</summary>
public enum CheckOutcome
{
    /// <summary>All is well.</summary>
    Passed,

    /// <summary>There was nothing to check; the message says why.</summary>
    Skipped,

    /// <summary>It works, and somebody should look at it.</summary>
    Warning,

    /// <summary>The configuration is wrong for the world as it is: a password, a size, a file.</summary>
    Error,

    /// <summary>Nobody answered, or not in time: whether the configuration is right is not known.</summary>
    Unreachable,
}
