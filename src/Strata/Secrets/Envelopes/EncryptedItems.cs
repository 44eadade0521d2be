using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>Finds the encrypted values of an override, and lets them know where they stand. Pure.</summary>
internal static class EncryptedItems
{
    /// <summary>The configuration with its encrypted values as such; the same one where there are none.</summary>
    public static MappingNode Mark(MappingNode body, OverrideSeal seal) => (MappingNode)Mark(body, ConfigPath.Root, seal);

    // As deep as the file nests, which has a limit.
    private static ConfigNode Mark(ConfigNode node, ConfigPath path, OverrideSeal seal)
    {
        switch (node)
        {
            case ScalarNode scalar:
                return scalar.Type == ScalarType.String && EncryptedValue.IsMeant(scalar.Text) ? new EncryptedNode(scalar, path, seal) : scalar;
            case MappingNode mapping:
                MappingEntry[]? entries = null;
                for (var i = 0; i < mapping.Count; i++)
                {
                    var entry = mapping.Entries[i];
                    var value = Mark(entry.Value, path.Append(entry.Key), seal);
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
                    var item = Mark(sequence[i], path.Append(i), seal);
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
}
