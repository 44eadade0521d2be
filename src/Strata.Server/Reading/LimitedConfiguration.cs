using Strata.Output;
using Strata.Secrets;
using Strata.Server.Access;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Server.Reading;

/// <summary>A configuration cut to the values that somebody may see, or may see in clear. Lists are seen whole or not at all: an index means nothing without the items before it.</summary>
internal static class LimitedConfiguration
{
    /// <summary>The same configuration with nothing in it but what limits let see.</summary>
    public static ResolvedConfiguration Cut(ResolvedConfiguration configuration, PathLimits limits) => limits.IsAll
        ? configuration
        : new ResolvedConfiguration(Cut(configuration.Root, ConfigPath.Root, limits) as MappingNode ?? Empty(configuration.Root), configuration.Selection, configuration.Context, configuration.Sensitivity, configuration.Validation);

    /// <summary>The same configuration, each secret that limits do not let see replaced by the mask.</summary>
    public static ResolvedConfiguration Mask(ResolvedConfiguration configuration, PathLimits limits) => limits.IsAll
        ? configuration
        : new ResolvedConfiguration((MappingNode)Mask(configuration.Root, configuration.Sensitivity.Root, ConfigPath.Root, limits), configuration.Selection, configuration.Context, configuration.Sensitivity, configuration.Validation);

    private static ConfigNode? Cut(ConfigNode node, ConfigPath path, PathLimits limits)
    {
        if (!path.IsRoot && limits.Covers(path))
        {
            return node;
        }

        if (node is not MappingNode mapping)
        {
            return null;
        }

        var entries = new List<MappingEntry>();
        foreach (var entry in mapping.Entries)
        {
            if (Cut(entry.Value, path.Append(entry.Key), limits) is { } kept)
            {
                entries.Add(new MappingEntry(entry.Key, kept, entry.KeyPosition));
            }
        }

        return entries.Count == 0 ? null : new MappingNode(mapping.Document, mapping.Position, [.. entries]);
    }

    private static ConfigNode Mask(ConfigNode node, Sensitivity.Cursor secrets, ConfigPath path, PathLimits limits)
    {
        if (!path.IsRoot && limits.Covers(path))
        {
            return node;
        }

        if (node is not MappingNode mapping)
        {
            return MaskedTree.Of(node, secrets);
        }

        var keys = secrets.KeysOf(mapping);
        var entries = new MappingEntry[mapping.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = mapping.Entries[i];
            entries[i] = new MappingEntry(keys?[i] ?? entry.Key, Mask(entry.Value, secrets.Enter(entry.Key, entry.Value), path.Append(entry.Key), limits), entry.KeyPosition);
        }

        return new MappingNode(mapping.Document, mapping.Position, entries);
    }

    private static MappingNode Empty(MappingNode root) => new(root.Document, root.Position, []);
}
