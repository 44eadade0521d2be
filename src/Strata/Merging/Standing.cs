using Strata.Values;

namespace Strata.Merging;

/// <summary>What a tagged node is worth with nothing beneath it.</summary>
internal static class Standing
{
    /// <summary>The node itself, without the keys and items that it would have removed. The same object where it has none.</summary>
    public static ConfigNode Alone(ConfigNode node)
    {
        if (!node.HasTags)
        {
            return node;
        }

        return node switch
        {
            MappingNode mapping => Alone(mapping),
            SequenceNode sequence => Alone(sequence),
            _ => node,
        };
    }

    private static MappingNode Alone(MappingNode mapping)
    {
        List<MappingEntry>? kept = null;
        var entries = mapping.Entries;
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = entries[i];
            var value = entry.Value.Tag == MergeTag.Unset ? null : Alone(entry.Value);
            if (kept is null && !ReferenceEquals(value, entry.Value))
            {
                kept = [.. entries[..i]];
            }

            if (value is not null)
            {
                kept?.Add(new MappingEntry(entry.Key, value, entry.KeyPosition));
            }
        }

        return kept is null
            ? mapping
            : new MappingNode(mapping.Document, mapping.Position, [.. kept], mapping.Tag, flags: mapping.Flags & NodeFlags.Sensitive);
    }

    private static SequenceNode Alone(SequenceNode sequence)
    {
        List<ConfigNode>? kept = null;
        var items = sequence.Items;
        for (var i = 0; i < items.Length; i++)
        {
            var value = items[i].Tag == MergeTag.Unset ? null : Alone(items[i]);
            if (kept is null && !ReferenceEquals(value, items[i]))
            {
                kept = [.. items[..i]];
            }

            if (value is not null)
            {
                kept?.Add(value);
            }
        }

        return kept is null ? sequence : sequence.With([.. kept]);
    }
}
