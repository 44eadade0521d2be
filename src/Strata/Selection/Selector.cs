using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;

namespace Strata.Selection;

/// <summary>Decides which overrides apply, and in which order they are merged.</summary>
internal static class Selector
{
    /// <summary>The overrides that apply to a context. Null, with errors, when they cannot be told or none of the type is left.</summary>
    public static SelectionResult? Select(IReadOnlyList<Layer> layers, ResolutionContext context, DiagnosticBag diagnostics) =>
        CandidatesFor(layers, context.Type, diagnostics)?.Select(context, diagnostics);

    /// <summary>Which overrides apply to a context and which do not, even when none of the type does. Null, with errors, when that cannot be told.</summary>
    public static SelectionResult? Judge(IReadOnlyList<Layer> layers, ResolutionContext context, DiagnosticBag diagnostics) =>
        CandidatesFor(layers, context.Type, diagnostics)?.Judge(context, diagnostics);

    /// <summary>The types that the overrides name, in ordinal order. "*" is none.</summary>
    public static ImmutableArray<string> TypesOf(IReadOnlyList<Layer> layers) =>
        [.. layers.SelectMany(static layer => layer.Metadata.Types).Where(static type => type != OverrideMetadata.AnyType).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Checks what holds for all overrides of a directory, whatever their type: unique names, no dependency missing, no cycle.</summary>
    /// <param name="layers">All overrides that could be read.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="unreadable">The names of those that could not: their own errors are told elsewhere. Null for none.</param>
    public static void CheckAll(IReadOnlyList<Layer> layers, DiagnosticBag diagnostics, IReadOnlySet<string>? unreadable = null)
    {
        if (LayerIndex.Build(layers, diagnostics) is { } index)
        {
            DependencyGraph.Build(index, Enumerable.Range(0, layers.Count), unreadable, diagnostics);
        }
    }

    private static Candidates? CandidatesFor(IReadOnlyList<Layer> layers, string type, DiagnosticBag diagnostics) =>
        LayerIndex.Build(layers, diagnostics) is { } index ? Candidates.Of(index, type, diagnostics) : null;
}
