namespace Strata.Store;

/// <summary>How a text changes an override that is there.</summary>
public enum UpdateMode
{
    /// <summary>
    /// What the text says is put into the override: mappings deeply, everything else in the place of what stands there. Everything that it
    /// does not say stays as it is written, comments too. A value <c>!unset</c> takes the key away; other merge tags are refused.
    /// </summary>
    Merge,

    /// <summary>The text is the whole file from then on, all its documents.</summary>
    Replace,
}
