using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>Finds the encrypted values of an override, and lets them know where they stand. Pure.</summary>
internal static class EncryptedItems
{
    /// <summary>The configuration with its encrypted values as such; the same one where there are none.</summary>
    public static MappingNode Mark(MappingNode body, OverrideSeal seal) => (MappingNode)Mark(body, ConfigPath.Root, seal);

    // As deep as the file nests, which has a limit.
    private static ConfigNode Mark(ConfigNode node, ConfigPath path, OverrideSeal seal) => node switch
    {
        ScalarNode { Type: ScalarType.String } scalar when EncryptedValue.IsMeant(scalar.Text) => new EncryptedNode(scalar, path, seal),
        MappingNode mapping => mapping.Rewrite((path, seal), static (key, value, at) => Mark(value, at.path.Append(key), at.seal)),
        SequenceNode sequence => sequence.Rewrite((path, seal), static (index, item, at) => Mark(item, at.path.Append(index), at.seal)),
        _ => node,
    };
}
