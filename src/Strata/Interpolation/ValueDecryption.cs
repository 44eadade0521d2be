using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Values;

namespace Strata.Interpolation;

/// <summary>Decrypts the encrypted values that win. What is decrypted is final: nothing is looked for in it.</summary>
internal sealed class ValueDecryption
{
    private readonly Interpolator _interpolator;
    private readonly bool _allowLocked;

    // One cause is told once, at the first value that it keeps.
    private readonly HashSet<OverrideSeal> _told = [];

    public ValueDecryption(Interpolator interpolator, bool allowLocked)
    {
        _interpolator = interpolator;
        _allowLocked = allowLocked;
    }

    /// <summary>The value in clear; the node itself, with a diagnostic, where it cannot be had.</summary>
    public ConfigNode Decrypt(EncryptedNode node)
    {
        var seal = node.Seal;
        switch (seal.State)
        {
            case SealState.Locked:
                if (_told.Add(seal))
                {
                    _interpolator.Fail(
                        node,
                        null,
                        DiagnosticCode.LockedOverride,
                        $"{node.Document.File} is encrypted, and {seal.Missing!.Message}",
                        seal.Missing.Hint,
                        _allowLocked ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error);
                }

                return node;
            case SealState.Open:
                if (node.Decrypt(out var problem) is { } value)
                {
                    return value;
                }

                _interpolator.Fail(node, null, DiagnosticCode.BadEncryptedValue, $"the encrypted value cannot be read: {problem}", "restore it, or write the value in clear and encrypt the file again");
                return node;
            default:
                // Told for the whole override: see Seals.
                return node;
        }
    }
}
