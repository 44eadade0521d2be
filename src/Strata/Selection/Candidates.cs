using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Selection;

/// <summary>
/// The overrides that can apply to a type, in the order in which they would be merged: all that can be told without a context,
/// so that many contexts share it. Immutable; safe for use from several threads.
/// </summary>
internal sealed class Candidates
{
    private readonly LayerIndex _index;
    private readonly DependencyGraph _graph;
    private readonly List<int> _order;
    private readonly int[] _byName;
    private readonly string _type;

    private Candidates(LayerIndex index, DependencyGraph graph, string type)
    {
        _index = index;
        _graph = graph;
        _order = graph.Order();
        _byName = [.. _order.OrderBy(layer => index[layer].Name, StringComparer.Ordinal)];
        _type = type;
    }

    /// <summary>The candidates for a type. Null, with errors, when they cannot be told.</summary>
    public static Candidates? Of(LayerIndex index, string type, DiagnosticBag diagnostics)
    {
        if (!IsKnown(index, type, diagnostics))
        {
            return null;
        }

        var roots = Enumerable.Range(0, index.Count).Where(i => IsOfType(index[i], type) || IsOfType(index[i], OverrideMetadata.AnyType));
        return DependencyGraph.Build(index, roots, unreadable: null, diagnostics) is { } graph ? new Candidates(index, graph, type) : null;
    }

    /// <summary>Those that apply to a context of the type. Null, with errors, when none of the type itself is left.</summary>
    /// <param name="context">The context.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="conditions">What is known of conditions already; null for nothing.</param>
    public SelectionResult? Select(ResolutionContext context, DiagnosticBag diagnostics, ConditionMemo? conditions = null)
    {
        var selection = Judge(context, diagnostics, conditions);
        if (HasOwn(selection))
        {
            return selection;
        }

        ReportAllLeftOut(selection.Excluded, context, diagnostics);
        return null;
    }

    /// <summary>Which apply to a context and which do not, even when none of the type itself does.</summary>
    public SelectionResult Judge(ResolutionContext context, DiagnosticBag diagnostics, ConditionMemo? conditions = null)
    {
        var stack = ImmutableArray.CreateBuilder<Layer>(_order.Count);
        var exclusions = new Exclusions(_index, context, conditions);
        foreach (var candidate in _order)
        {
            if (!exclusions.Judge(candidate, _graph.DependenciesOf(candidate), diagnostics))
            {
                stack.Add(_index[candidate]);
                WarnOfRank(candidate, diagnostics);
            }
        }

        return new SelectionResult(stack.DrainToImmutable(), exclusions.InOrder(_byName));
    }

    private bool HasOwn(SelectionResult selection) => selection.Stack.Any(layer => IsOfType(layer, _type));

    private static bool IsOfType(Layer layer, string type) => layer.Metadata.Types.Contains(type);

    private static bool IsKnown(LayerIndex index, string type, DiagnosticBag diagnostics)
    {
        if (type != OverrideMetadata.AnyType && index.Layers.Any(layer => IsOfType(layer, type)))
        {
            return true;
        }

        diagnostics.Add(new Diagnostic(DiagnosticCode.UnknownType, DiagnosticSeverity.Error, $"no override has the type {Quotation.Of(type)}")
        {
            Hint = HintFor(type, Selector.TypesOf(index.Layers)),
        });
        return false;
    }

    /// <summary>A hint for a type that no override has.</summary>
    public static string HintFor(string type, ImmutableArray<string> types) =>
        types.IsEmpty ? "no override names a type"
        : EditDistance.Nearest(type, types) is { } near ? $"did you mean \"{near}\"?"
        : $"known types are {Quotation.Join([.. types.Select(Quotation.Of)], "and")}";

    private void WarnOfRank(int dependent, DiagnosticBag diagnostics)
    {
        var layer = _index[dependent];
        foreach (var dependency in _graph.DependenciesOf(dependent))
        {
            var beneath = _index[dependency];
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

    private void ReportAllLeftOut(ImmutableArray<ExcludedLayer> excluded, ResolutionContext context, DiagnosticBag diagnostics)
    {
        List<ExcludedLayer> own = [.. excluded.Where(left => IsOfType(left.Layer, _type))];
        var first = own[0].Layer;
        diagnostics.Add(Diagnostic.At(
            first.Document.Text,
            first.Metadata.Position,
            DiagnosticCode.AllLeftOut,
            DiagnosticSeverity.Error,
            $"every override of the type {Quotation.Of(_type)} is left out: {string.Join("; ", own.Select(static left => $"{left.Layer.Name} ({left.Reason})"))}") with
        {
            Hint = HasOwn(Judge(context with { IgnoreConditions = true }, new DiagnosticBag()))
                ? "ask for what they require, or load them whatever their conditions say (--ignore-conditions)"
                : "enable one of them, or correct its date",
            Related = [.. own.Select(static left => new RelatedPosition($"{left.Layer.Name} is left out: {left.Reason}", left.Layer.File, left.Layer.Metadata.Position))],
        });
    }
}
