using Strata.Diagnostics;
using Strata.Layers;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>An override of which nothing is left in any configuration that it is selected for: others beat its every value.</summary>
internal sealed class AlwaysLoses : IMatrixRule
{
    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.AlwaysLoses, "override that always loses", DiagnosticSeverity.Warning);

    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        var losing = new Dictionary<SourceDocument, Losing>(ReferenceEqualityComparer.Instance);
        var alive = new HashSet<SourceDocument>(ReferenceEqualityComparer.Instance);
        var seen = new Dictionary<ResolvedConfiguration, HashSet<SourceDocument>>(ReferenceEqualityComparer.Instance);
        foreach (var context in matrix.Contexts)
        {
            if (context.Configuration is not { } configuration || context.Selection is not { } selection)
            {
                continue;
            }

            // Most overrides are seen alive in the first configuration, and at one of their first values; only for others it is walked through.
            var asked = selection.Stack.Where(layer => !alive.Contains(layer.Document) && MayLose(layer)).ToList();
            asked.RemoveAll(layer => WinsAtItsOwnPlace(layer.Body, configuration.Root, layer.Document) && alive.Add(layer.Document));
            if (asked.Count == 0)
            {
                continue;
            }

            if (!seen.TryGetValue(configuration, out var found))
            {
                found = new HashSet<SourceDocument>(ReferenceEqualityComparer.Instance);
                Collect(configuration.Root, found);
                seen.Add(configuration, found);
            }

            alive.UnionWith(found);
            foreach (var layer in asked)
            {
                if (!found.Contains(layer.Document))
                {
                    losing[layer.Document] = losing.TryGetValue(layer.Document, out var before)
                        ? before with { Count = before.Count + 1 }
                        : new Losing(WinnerOver(layer, configuration), 1);
                }
            }
        }

        foreach (var layer in matrix.Layers)
        {
            if (losing.TryGetValue(layer.Document, out var lost) && !alive.Contains(layer.Document))
            {
                report.Add(
                    Descriptor,
                    layer.Document.Text,
                    LayerNames.PositionOf(layer),
                    $"every value of the override {LayerNames.Quoted(layer)} is beaten wherever it is selected, in {LayerNames.Contexts(lost.Count)}",
                    "raise its priority, or remove it",
                    lost.Winner is { } winner ? [RelatedPosition.To(winner, $"{Quotation.Of(winner.Override)} beats its first value here")] : []);
            }
        }
    }

    // One that has no values, or removes some, does what its result cannot show.
    private static bool MayLose(Layer layer) => layer.Body.Count > 0 && !(layer.Body.HasTags && Removes(layer.Body));

    private static bool Removes(ConfigNode node) => node.Tag == MergeTag.Unset || (node.HasTags && node switch
    {
        MappingNode mapping => (mapping.Tag == MergeTag.Replace && mapping.Count == 0) || mapping.Values.Any(Removes),
        SequenceNode sequence => sequence.Any(Removes),
        _ => false,
    });

    // Lists and references may hold values elsewhere: where this is false, nothing is known.
    private static bool WinsAtItsOwnPlace(MappingNode own, MappingNode final, SourceDocument document)
    {
        foreach (ref readonly var entry in own.Entries)
        {
            var wins = final.TryGetValue(entry.Key, out var child) && (entry.Value, child) switch
            {
                (MappingNode mapping, MappingNode other) => WinsAtItsOwnPlace(mapping, other, document),
                (ScalarNode, ScalarNode scalar) => ReferenceEquals(scalar.Document, document),
                _ => false,
            };
            if (wins)
            {
                return true;
            }
        }

        return false;
    }

    private static void Collect(ConfigNode node, HashSet<SourceDocument> found)
    {
        switch (node)
        {
            case MappingNode { Count: > 0 } mapping:
                // What a reference stands in for is found where it was written; the reference itself is a value of its file.
                AddTemplate(mapping.Template, found);
                foreach (ref readonly var entry in mapping.Entries)
                {
                    Collect(entry.Value, found);
                }

                break;
            case SequenceNode { Count: > 0 } sequence:
                AddTemplate(sequence.Template, found);
                foreach (var item in sequence)
                {
                    Collect(item, found);
                }

                break;
            default:
                found.Add(node.Document);
                break;
        }
    }

    private static void AddTemplate(ScalarNode? template, HashSet<SourceDocument> found)
    {
        if (template is not null)
        {
            found.Add(template.Document);
        }
    }

    // What stands where the override's first value would.
    private static ConfigNode? WinnerOver(Layer layer, ResolvedConfiguration configuration)
    {
        ConfigNode own = layer.Body;
        ConfigNode? final = configuration.Root;
        while (own is MappingNode { Count: > 0 } mapping)
        {
            final = final is MappingNode other && other.TryGetValue(mapping.Entries[0].Key, out var child) ? child : null;
            own = mapping.Entries[0].Value;
        }

        return final is { Position.Line: > 0 } && !ReferenceEquals(final.Document, layer.Document) ? final : null;
    }

    private sealed record Losing(ConfigNode? Winner, int Count);
}
