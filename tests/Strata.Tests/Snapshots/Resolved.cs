using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Tests.Merging;
using Strata.Tests.Selection;
using Strata.Values;

namespace Strata.Tests.Snapshots;

/// <summary>Configurations resolved from overrides given as texts, which are named a, b, c and so on.</summary>
internal static class Resolved
{
    public static ResolvedConfiguration From(params string[] overrides) => From(Merged.Layers(overrides));

    public static ResolvedConfiguration From(ImmutableArray<Layer> stack, params (string Name, string Value)[] variables) => From(
        new SelectionResult(stack, []),
        new VariableSet(process: variables.ToDictionary(static v => v.Name, static v => v.Value, StringComparer.Ordinal)));

    public static ResolvedConfiguration From(SelectionResult selection, VariableSet? variables = null) => Pipeline.Combine(
        selection,
        Selected.Context() with { Variables = variables ?? VariableSet.Empty },
        ResolutionOptions.Default,
        static _ => new IncludedText(IncludeOutcome.Missing, ""),
        new DiagnosticBag());

    /// <summary>Each override's part, the lowest first: <c>replace b 1:4</c>.</summary>
    public static IEnumerable<string> TrailOf(this ResolvedConfiguration configuration, string path) =>
        configuration.Explain(path)?.Trail.Select(static part => $"{part.Effect.ToString().ToLowerInvariant()} {part.Override} {part.Position}") ?? [];
}
