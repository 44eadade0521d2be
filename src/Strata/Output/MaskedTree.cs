using Strata.Secrets;
using Strata.Values;

namespace Strata.Output;

/// <summary>A tree as it may be shown: every secret in it is the mask. For values that become a part of another shape.</summary>
internal static class MaskedTree
{
    /// <summary>The masked tree; the same node where nothing beneath it is masked.</summary>
    public static ConfigNode Of(ConfigNode node, Sensitivity.Cursor secrets) => node switch
    {
        ScalarNode scalar => OfScalar(scalar, secrets),
        MappingNode mapping => OfMapping(mapping, secrets),
        SequenceNode sequence => OfSequence(sequence, secrets),
        _ => node,
    };

    private static ScalarNode OfScalar(ScalarNode scalar, Sensitivity.Cursor secrets)
    {
        var shown = secrets.TextOf(scalar);
        return ReferenceEquals(shown, scalar.Text) ? scalar : new ScalarNode(scalar.Document, scalar.Position, shown, ScalarType.String, ScalarStyle.Quoted);
    }

    private static MappingNode OfMapping(MappingNode mapping, Sensitivity.Cursor secrets)
    {
        MappingEntry[]? masked = null;
        var keys = secrets.KeysOf(mapping);
        for (var i = 0; i < mapping.Count; i++)
        {
            var entry = mapping.Entries[i];
            var key = keys?[i] ?? entry.Key;
            var value = Of(entry.Value, secrets.Enter(entry.Key, entry.Value));
            if (!ReferenceEquals(value, entry.Value) || !ReferenceEquals(key, entry.Key))
            {
                masked ??= mapping.Entries.ToArray();
                masked[i] = new MappingEntry(key, value, entry.KeyPosition);
            }
        }

        return masked is null ? mapping : new MappingNode(mapping.Document, mapping.Position, masked);
    }

    private static SequenceNode OfSequence(SequenceNode sequence, Sensitivity.Cursor secrets)
    {
        ConfigNode[]? masked = null;
        for (var i = 0; i < sequence.Count; i++)
        {
            var item = Of(sequence[i], secrets.Enter(i, sequence[i]));
            if (!ReferenceEquals(item, sequence[i]))
            {
                masked ??= sequence.Items.ToArray();
                masked[i] = item;
            }
        }

        return masked is null ? sequence : new SequenceNode(sequence.Document, sequence.Position, masked);
    }
}
