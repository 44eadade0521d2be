using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Selection;

/// <summary>Decides which overrides apply, and in which order they are merged.</summary>
internal static class Selector
{
    /// <summary>The overrides that apply to a context. Null, with errors, when they cannot be told or none of the type is left.</summary>
    public static SelectionResult? Select(IReadOnlyList<Layer> layers, ResolutionContext context, DiagnosticBag diagnostics)
    {
        if (Judge(layers, context, diagnostics) is not { } selection)
        {
            return null;
        }

        if (!selection.Stack.Any(layer => IsOfType(layer, context.Type)))
        {
            ReportAllLeftOut(layers, selection.Excluded, context, diagnostics);
            return null;
        }

        return selection;
    }

    /// <summary>Which overrides apply to a context and which do not, even when none of the type does. Null, with errors, when that cannot be told.</summary>
    public static SelectionResult? Judge(IReadOnlyList<Layer> layers, ResolutionContext context, DiagnosticBag diagnostics)
    {
        if (LayerIndex.Build(layers, diagnostics) is not { } index || !IsKnown(context.Type, layers, diagnostics))
        {
            return null;
        }

        var roots = Enumerable.Range(0, layers.Count).Where(i => IsOfType(layers[i], context.Type) || IsOfType(layers[i], OverrideMetadata.AnyType));
        if (DependencyGraph.Build(index, roots, unreadable: null, diagnostics) is not { } graph)
        {
            return null;
        }

        var stack = ImmutableArray.CreateBuilder<Layer>();
        var exclusions = new Exclusions(index, context);
        foreach (var candidate in graph.Order())
        {
            if (!exclusions.Judge(candidate, graph.DependenciesOf(candidate), diagnostics))
            {
                stack.Add(index[candidate]);
                WarnOfRank(index, candidate, graph.DependenciesOf(candidate), diagnostics);
            }
        }

        return new SelectionResult(stack.DrainToImmutable(), exclusions.ToSorted());
    }

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

    private static bool IsOfType(Layer layer, string type) => layer.Metadata.Types.Contains(type);

    private static bool IsKnown(string type, IReadOnlyList<Layer> layers, DiagnosticBag diagnostics)
    {
        if (type != OverrideMetadata.AnyType && layers.Any(layer => IsOfType(layer, type)))
        {
            return true;
        }

        var types = TypesOf(layers);
        var hint = types.IsEmpty ? "no override names a type"
            : EditDistance.Nearest(type, types) is { } near ? $"did you mean \"{near}\"?"
            : $"known types are {Quotation.Join([.. types.Select(Quotation.Of)], "and")}";
        diagnostics.Add(new Diagnostic(DiagnosticCode.UnknownType, DiagnosticSeverity.Error, $"no override has the type {Quotation.Of(type)}") { Hint = hint });
        return false;
    }

    private static void WarnOfRank(LayerIndex index, int dependent, ReadOnlySpan<int> dependencies, DiagnosticBag diagnostics)
    {
        var layer = index[dependent];
        foreach (var dependency in dependencies)
        {
            var beneath = index[dependency];
            if (beneath.Metadata.Priority <= layer.Metadata.Priority)
            {
                continue;
            }

            var ranks = string.Create(CultureInfo.InvariantCulture, $"{beneath.Metadata.Priority} against {layer.Metadata.Priority}");
            diagnostics.Add(Diagnostic.At(
                layer.Document.Text,
                layer.Metadata.DependencyPositions[layer.Metadata.Dependencies.IndexOf(beneath.Name)],
                DiagnosticCode.DependencyOutranks,
                DiagnosticSeverity.Warning,
                $"{Quotation.Of(beneath.Name)} has a higher priority than {Quotation.Of(layer.Name)}, which depends on it ({ranks}); it is still merged beneath") with
            {
                Hint = $"raise the priority of {Quotation.Of(layer.Name)}, or lower that of {Quotation.Of(beneath.Name)}",
            });
        }
    }

    private static void ReportAllLeftOut(IReadOnlyList<Layer> layers, ImmutableArray<ExcludedLayer> excluded, ResolutionContext context, DiagnosticBag diagnostics)
    {
        List<ExcludedLayer> own = [.. excluded.Where(left => IsOfType(left.Layer, context.Type))];
        var first = own[0].Layer;
        diagnostics.Add(Diagnostic.At(
            first.Document.Text,
            first.Metadata.Position,
            DiagnosticCode.AllLeftOut,
            DiagnosticSeverity.Error,
            $"every override of the type {Quotation.Of(context.Type)} is left out: {string.Join("; ", own.Select(static left => $"{left.Layer.Name} ({left.Reason})"))}") with
        {
            Hint = WouldBeLoaded(layers, context with { IgnoreConditions = true })
                ? "ask for what they require, or load them whatever their conditions say (--ignore-conditions)"
                : "enable one of them, or correct its date",
            Related = [.. own.Select(static left => new RelatedPosition($"{left.Layer.Name} is left out: {left.Reason}", left.Layer.File, left.Layer.Metadata.Position))],
        });
    }

    private static bool WouldBeLoaded(IReadOnlyList<Layer> layers, ResolutionContext context) =>
        Judge(layers, context, new DiagnosticBag()) is { } selection && selection.Stack.Any(layer => IsOfType(layer, context.Type));
}
