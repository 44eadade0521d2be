using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Layers;

/// <summary>
/// Holds encrypted overrides against their integrity codes, whichever of their values win, and whether they apply or not: what keeps one
/// from applying may be what was changed in it.
/// </summary>
internal static class Seals
{
    /// <summary>Reports each override that was changed by somebody without its key. One that no key opens is not judged here.</summary>
    /// <param name="layers">The overrides.</param>
    /// <param name="pins">The codes that overrides must have, by their names.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static void Check(IReadOnlyList<Layer> layers, ImmutableSortedDictionary<string, string> pins, DiagnosticBag diagnostics)
    {
        foreach (var (name, code) in pins)
        {
            var pinned = layers.FirstOrDefault(layer => layer.Name == name);
            if (pinned?.Metadata.Encryption.Envelope?.Integrity != code)
            {
                diagnostics.Add(Unpinned(name, pinned));
            }
        }

        foreach (var layer in layers)
        {
            if (layer.Seal is { State: SealState.Broken } seal)
            {
                diagnostics.Add(Broken(layer, seal));
            }
        }
    }

    // A code proves nothing by itself: the seal of the pinned override is checked like any other.
    private static Diagnostic Unpinned(string name, Layer? pinned) => Diagnostic.InFile(
        pinned?.File ?? name,
        DiagnosticCode.BrokenSeal,
        DiagnosticSeverity.Error,
        pinned is null ? $"there is no override {name}, which is pinned"
            : pinned.Metadata.Encryption.Envelope is null ? $"{name} is pinned, and not encrypted any more"
            : $"{name} is not the version that is pinned: an older file was put back, or a newer one is not pinned yet") with
    { Hint = "restore the file, or pin its integrity code of today: keys.pins in strata.yml" };

    /// <summary>That diagnostic.</summary>
    /// <param name="layer">The override.</param>
    /// <param name="seal">Its encryption.</param>
    /// <param name="accepted">Whether it is sealed anew all the same, so that this is a warning.</param>
    public static Diagnostic Broken(Layer layer, OverrideSeal seal, bool accepted = false) => Diagnostic.At(
        seal.Envelope.Node[IntegrityCode.Key],
        DiagnosticCode.BrokenSeal,
        accepted ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error,
        accepted
            ? $"{layer.Name} was changed since it was encrypted, and is accepted as it is now"
            : $"{layer.Name} was changed by somebody without its key: its integrity code does not match") with
    {
        Path = ConfigPath.Root.Append(LayerReader.MetadataKey).Append(EncryptionReader.Key).Append(IntegrityCode.Key),
        Hint = accepted ? "look at all that changed in it" : "restore the file; where the change is wanted, look at it and accept it: strata encrypt --accept-changes FILE",
    };
}
