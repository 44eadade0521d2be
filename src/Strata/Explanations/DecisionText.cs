using System.Globalization;
using Strata.Snapshots;

namespace Strata.Explanations;

/// <summary>What was decided in a resolution, in lines for people: which overrides apply, which do not and why, and what became of each value.</summary>
internal static class DecisionText
{
    /// <summary>The stack, in one line.</summary>
    public static string Summary(ResolvedConfiguration attempt) =>
        $"{attempt.Context.Type} in {attempt.Context.Environment}: {string.Join(" < ", attempt.Overrides)}";

    /// <summary>Each decision: of the overrides, then of the values that several of them have.</summary>
    public static IEnumerable<string> Of(ResolvedConfiguration attempt, bool reveal)
    {
        foreach (var layer in attempt.Selection.Stack)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{layer.Name} applies: priority {layer.Metadata.Priority}, {layer.File}");
        }

        foreach (var excluded in attempt.Selection.Excluded)
        {
            yield return $"{excluded.Layer.Name} is left out: {excluded.Reason}";
        }

        foreach (var leaf in attempt.Leaves())
        {
            if (attempt.Explain(leaf.Path) is { Trail.Length: > 1 } explanation)
            {
                yield return $"{ShownPath.Of(leaf.Path, reveal)}: {string.Join(", ", explanation.Trail.Select(static part => $"{SourceNames.Of(part.Effect)} by {part.Override}"))}";
            }
        }
    }

    /// <summary>What interpolation put in where.</summary>
    public static IEnumerable<string> Substitutions(ResolvedConfiguration attempt, bool reveal) => Explainer.Substitutions(attempt, reveal)
        .Select(found => $"{ShownPath.Of(found.Path, reveal)}: {found.Substitution.Expression} -> {OneLine.Of(found.Substitution.Value)} ({SourceNames.Of(found.Substitution.Source)})");
}
