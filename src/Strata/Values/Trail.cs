namespace Strata.Values;

/// <summary>What an override did to a value.</summary>
public enum MergeEffect : byte
{
    /// <summary>It was the first to give a value.</summary>
    Set,

    /// <summary>Its value took the place of the one beneath.</summary>
    Replace,

    /// <summary>Its mapping, or its list by key, was merged with the one beneath.</summary>
    Merge,

    /// <summary>Its list was put behind the one beneath.</summary>
    Append,

    /// <summary>Its list was put before the one beneath.</summary>
    Prepend,

    /// <summary>Its list was joined with the one beneath, equal values once.</summary>
    Union,

    /// <summary>It removed the key.</summary>
    Unset,
}

/// <summary>
/// One override's part in a value, and a link to the part beneath it. The nodes are those of the parsed files: a trail copies
/// nothing. Exists only where two or more overrides meet; elsewhere the node itself is its whole trail.
/// </summary>
/// <param name="Node">What the override says, as it is written.</param>
/// <param name="Effect">What that did.</param>
/// <param name="Below">The part beneath; null for the first.</param>
internal sealed record Trail(ConfigNode Node, MergeEffect Effect, Trail? Below);
