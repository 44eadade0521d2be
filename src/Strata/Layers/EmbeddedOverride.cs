using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Layers;

/// <summary>
/// An override inside a file that another tool reads too: <c>x-strata: { metadata: ..., config: ... }</c>. The rest of the file is
/// that tool's own.
/// </summary>
internal static class EmbeddedOverride
{
    /// <summary>The top-level key that makes a file such a one.</summary>
    public const string Key = "x-strata";

    /// <summary>The key beneath it for what the override says of itself.</summary>
    public const string MetadataKey = "metadata";

    /// <summary>The key beneath it for the configuration.</summary>
    public const string ConfigKey = "config";
    private static readonly string[] Keys = [ConfigKey, MetadataKey];

    public static LayerParts Split(MappingNode root, DiagnosticBag diagnostics)
    {
        var entry = root.Entries[root.IndexOf(Key)];
        var embedded = new MetadataValue(
            entry.Value,
            ConfigPath.Root.Append(Key),
            entry.KeyPosition,
            DiagnosticCode.BadEmbeddedOverride,
            diagnostics);
        RefuseMetadata(root, ConfigPath.Root, $"\"{LayerReader.MetadataKey}\" stands beside \"{Key}\"", diagnostics);

        MetadataValue? metadata = null;
        MappingNode? body = null;
        if (embedded.TryMapping("a mapping of metadata and config", out var parts))
        {
            foreach (ref readonly var part in parts.Entries)
            {
                var value = embedded.Child(part);
                switch (part.Key)
                {
                    case MetadataKey:
                        metadata = value with { Code = DiagnosticCode.BadMetadataValue };
                        break;
                    case ConfigKey when part.Value is MappingNode config:
                        body = config;
                        RefuseMetadata(config, value.Path, $"\"{LayerReader.MetadataKey}\" stands inside \"{ConfigKey}\"", diagnostics);
                        break;
                    case ConfigKey:
                        value.Mismatch("a mapping");
                        break;
                    default:
                        value.UnknownKey(DiagnosticCode.BadEmbeddedOverride, $"key of \"{Key}\"", Keys, $"put configuration beneath \"{ConfigKey}\"");
                        break;
                }
            }
        }

        return new LayerParts(metadata, body ?? new MappingNode(root.Document, entry.Value.Position, []));
    }

    private static void RefuseMetadata(MappingNode mapping, ConfigPath path, string message, DiagnosticBag diagnostics)
    {
        var at = mapping.IndexOf(LayerReader.MetadataKey);
        if (at >= 0)
        {
            diagnostics.Add(Diagnostic.At(
                mapping.Document.Text,
                mapping.Entries[at].KeyPosition,
                DiagnosticCode.BadEmbeddedOverride,
                DiagnosticSeverity.Error,
                message) with
            { Path = path.Append(LayerReader.MetadataKey), Hint = $"move it to \"{MetadataKey}\" beneath \"{Key}\"" });
        }
    }
}
