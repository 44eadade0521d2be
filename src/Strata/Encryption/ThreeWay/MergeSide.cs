using Strata.Diagnostics;
using Strata.Secrets.Envelopes;
using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Encryption.ThreeWay;

/// <summary>One side of a merge: an override with its key, where one is at hand.</summary>
internal sealed class MergeSide : IDisposable
{
    /// <param name="target">The override; null for one that is not there.</param>
    /// <param name="root">All that its document says.</param>
    /// <param name="keys">The keys at hand.</param>
    public MergeSide(EncryptableOverride? target, MappingNode root, KeyRing keys)
    {
        Target = target;
        Root = root;
        if (target?.Envelope is { } envelope)
        {
            Key = keys.Unlock(envelope, out var problem);
            Problem = problem;
        }
    }

    public EncryptableOverride? Target { get; }

    public MappingNode Root { get; }

    public Envelope? Envelope => Target?.Envelope;

    /// <summary>The data key; null where nothing is encrypted, or no key opens it.</summary>
    public DataKey? Key { get; private set; }

    /// <summary>Why there is no key.</summary>
    public KeyException? Problem { get; private set; }

    /// <summary>Those who may open it.</summary>
    public IEnumerable<Recipient> Recipients => Target?.Encryption.Recipients ?? [];

    /// <summary>Whether somebody changed it without its key, as far as that can be told.</summary>
    public bool IsBroken => Key is not null && !EnvelopeEditor.IsIntact(Target!, Key);

    /// <summary>The diagnostic of a missing key.</summary>
    public Diagnostic? Locked(string file) => Problem is not { } problem ? null :
        Diagnostic.At(Envelope!.Node, DiagnosticCode.LockedOverride, DiagnosticSeverity.Error, $"{file} is encrypted, and {problem.Message}") with
        {
            Path = Target!.EncryptionPath,
            Hint = problem.Hint,
        };

    /// <summary>Takes the key of another side that has the same one, wrapped for somebody whose keys are at hand.</summary>
    public void ShareKeyOf(MergeSide other)
    {
        if (Key is null && other.Key is { } key && key.Id == Envelope?.KeyId)
        {
            Key = DataKey.Of(key.Reveal());
            Problem = null;
        }
    }

    /// <summary>Clears the key.</summary>
    public void Dispose() => Key?.Dispose();
}
