using Strata.Interpolation;
using Strata.Output;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Explanations;

/// <summary>The values of an explanation as they may be shown. Where the final value is secret, so is every part that it was made from.</summary>
internal sealed class ShownValues(Explanation explanation, bool reveal)
{
    public ConfigNode Final(ConfigNode node) => reveal ? node : MaskedTree.Of(node, explanation.Cursor);

    public ConfigNode Written(ConfigNode node) => AssignedItems.Listed(node, reveal ? node : Masked(TemplateMask.Of(node), explanation.Value, explanation.Cursor), explanation.Value);

    // What is written here stands beside what became of it: a plain text that lost to a secret is the secret's other value.
    private static ConfigNode Masked(ConfigNode node, ConfigNode? final, Sensitivity.Cursor cursor)
    {
        cursor = final is not null && (final.IsSensitive || (final is ScalarNode scalar && cursor.IsSecret(scalar))) ? cursor.AsMarked() : cursor;
        if (node is MappingNode mapping && final is MappingNode finalMapping && !cursor.IsSensitive)
        {
            var keys = cursor.KeysOf(mapping);
            return mapping.With([.. mapping.Entries.ToArray().Select((entry, index) =>
            {
                var beside = finalMapping.TryGetValue(entry.Key, out var child) ? child : null;
                return new MappingEntry(keys?[index] ?? entry.Key, Masked(entry.Value, beside, cursor.Enter(entry.Key, entry.Value)), entry.KeyPosition);
            })]);
        }

        return MaskedTree.Of(node, cursor);
    }
}
