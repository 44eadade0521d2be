using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Sops;
using Strata.Values;

namespace Strata.Encryption;

/// <summary>Looks whether everything in a SOPS file is encrypted that must be. Takes no key; with one, the file is held against its MAC.</summary>
internal static class SopsCheck
{
    /// <summary>Reports what is wrong with a file.</summary>
    public static void Report(SopsText file, IKeySource keys, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        ReportClear(file, keys, found);
        if (!found.HasErrors)
        {
            ReportSecrets(file, keys, found);
        }

        diagnostics.AddRange(found.ToSorted());
    }

    private static void ReportClear(SopsText file, IKeySource keys, DiagnosticBag diagnostics)
    {
        try
        {
            SopsDocument.Decrypt(file.Roots, file.Format, [.. keys.Identities]);
        }
        catch (SopsException failure) when (failure.Failure == SopsFailure.NoKey)
        {
            ReportByRule(file, SopsMetadata.Read(file.Roots[0], file.Format).Rule, diagnostics);
        }
        catch (SopsException failure)
        {
            diagnostics.AddRange(SopsReport.Of(failure));
        }
    }

    private static void ReportByRule(SopsText file, SopsRule rule, DiagnosticBag diagnostics)
    {
        foreach (var root in file.Roots)
        {
            foreach (var (path, node) in SopsText.Scalars(SopsDocument.WithoutBlock(root, file.Format)))
            {
                var isEmpty = node.IsNull || (node.Type == ScalarType.String && node.Text.Length == 0);
                if (!isEmpty && SopsKeyRule.Encrypts(rule, path) && !SopsCipher.IsEncrypted(node.Text))
                {
                    diagnostics.Add(Clear(node, path, $"{path} is not encrypted, and by the file's rule {rule.Name} it must be", "set it with SOPS, which encrypts it"));
                }
            }
        }
    }

    // What the file's own rule leaves in clear, and Strata holds secret.
    private static void ReportSecrets(SopsText file, IKeySource keys, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        foreach (var target in file.Overrides(keys, found, allowLocked: true))
        {
            foreach (var value in target.Secrets().Where(static value => !value.IsTemplate))
            {
                diagnostics.Add(Clear(value.Node, value.Path, $"{value.Path} must be encrypted, and stands in clear: the file's rule does not meet it", "let the rule of the sops block meet its key; to keep it in clear, name it in _metadata.encryption.rule.except"));
            }
        }

        diagnostics.AddRange(found.ToSorted().Where(static diagnostic => diagnostic.Code != DiagnosticCode.LockedOverride));
    }

    private static Diagnostic Clear(ScalarNode node, ConfigPath path, string message, string hint) =>
        Diagnostic.At(node, DiagnosticCode.ClearSecret, DiagnosticSeverity.Error, message) with { Path = path, Hint = hint, IsSensitive = true };
}
