using System.Collections.Immutable;
using System.Globalization;
using Strata.Values;

namespace Strata.Secrets;

/// <summary>
/// Marks the list items that an override declares secret by their index in its own lists. Where lists are joined an item moves
/// to another index, at which the declared path no longer finds it; the mark goes with it.
/// </summary>
internal static class DeclaredItems
{
    /// <summary>The configuration with those items marked; the same one where no pattern has an index.</summary>
    /// <param name="body">The configuration of one override.</param>
    /// <param name="patterns">The paths that this override declares secret.</param>
    public static MappingNode Mark(MappingNode body, ImmutableArray<PathPattern> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.MayNameIndex)
            {
                body = (MappingNode)Mark(body, pattern, pattern.Start);
            }
        }

        return body;
    }

    // As deep as the file nests, which has a limit.
    private static ConfigNode Mark(ConfigNode node, PathPattern pattern, ulong states)
    {
        switch (node)
        {
            case MappingNode mapping:
                MappingEntry[]? entries = null;
                for (var i = 0; i < mapping.Count; i++)
                {
                    var entry = mapping.Entries[i];
                    var value = Step(entry.Value, pattern, states, entry.Key);
                    if (!ReferenceEquals(value, entry.Value))
                    {
                        entries ??= mapping.Entries.ToArray();
                        entries[i] = new MappingEntry(entry.Key, value, entry.KeyPosition);
                    }
                }

                return entries is null ? mapping : mapping.With(entries);
            case SequenceNode sequence:
                ConfigNode[]? items = null;
                for (var i = 0; i < sequence.Count; i++)
                {
                    var item = Step(sequence[i], pattern, states, i.ToString(CultureInfo.InvariantCulture));
                    if (!ReferenceEquals(item, sequence[i]))
                    {
                        items ??= sequence.Items.ToArray();
                        items[i] = item;
                    }
                }

                return items is null ? sequence : sequence.With(items);
            default:
                return node;
        }
    }

    private static ConfigNode Step(ConfigNode child, PathPattern pattern, ulong states, string key)
    {
        var reached = pattern.Advance(states, key);
        return reached == 0 ? child : pattern.Accepts(reached) ? child.AsSensitive() : Mark(child, pattern, reached);
    }
}
