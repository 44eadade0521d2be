using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Selection;

/// <summary>Finds the dependencies that lead back to where they come from.</summary>
/// <param name="index">All overrides.</param>
/// <param name="graph">Their dependencies.</param>
internal sealed class DependencyCycles(LayerIndex index, DependencyGraph graph)
{
    // A knot of overrides has more cycles than anybody reads, and one may run through thousands of them.
    private const int MaxReports = 20;
    private const int MaxMembers = 40;

    private enum Visit : byte
    {
        None,
        Open,
        Done,
    }

    /// <summary>Reports cycles. Of those that share members not each is named.</summary>
    /// <returns>Whether there are any.</returns>
    public bool Report(DiagnosticBag diagnostics)
    {
        var visits = new Visit[index.Count];
        var reported = 0;

        // A walk in depth with a stack of its own: a chain may be as long as there are files.
        var way = new List<(int Layer, int Next)>();
        foreach (var start in graph.Members.OrderBy(member => index[member].Name, StringComparer.Ordinal))
        {
            Enter(start);
            while (way.Count > 0)
            {
                var (layer, next) = way[^1];
                var dependencies = graph.DependenciesOf(layer);
                if (next == dependencies.Length || reported == MaxReports)
                {
                    visits[layer] = Visit.Done;
                    way.RemoveAt(way.Count - 1);
                    continue;
                }

                way[^1] = (layer, next + 1);
                var dependency = dependencies[next];
                if (visits[dependency] == Visit.Open)
                {
                    reported++;
                    Report([.. way.Skip(way.FindIndex(step => step.Layer == dependency)).Select(static step => step.Layer)], diagnostics);
                }
                else
                {
                    Enter(dependency);
                }
            }
        }

        return reported > 0;

        void Enter(int layer)
        {
            if (visits[layer] == Visit.None)
            {
                visits[layer] = Visit.Open;
                way.Add((layer, 0));
            }
        }
    }

    private void Report(int[] cycle, DiagnosticBag diagnostics)
    {
        // Told from the first name on, wherever the walk came in.
        var first = Enumerable.Range(0, cycle.Length).MinBy(i => index[cycle[i]].Name, StringComparer.Ordinal);
        Layer[] members = [.. Enumerable.Range(0, cycle.Length).Select(i => index[cycle[(first + i) % cycle.Length]])];
        var related = new List<RelatedPosition>(members.Length);
        for (var i = 0; i < members.Length && i < MaxMembers; i++)
        {
            var next = members[(i + 1) % members.Length];
            related.Add(new RelatedPosition($"{Quotation.Of(members[i].Name)} depends on {Quotation.Of(next.Name)}", members[i].File, PositionOf(members[i], next)));
        }

        var names = members.Take(MaxMembers).Select(static member => member.Name);
        if (members.Length > MaxMembers)
        {
            names = names.Append(string.Create(CultureInfo.InvariantCulture, $"({members.Length - MaxMembers} more)"));
        }

        diagnostics.Add(Diagnostic.At(
            members[0].Document.Text,
            related[0].Position,
            DiagnosticCode.DependencyCycle,
            DiagnosticSeverity.Error,
            $"dependencies form a cycle: {string.Join(" -> ", names.Append(members[0].Name))}") with
        {
            Hint = "remove one of these dependencies",
            Related = related,
        });
    }

    private static SourcePosition PositionOf(Layer layer, Layer dependency) =>
        layer.Metadata.DependencyPositions[layer.Metadata.Dependencies.IndexOf(dependency.Name)];
}
