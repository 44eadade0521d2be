namespace Strata.Store;

/// <summary>What becomes of an override in a bundle that is in the directory already and says something else there.</summary>
public enum ImportConflicts
{
    /// <summary>Nothing at all is imported.</summary>
    Refuse,

    /// <summary>The bundle's takes its place.</summary>
    Replace,

    /// <summary>The directory's stays.</summary>
    Keep,
}
