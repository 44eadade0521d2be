using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Caching;

/// <summary>Looks for the secrets of a configuration.</summary>
internal static class SecretValues
{
    /// <summary>How many values, and keys, are secret or hold a password.</summary>
    public static int CountOf(ResolvedConfiguration configuration) => CountOf(configuration.Root, configuration.Sensitivity.Root);

    private static int CountOf(ConfigNode node, Sensitivity.Cursor secrets)
    {
        var count = 0;
        switch (node)
        {
            case MappingNode mapping:
                count += secrets.KeysOf(mapping) is null ? 0 : 1;
                foreach (ref readonly var entry in mapping.Entries)
                {
                    count += CountOf(entry.Value, secrets.Enter(entry.Key, entry.Value));
                }

                return count;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    count += CountOf(sequence[i], secrets.Enter(i, sequence[i]));
                }

                return count;
            default:
                return secrets.Masks((ScalarNode)node) ? 1 : 0;
        }
    }
}
