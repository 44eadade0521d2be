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
    public static Diagnostic Broken(Layer layer, OverrideSeal seal) =>
        Diagnostic.At(seal.Envelope.Node, DiagnosticCode.BrokenSeal, DiagnosticSeverity.Error, $"{layer.Name} was changed by somebody without its key: its integrity code does not match") with
        {
            Path = ConfigPath.Root.Append(LayerReader.MetadataKey).Append("encryption").Append(IntegrityCode.Key),
            Hint = "restore the file; where the change is wanted, look at it and accept it: strata encrypt --accept-changes FILE",
        };
}
