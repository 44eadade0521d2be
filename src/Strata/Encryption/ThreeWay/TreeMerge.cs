using Strata.Values;

namespace Strata.Encryption.ThreeWay;

/// <summary>
/// Merges what two sides made of one tree, value by value: what one side changed is taken, what both changed to the same too. What both
/// changed otherwise, or one removed and the other changed, is a conflict, and stays as ours. A list is one value. Pure but for the list of conflicts.
/// </summary>
/// <param name="scalars">Compares scalars.</param>
internal sealed class TreeMerge(ScalarComparison scalars)
{
    private readonly List<ConfigPath> _conflicts = [];

    /// <summary>The values about which the sides do not agree.</summary>
    public IReadOnlyList<ConfigPath> Conflicts => _conflicts;

    /// <summary>The merged tree. Keys are in the order of ours, those that theirs added behind them.</summary>
    public MappingNode Merge(MappingNode? original, MappingNode ours, MappingNode theirs) => (MappingNode)Merge(original, ours, theirs, ConfigPath.Root)!;

    private ConfigNode? Merge(ConfigNode? original, ConfigNode? ours, ConfigNode? theirs, ConfigPath path)
    {
        if (AreSame(ours, theirs, path) || AreSame(original, theirs, path))
        {
            return ours;
        }

        if (ours is MappingNode left && theirs is MappingNode right && TreeComparison.HaveSameTag(left, right))
        {
            return MergeEntries(original as MappingNode, left, right, path);
        }

        if (AreSame(original, ours, path))
        {
            return theirs;
        }

        _conflicts.Add(path);
        return ours;
    }

    private MappingNode MergeEntries(MappingNode? original, MappingNode ours, MappingNode theirs, ConfigPath path)
    {
        var entries = new List<MappingEntry>();
        foreach (var key in ours.Keys.Union(theirs.Keys, StringComparer.Ordinal))
        {
            if (Merge(Value(original, key), Value(ours, key), Value(theirs, key), path.Append(key)) is { } value)
            {
                entries.Add(new MappingEntry(key, value, default));
            }
        }

        return new MappingNode(ours.Document, ours.Position, [.. entries], ours.Tag, flags: ours.Flags & NodeFlags.Sensitive);
    }

    private bool AreSame(ConfigNode? left, ConfigNode? right, ConfigPath path) => TreeComparison.AreSame(left, right, path, scalars);

    private static ConfigNode? Value(MappingNode? mapping, string key) => mapping is not null && mapping.TryGetValue(key, out var value) ? value : null;
}
