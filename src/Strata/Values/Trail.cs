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
internal sealed class Trail
{
    // Most trails have two parts, and of the first there is nothing to say but its node: it stands here itself.
    private readonly object? _below;

    /// <param name="node">What the override says, as it is written.</param>
    /// <param name="effect">What that did.</param>
    /// <param name="below">The part beneath; null for the first.</param>
    public Trail(ConfigNode node, MergeEffect effect, Trail? below)
    {
        Node = node;
        Effect = effect;
        _below = below;
    }

    /// <param name="node">What the override says, as it is written.</param>
    /// <param name="effect">What that did.</param>
    /// <param name="first">What the first override said.</param>
    public Trail(ConfigNode node, MergeEffect effect, ConfigNode first)
    {
        Node = node;
        Effect = effect;
        _below = first;
    }

    /// <summary>What the override says, as it is written.</summary>
    public ConfigNode Node { get; }

    /// <summary>What that did.</summary>
    public MergeEffect Effect { get; }

    /// <summary>The part beneath; null for the first.</summary>
    public Trail? Below => _below is ConfigNode first ? new Trail(first, MergeEffect.Set, below: null) : (Trail?)_below;
}
