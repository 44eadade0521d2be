using Strata.Values;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>What stands where in a tree that was read back.</summary>
internal static class TreePlaces
{
    public static ConfigNode At(this ConfigNode root, string path) => ConfigPath.Parse(path).Find(root) ?? throw new InvalidOperationException($"There is no {path}.");

    public static string TextAt(this ConfigNode root, string path) => ((ScalarNode)root.At(path)).Text;

    public static ConfigNode[] ItemsAt(this ConfigNode root, string path) => ((SequenceNode)root.At(path)).Items.ToArray();

    public static string[] TextsAt(this ConfigNode root, string path) => [.. root.ItemsAt(path).Select(static item => ((ScalarNode)item).Text)];
}
