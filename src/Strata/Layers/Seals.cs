using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Layers;

/// <summary>Holds the encrypted overrides of a stack against their integrity codes, whichever of their values win.</summary>
internal static class Seals
{
    /// <summary>Reports each override that was changed by somebody without its key. One that no key opens is not judged here.</summary>
    public static void Check(IReadOnlyList<Layer> stack, DiagnosticBag diagnostics)
    {
        foreach (var layer in stack)
        {
            if (layer.Seal is { State: SealState.Broken } seal)
            {
                diagnostics.Add(Broken(layer, seal));
            }
        }
    }

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
