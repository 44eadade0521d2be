using Strata.Secrets.Keys;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// The encryption of one override: opened when the first of its values is asked for, and once, however many there are. Safe for use
/// from several threads.
/// </summary>
internal sealed class OverrideSeal
{
    private readonly MappingNode _metadata;
    private readonly MappingNode _body;
    private readonly Lazy<Opened> _opened;
    private readonly Lock _lock = new();

    /// <param name="envelope">What the override says of its encryption.</param>
    /// <param name="metadata">All of its metadata, as they are written.</param>
    /// <param name="body">Its configuration, as it is written.</param>
    /// <param name="keys">Opens its key.</param>
    public OverrideSeal(Envelope envelope, MappingNode metadata, MappingNode body, IKeySource keys)
    {
        Envelope = envelope;
        _metadata = metadata;
        _body = body;
        _opened = new Lazy<Opened>(() => Open(keys));
    }

    public Envelope Envelope { get; }

    /// <summary>Whether the override can be read. Opens it.</summary>
    public SealState State => _opened.Value.State;

    /// <summary>Which keys are missing; null where it is not locked.</summary>
    public KeyException? Missing => _opened.Value.Missing;

    /// <summary>The integrity code that the override would have as it is.</summary>
    public string IntegrityUnder(DataKey key) => IntegrityCode.Of(key, Envelope.FileId, _metadata, _body);

    /// <summary>The text of a value; null where the override cannot be read, or the value stands elsewhere than where it was encrypted.</summary>
    /// <param name="path">Where it stands in the override.</param>
    /// <param name="value">The value.</param>
    public string? Decrypt(ConfigPath path, EncryptedValue value)
    {
        if (_opened.Value.Cipher is not { } cipher)
        {
            return null;
        }

        lock (_lock)
        {
            return cipher.Decrypt(path, value);
        }
    }

    private Opened Open(IKeySource keys)
    {
        var opened = TryOpen(keys);
        DecryptionCount.Add(opened.State switch
        {
            SealState.Open => "opened",
            SealState.Locked => "locked",
            _ => "broken",
        });
        return opened;
    }

    private Opened TryOpen(IKeySource keys)
    {
        using var key = keys.Unlock(Envelope, out var problem);
        if (key is null)
        {
            return new Opened(SealState.Locked, problem, null);
        }

        return IntegrityCode.AreEqual(IntegrityUnder(key), Envelope.Integrity)
            ? new Opened(SealState.Open, null, new ValueCipher(key, Envelope.FileId))
            : new Opened(SealState.Broken, null, null);
    }

    private sealed record Opened(SealState State, KeyException? Missing, ValueCipher? Cipher);
}
