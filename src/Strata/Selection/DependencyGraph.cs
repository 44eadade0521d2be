using System.Numerics;
using Strata.Diagnostics;
using Strata.Layers;

namespace Strata.Selection;

/// <summary>Which override depends on which, for some of the overrides and everything beneath them.</summary>
internal sealed class DependencyGraph
{
    // To look for the nearest name is slow, and a directory that misses so many has one cause.
    private const int MaxHints = 20;

    private readonly LayerIndex _index;
    private readonly int[]?[] _dependencies;
    private readonly List<int> _members = [];

    private DependencyGraph(LayerIndex index)
    {
        _index = index;
        _dependencies = new int[index.Count][];
    }

    /// <summary>The overrides of the graph.</summary>
    public IReadOnlyList<int> Members => _members;

    /// <summary>Follows dependencies from some overrides on. Null, with errors, when one is missing or a cycle is among them.</summary>
    /// <param name="index">All overrides.</param>
    /// <param name="roots">Where to begin.</param>
    /// <param name="unreadable">Names of overrides that exist but could not be read; what they are missing from is no error of its own.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static DependencyGraph? Build(LayerIndex index, IEnumerable<int> roots, IReadOnlySet<string>? unreadable, DiagnosticBag diagnostics)
    {
        var graph = new DependencyGraph(index);
        var complete = graph.Follow(roots, unreadable, diagnostics);
        var cycles = new DependencyCycles(index, graph);
        return !cycles.Report(diagnostics) && complete ? graph : null;
    }

    /// <summary>The dependencies of an override, as it lists them.</summary>
    public ReadOnlySpan<int> DependenciesOf(int layer) => _dependencies[layer];

    /// <summary>Dependencies before dependents; among those free to go, lower priority first, then ordinal name.</summary>
    public List<int> Order()
    {
        var waitsFor = new int[_index.Count];
        var dependents = new List<int>?[_index.Count];
        var free = new PriorityQueue<int, (BigInteger Priority, string Name)>(_members.Count, Comparer<(BigInteger Priority, string Name)>.Create(static (left, right) =>
            left.Priority != right.Priority ? left.Priority.CompareTo(right.Priority) : string.CompareOrdinal(left.Name, right.Name)));
        foreach (var member in _members)
        {
            waitsFor[member] = DependenciesOf(member).Length;
            foreach (var dependency in DependenciesOf(member))
            {
                (dependents[dependency] ??= []).Add(member);
            }

            if (waitsFor[member] == 0)
            {
                Free(member);
            }
        }

        var order = new List<int>(_members.Count);
        while (free.TryDequeue(out var next, out _))
        {
            order.Add(next);
            foreach (var dependent in dependents[next] ?? [])
            {
                if (--waitsFor[dependent] == 0)
                {
                    Free(dependent);
                }
            }
        }

        return order;

        void Free(int layer) => free.Enqueue(layer, (_index[layer].Metadata.Priority, _index[layer].Name));
    }

    private bool Follow(IEnumerable<int> roots, IReadOnlySet<string>? unreadable, DiagnosticBag diagnostics)
    {
        var missing = 0;
        var waiting = new Queue<int>(roots);
        while (waiting.TryDequeue(out var member))
        {
            if (_dependencies[member] is not null)
            {
                continue;
            }

            var metadata = _index[member].Metadata;
            var found = new List<int>(metadata.Dependencies.Length);
            for (var i = 0; i < metadata.Dependencies.Length; i++)
            {
                if (_index.TryFind(metadata.Dependencies[i], out var dependency))
                {
                    found.Add(dependency);
                    waiting.Enqueue(dependency);
                }
                else if (unreadable?.Contains(metadata.Dependencies[i]) != true)
                {
                    ReportMissing(_index[member], i, withHint: missing++ < MaxHints, diagnostics);
                }
            }

            _members.Add(member);
            _dependencies[member] = [.. found];
        }

        return missing == 0;
    }

    private void ReportMissing(Layer layer, int at, bool withHint, DiagnosticBag diagnostics)
    {
        var name = layer.Metadata.Dependencies[at];
        diagnostics.Add(Diagnostic.At(
            layer.Document.Text,
            layer.Metadata.DependencyPositions[at],
            DiagnosticCode.MissingDependency,
            DiagnosticSeverity.Error,
            $"the override {Quotation.Of(layer.Name)} depends on {Quotation.Of(name)}, which does not exist") with
        {
            Hint = withHint ? _index.HintFor(name) : null,
        });
    }
}
