using Strata.Diagnostics;
using Strata.Layers;

namespace Strata.Validation.Rules;

/// <summary>An override that applies in no context that can be deployed.</summary>
internal sealed class NeverSelected : IMatrixRule
{
    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.NeverSelected, "override never selected", DiagnosticSeverity.Suggestion);

    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        // Where nothing could be selected at all, that has been said, and each override once more would say nothing.
        if (matrix.Contexts.All(static context => context.Selection is null))
        {
            return;
        }

        var selected = matrix.Contexts.SelectMany(static context => context.Selection?.Stack ?? []).Distinct<Layer>(ReferenceEqualityComparer.Instance).Select(static layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        var reasons = matrix.Contexts
            .SelectMany(static context => context.Selection?.Excluded ?? [])
            .Where(left => !selected.Contains(left.Layer.Name))
            .GroupBy(static left => left.Layer.Name, static left => left.Reason, StringComparer.Ordinal)
            .ToDictionary(static group => group.Key, static group => MostFrequent(group), StringComparer.Ordinal);
        var types = matrix.Contexts.Select(static context => context.Context.Type).ToHashSet(StringComparer.Ordinal);
        var nowhere = matrix.Contexts.Length == 1 ? "not selected in the only context" : $"selected in none of {LayerNames.Contexts(matrix.Contexts.Length)}";
        foreach (var layer in matrix.Layers)
        {
            // One that has expired has a warning of its own.
            if (!selected.Contains(layer.Name) && !HasExpired(layer, matrix))
            {
                var why = reasons.TryGetValue(layer.Name, out var reason) ? reason
                    : layer.Metadata.Types.Any(type => type == OverrideMetadata.AnyType || types.Contains(type)) ? "nothing of its type is loaded anywhere"
                    : $"no context asks for its type {Quotation.Join([.. layer.Metadata.Types.Select(Quotation.Of)], "or")}";
                report.Add(
                    Descriptor,
                    layer.Document.Text,
                    LayerNames.PositionOf(layer),
                    $"the override {LayerNames.Quoted(layer)} is {nowhere}: {why}",
                    "remove it, correct its conditions, or name the contexts that it is for in the matrix of strata.yml");
            }
        }
    }

    private static string MostFrequent(IEnumerable<string> reasons) => reasons
        .GroupBy(static reason => reason, StringComparer.Ordinal)
        .OrderByDescending(static group => group.Count())
        .ThenBy(static group => group.Key, StringComparer.Ordinal)
        .First().Key;

    private static bool HasExpired(Layer layer, ResolvedMatrix matrix) =>
        layer.Metadata.Expires is { } lastDay && matrix.Contexts.All(context => DateOnly.FromDateTime(context.Context.Now.UtcDateTime) > lastDay);
}
