using Strata.Values;

namespace Strata.Encryption.ThreeWay;

/// <summary>Whether two scalars at a place say the same.</summary>
internal delegate bool ScalarComparison(ConfigPath path, ScalarNode left, ScalarNode right);

/// <summary>
/// Whether two trees say the same: tags and secrecy count, the order of keys, quotes and layout do not, unless quotes decide what a template
/// becomes. Pure.
/// </summary>
internal static class TreeComparison
{
    /// <summary>Whether they do, to the letter of each value.</summary>
    public static bool AreEqual(ConfigNode? left, ConfigNode? right) => AreSame(left, right, ConfigPath.Root, static (_, one, other) => AreEqual(one, other));

    /// <summary>Whether they do, where scalars are compared so; no value is the same as none.</summary>
    public static bool AreSame(ConfigNode? left, ConfigNode? right, ConfigPath path, ScalarComparison scalars)
    {
        if (left is null || right is null)
        {
            return left is null && right is null;
        }

        return HaveSameTag(left, right) && (left, right) switch
        {
            (ScalarNode one, ScalarNode other) => scalars(path, one, other),
            (MappingNode one, MappingNode other) => one.Count == other.Count && one.Keys.All(key => other.TryGetValue(key, out var value) && AreSame(one[key], value, path.Append(key), scalars)),
            (SequenceNode one, SequenceNode other) => one.Count == other.Count && Enumerable.Range(0, one.Count).All(i => AreSame(one[i], other[i], path.Append(i), scalars)),
            _ => false,
        };
    }

    /// <summary>Whether two scalars say the same, to the letter.</summary>
    public static bool AreEqual(ScalarNode left, ScalarNode right) =>
        left.Type == right.Type && (left.IsNull || left.Text == right.Text) && (!left.HasTemplates || left.Style == right.Style);

    /// <summary>Whether the same tags stand on two values.</summary>
    public static bool HaveSameTag(ConfigNode left, ConfigNode right) =>
        left.Kind == right.Kind && left.Tag == right.Tag && left.IsSensitive == right.IsSensitive && (left as SequenceNode)?.MergeKey == (right as SequenceNode)?.MergeKey;
}
