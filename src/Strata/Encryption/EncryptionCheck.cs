using Strata.Diagnostics;
using Strata.Layers;
using Strata.Secrets.Envelopes;

namespace Strata.Encryption;

/// <summary>Looks whether everything in a file is encrypted that must be. Takes no key; with one, the file's seals are held against it.</summary>
internal static class EncryptionCheck
{
    /// <summary>Reports each value in clear that must not be, each encrypted value that is malformed, and each broken seal.</summary>
    public static void Report(EncryptableFile file, DiagnosticBag diagnostics)
    {
        foreach (var target in file.Overrides)
        {
            foreach (var value in target.Secrets().Where(static value => !value.IsTemplate))
            {
                diagnostics.Add(Diagnostic.At(value.Node, DiagnosticCode.ClearSecret, DiagnosticSeverity.Error, $"{value.Path} must be encrypted, and stands in clear") with
                {
                    Path = value.Path,
                    Hint = $"strata encrypt {file.File}, and replace the secret where it was seen; to keep it in clear, name it in _metadata.encryption.rule.except",
                    IsSensitive = true,
                });
            }

            foreach (var node in target.EncryptedValues())
            {
                var isRead = EncryptedValue.TryParse(node.Text, out var value, out var problem);
                if (!isRead || value!.KeyId != target.Envelope!.KeyId)
                {
                    diagnostics.Add(Diagnostic.At(node, DiagnosticCode.BadEncryptedValue, DiagnosticSeverity.Error, $"the encrypted value cannot be read: {problem ?? "it was encrypted with another key than that of its file"}") with
                    {
                        Path = node.WrittenAt,
                        Hint = "restore it, or write the value in clear and encrypt the file again",
                    });
                }
            }

            if (target.Layer.Seal is { State: SealState.Broken } seal)
            {
                diagnostics.Add(Seals.Broken(target.Layer, seal));
            }
        }
    }
}
