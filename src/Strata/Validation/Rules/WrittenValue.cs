using Strata.Layers;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>A scalar as an override writes it.</summary>
/// <param name="Node">The scalar.</param>
/// <param name="Parent">The way to what holds it.</param>
/// <param name="Key">The nearest key above it: its own, or that of the list that it stands in.</param>
/// <param name="Index">Where it stands in a list; -1 for none.</param>
/// <param name="IsNamed">Whether that key, or one above it, says that it is a secret.</param>
/// <param name="IsDeclared">Whether the override declares it secret.</param>
internal readonly record struct WrittenValue(ScalarNode Node, ConfigPath Parent, string Key, int Index, bool IsNamed, bool IsDeclared)
{
    public ConfigPath Path => Index < 0 ? Parent.Append(Key) : Parent.Append(Index);

    /// <summary>Shows every scalar of an override's configuration, in order.</summary>
    public static void Visit(Layer layer, Action<WrittenValue> visit)
    {
        VisitEntries(layer.Body, ConfigPath.Root, new Sensitivity(layer.Metadata.Sensitive).Root, isNamed: false, visit);
    }

    // As deep as the limit on nesting.
    private static void VisitEntries(MappingNode mapping, ConfigPath path, Sensitivity.Cursor cursor, bool isNamed, Action<WrittenValue> visit)
    {
        foreach (ref readonly var entry in mapping.Entries)
        {
            var named = SecretNames.Contains(entry.Key) ? !SecretKeys.IsAbout(entry.Key) : isNamed && !SecretKeys.IsAbout(entry.Key);
            var inner = cursor.Enter(entry.Key, entry.Value);
            if (entry.Value is ScalarNode scalar)
            {
                visit(new WrittenValue(scalar, path, entry.Key, -1, named, inner.IsMarked));
            }
            else
            {
                VisitBeneath(entry.Value, entry.Key, path.Append(entry.Key), inner, named, visit);
            }
        }
    }

    private static void VisitBeneath(ConfigNode node, string key, ConfigPath path, Sensitivity.Cursor cursor, bool isNamed, Action<WrittenValue> visit)
    {
        if (node is MappingNode mapping)
        {
            VisitEntries(mapping, path, cursor, isNamed, visit);
            return;
        }

        var sequence = (SequenceNode)node;
        for (var i = 0; i < sequence.Count; i++)
        {
            var inner = cursor.Enter(i, sequence[i]);
            if (sequence[i] is ScalarNode scalar)
            {
                visit(new WrittenValue(scalar, path, key, i, isNamed, inner.IsMarked));
            }
            else
            {
                VisitBeneath(sequence[i], key, path.Append(i), inner, isNamed, visit);
            }
        }
    }
}
