using Strata.Output;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>An explanation as programs read it.</summary>
internal static class ExplanationShape
{
    public static MappingNode Of(Explanation explanation, bool reveal)
    {
        var shown = new ShownValues(explanation, reveal);
        return new ObjectShape()
            .Add("path", ShownPath.Of(explanation.Path, reveal))
            .Add("value", explanation.Value is null ? null : shown.Final(explanation.Value))
            .Add("sensitive", explanation.IsSensitive)
            .Add("origin", explanation.Origin is { } origin ? OriginOf(origin.Value) : null)
            .Add("trail", ListShape.Of(explanation.Trail.Select(part => Place(part.Value)
                .Add("value", part.Effect == MergeEffect.Unset ? null : shown.Written(part.Value))
                .Add("effect", SourceNames.Of(part.Effect))
                .Build())))
            .Add("interpolations", ListShape.Of(explanation.InterpolationsOf(reveal).Select(static substitution => new ObjectShape()
                .Add("expression", substitution.Expression)
                .Add("variable", substitution.Variable)
                .Add("source", SourceNames.Of(substitution.Source))
                .Add("value", substitution.Value)
                .Build())))
            .Add("excluded", ListShape.Of(explanation.Excluded.Select(static excluded => new ObjectShape()
                .Add("override", excluded.Override)
                .Add("reason", excluded.Reason)
                .Build())))
            .Build();
    }

    /// <summary>Every leaf with its origin.</summary>
    public static SequenceNode Of(ResolvedConfiguration configuration, bool reveal)
    {
        var revealed = LeafOrigin.Of(configuration, reveal: true);
        var shown = LeafOrigin.Of(configuration, reveal);
        return ListShape.Of(shown.Zip(revealed, (leaf, plain) => new ObjectShape()
            .Add("path", ShownPath.Of(leaf.Path, reveal))
            .Add("value", leaf.Text == plain.Text ? leaf.Value : ScalarNode.Of(leaf.Text))
            .Add("sensitive", leaf.Text != plain.Text)
            .Add("origin", OriginOf(leaf.Value))
            .Build()));
    }

    public static MappingNode OriginOf(ConfigNode node) => Place(node).Build();

    private static ObjectShape Place(ConfigNode node) => new ObjectShape()
        .Add("override", node.Override)
        .Add("file", node.File)
        .Add("line", node.Position.Line)
        .Add("column", node.Position.Column);
}
