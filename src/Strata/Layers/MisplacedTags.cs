using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers;

/// <summary>Finds the tags that only mean something on a list and stand on something else.</summary>
internal sealed class MisplacedTags
{
    private readonly HashSet<ConfigNode> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly DiagnosticBag _diagnostics;

    private MisplacedTags(DiagnosticBag diagnostics) => _diagnostics = diagnostics;

    public static void Report(MappingNode body, DiagnosticBag diagnostics)
    {
        if (body.HasTags)
        {
            new MisplacedTags(diagnostics).Walk(body, ConfigPath.Root);
        }
    }

    // As deep as the parser's limit on nesting. What several aliases repeat is looked at once.
    private void Walk(ConfigNode node, ConfigPath path)
    {
        if (!node.HasTags || !_seen.Add(node))
        {
            return;
        }

        if (node is not SequenceNode && Spell(node.Tag) is { } tag)
        {
            _diagnostics.Add(Diagnostic.At(
                node,
                DiagnosticCode.ListTagOnNoList,
                DiagnosticSeverity.Error,
                $"the tag {tag} stands on {MetadataValue.Describe(node)}; it joins lists") with
            {
                Path = path,
                Hint = node is MappingNode ? "write the value as a list, or remove the tag: mappings are merged anyway" : "write the value as a list",
            });
        }

        if (node is MappingNode mapping)
        {
            foreach (ref readonly var entry in mapping.Entries)
            {
                Walk(entry.Value, path.Append(entry.Key));
            }
        }
        else if (node is SequenceNode list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                Walk(list[i], path.Append(i));
            }
        }
    }

    private static string? Spell(MergeTag tag) => tag switch
    {
        MergeTag.Append => "!append",
        MergeTag.Prepend => "!prepend",
        MergeTag.Union => "!union",
        MergeTag.By => "!by",
        _ => null,
    };
}
