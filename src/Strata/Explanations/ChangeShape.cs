using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>A change between two configurations as programs read it.</summary>
internal static class ChangeShape
{
    public static SequenceNode Of(IEnumerable<ConfigurationChange> changes, bool reveal) => ListShape.Of(changes.Select(change => Of(change, reveal)));

    private static MappingNode Of(ConfigurationChange change, bool reveal) => new ObjectShape()
        .Add("path", ShownPath.Of(change.Path, reveal))
        .Add("kind", change.Kind switch { ChangeKind.Added => "added", ChangeKind.Removed => "removed", _ => "changed" })
        .Add("left", Shown(change.Left, change.LeftCursor, reveal))
        .Add("right", Shown(change.Right, change.RightCursor, reveal))
        .Add("leftOrigin", change.Left is null ? null : ExplanationShape.OriginOf(change.Left))
        .Add("rightOrigin", change.Right is null ? null : ExplanationShape.OriginOf(change.Right))
        .Build();

    private static ConfigNode? Shown(ConfigNode? node, Sensitivity.Cursor cursor, bool reveal) =>
        node is null || reveal ? node : MaskedTree.Of(node, cursor);
}
