using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Layers;

/// <summary>Puts the seal of its envelope on an override, and finds encrypted values that have none.</summary>
internal static class EncryptedLayer
{
    /// <summary>Whether a file holds encrypted values, as far as its bytes tell.</summary>
    public static bool MayStandIn(ReadOnlySpan<byte> content) => content.IndexOf("ENC["u8) >= 0;

    /// <summary>The override with its encrypted values as such; the same one where it has none. Null, with errors, where its envelope is gone.</summary>
    /// <param name="layer">The override.</param>
    /// <param name="keys">Opens its key, when that is needed.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static Layer? Seal(Layer layer, IKeySource keys, DiagnosticBag diagnostics)
    {
        if (layer.Metadata.Encryption.Envelope is { } envelope)
        {
            if (layer.Sops is not null)
            {
                diagnostics.Add(Diagnostic.At(envelope.Node, DiagnosticCode.BadSopsFile, DiagnosticSeverity.Error, $"{layer.Name} is encrypted by SOPS and by Strata too") with
                {
                    Path = ConfigPath.Root.Append(LayerReader.MetadataKey).Append(EncryptionReader.Key),
                    Hint = "decrypt it with SOPS, and keep one of the two",
                });
                return null;
            }

            var seal = new OverrideSeal(envelope, layer.WrittenMetadata!, layer.Body, keys);
            return layer with { Body = EncryptedItems.Mark(layer.Body, seal), Seal = seal };
        }

        // Nearly no file has one: its bytes are searched before its values are.
        return !MayStandIn(layer.Source.Content.Span) || IsClear(layer.Body, ConfigPath.Root, layer.Sops is not null, diagnostics) ? layer : null;
    }

    private static bool IsClear(ConfigNode node, ConfigPath path, bool isSops, DiagnosticBag diagnostics)
    {
        var isClear = true;
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    isClear &= IsClear(entry.Value, path.Append(entry.Key), isSops, diagnostics);
                }

                return isClear;
            case SequenceNode sequence:
                for (var i = 0; i < sequence.Count; i++)
                {
                    isClear &= IsClear(sequence[i], path.Append(i), isSops, diagnostics);
                }

                return isClear;
            case DecryptedNode:
                return true;
            case ScalarNode scalar when !isSops && SopsCipher.IsEncrypted(scalar.Text):
                diagnostics.Add(Diagnostic.At(scalar, DiagnosticCode.BadSopsFile, DiagnosticSeverity.Error, $"{path} is encrypted by SOPS, and the file has no sops block that says with which key") with
                {
                    Path = path,
                    Hint = $"restore the \"{SopsMetadata.Key}\" block at its end; a value that was copied from another file must be written anew",
                });
                return false;
            case ScalarNode scalar when EncryptedValue.IsMeant(scalar.Text):
                diagnostics.Add(Diagnostic.At(scalar, DiagnosticCode.EncryptedWithoutKey, DiagnosticSeverity.Error, $"{path} is encrypted, and the override does not say with which key") with
                {
                    Path = path,
                    Hint = $"restore \"encryption\" in its \"{LayerReader.MetadataKey}\"; a value that was copied from another override must be written anew",
                });
                return false;
            default:
                return true;
        }
    }
}
