using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Security.Cryptography;
using Strata.Secrets.Age;
using Strata.Secrets.Envelopes;

namespace Strata.Secrets.Keys;

/// <summary>
/// The keys at hand. Their sources are read when the first key is needed, and once; what a data key cost to unwrap, a scrypt or an
/// agreement, is paid once for each file. Safe for use from several threads.
/// </summary>
internal sealed class KeyRing : IKeySource
{
    private static readonly string[] Reserved = [WrappedKey.Age, WrappedKey.Passphrase, WrappedKey.Raw, "key"];

    private readonly Lazy<KeyCollection> _keys;
    private readonly ConcurrentDictionary<string, DataKey> _unwrapped = new(StringComparer.Ordinal);
    private readonly Lazy<ImmutableArray<string>> _publicNames;
    private readonly Lock _slow = new();
    private int _isAnticipated;
    private volatile bool _isTold = true;

    /// <param name="sources">Where keys come from, in the order in which they are tried.</param>
    public KeyRing(IEnumerable<KeySource> sources)
    {
        ImmutableArray<KeySource> all = [.. sources];
        IsEmpty = all.IsEmpty;
        _keys = new Lazy<KeyCollection>(() =>
        {
            var keys = new KeyCollection();
            foreach (var source in all)
            {
                source.AddTo(keys);
            }

            return keys;
        });
        _publicNames = new Lazy<ImmutableArray<string>>(() => NamesOf(_keys.Value));
    }

    /// <summary>No keys.</summary>
    public static KeyRing Empty { get; } = new([]);

    /// <summary>Whether there is no source.</summary>
    public bool IsEmpty { get; }

    /// <inheritdoc/>
    public IReadOnlyList<AgeIdentity> Identities => _keys.Value.Identities;

    /// <summary>The keys of 32 bytes.</summary>
    public IReadOnlyList<RawKey> RawKeys => _keys.Value.RawKeys;

    /// <summary>Those who hold the keys at hand, each as a recipient. Nobody is asked for a passphrase.</summary>
    public ImmutableArray<Recipient> Recipients =>
    [
        .. _keys.Value.Identities.Select(static identity => new Recipient(WrappedKey.Age, identity.ToRecipient().ToString())),
        .. _keys.Value.RawKeys.Select(static key => new Recipient(WrappedKey.Raw, key.Fingerprint)),
        .. _keys.Value.Passphrases.Count > 0 ? [Recipient.Passphrase] : Array.Empty<Recipient>(),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<string> Problems => _keys.Value.Problems;

    /// <inheritdoc/>
    public ImmutableArray<string> PublicNames => _publicNames.Value;

    /// <inheritdoc/>
    public bool IsTold => _isTold;

    /// <summary>Whether a text can be the name of a key provider in an override.</summary>
    public static bool IsProviderName(string name) =>
        name.Length is > 0 and <= 40 && !Reserved.Contains(name) && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <inheritdoc/>
    public void Anticipate()
    {
        if (IsEmpty || Interlocked.Exchange(ref _isAnticipated, 1) != 0)
        {
            return;
        }

        // The system's cryptography takes some milliseconds to load, and the identities' public keys some to compute.
        ThreadPool.UnsafeQueueUserWorkItem(
            static ring =>
            {
                Span<byte> scratch = stackalloc byte[DataKey.Length];
                HKDF.DeriveKey(HashAlgorithmName.SHA256, scratch, scratch, salt: [], info: []);
                using var aes = new AesGcm(scratch, EncryptedValue.TagLength);
                _ = ChaCha20Poly1305.IsSupported;
                foreach (var identity in ring._keys.Value.Identities)
                {
                    _ = identity.ToRecipient();
                }
            },
            this,
            preferLocal: false);
    }

    /// <inheritdoc/>
    public DataKey? Unlock(Envelope envelope, out KeyException? problem)
    {
        problem = null;
        var failures = new List<string>();

        // A passphrase last: it takes a second, and perhaps a person.
        foreach (var wrapped in envelope.Keys.OrderBy(static key => key.Kind == WrappedKey.Passphrase))
        {
            try
            {
                if (Known(wrapped) is { } known)
                {
                    return known;
                }

                if (Unwrap(wrapped) is { } key)
                {
                    _unwrapped.TryAdd(Id(wrapped), DataKey.Of(key.Reveal())!);
                    return key;
                }
            }
            catch (AgeException failure)
            {
                failures.Add(failure.Message);
            }
            catch (KeyProviderException failure)
            {
                failures.Add(failure.Message);
            }
        }

        problem = Missing(envelope, failures);
        return null;
    }

    /// <summary>Wraps a data key.</summary>
    /// <param name="kind">How, as <see cref="WrappedKey.Kind"/> has it.</param>
    /// <param name="recipient">For whom.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="KeyException">It cannot be wrapped so: a key that it takes is missing.</exception>
    public WrappedKey Wrap(string kind, string recipient, DataKey key)
    {
        try
        {
            return new WrappedKey(kind, recipient, kind switch
            {
                WrappedKey.Age => Base64Url.EncodeToString(AgeFile.Encrypt(key.Reveal(), AgeRecipient.Parse(recipient))),
                WrappedKey.Passphrase => Base64Url.EncodeToString(AgeFile.Encrypt(key.Reveal(), Passphrase())),
                WrappedKey.Raw => RawKeyOf(recipient).Wrap(key),
                _ => ProviderOf(kind).Wrap(recipient, key.Reveal()),
            });
        }
        catch (AgeException problem)
        {
            throw new KeyException(problem.Message, problem.Hint);
        }
        catch (KeyProviderException problem)
        {
            throw new KeyException(problem.Message);
        }
    }

    /// <summary>Clears the keys: what is unlocked with them afterwards is not.</summary>
    public void Clear()
    {
        foreach (var key in _unwrapped.Values)
        {
            key.Dispose();
        }

        _unwrapped.Clear();
        if (_keys.IsValueCreated)
        {
            _keys.Value.Dispose();
        }
    }

    // A passphrase that a person gives later is one that can be had from the beginning.
    private static ImmutableArray<string> NamesOf(KeyCollection keys) =>
    [
        .. keys.Identities.Select(static identity => $"{WrappedKey.Age} {identity.ToRecipient()}"),
        .. keys.RawKeys.Select(static key => $"{WrappedKey.Raw} {key.Fingerprint}"),
        .. keys.Passphrases.Count > 0 || keys.Ask is not null ? [WrappedKey.Passphrase] : Array.Empty<string>(),
        .. keys.Providers.Select(static provider => $"provider {provider.Name}"),
    ];

    private static string Id(WrappedKey wrapped) => $"{wrapped.Kind} {wrapped.Recipient} {wrapped.Text}";

    private DataKey? Known(WrappedKey wrapped) => _unwrapped.TryGetValue(Id(wrapped), out var key) ? DataKey.Of(key.Reveal()) : null;

    private DataKey? Unwrap(WrappedKey wrapped) => wrapped.Kind switch
    {
        WrappedKey.Age => UnwrapAge(wrapped),
        WrappedKey.Raw => _keys.Value.RawKeys.Find(key => key.Fingerprint == wrapped.Recipient)?.Unwrap(wrapped.Text),
        WrappedKey.Passphrase => UnwrapPassphrase(wrapped),
        _ => UnwrapByProvider(wrapped),
    };

    // The recipient says whose turn it is: no agreement with a key that it is not for.
    private DataKey? UnwrapAge(WrappedKey wrapped) =>
        _keys.Value.Identities.Find(identity => identity.ToRecipient().ToString() == wrapped.Recipient) is { } identity ? Decrypt(wrapped.Text, identity) : null;

    private DataKey? UnwrapPassphrase(WrappedKey wrapped)
    {
        // One at a time: each takes a quarter of a gigabyte, and a person is asked once.
        lock (_slow)
        {
            if (Known(wrapped) is { } known)
            {
                return known;
            }

            var keys = _keys.Value;
            AgeException? wrong = null;
            if (keys.Passphrases.Count > 0 || keys.Ask is not null)
            {
                _isTold = false;
            }

            foreach (var passphrase in keys.Passphrases)
            {
                try
                {
                    return Decrypt(wrapped.Text, passphrase);
                }
                catch (AgeException failure) when (failure.Failure == AgeFailure.NoMatch)
                {
                    wrong = failure;
                }
            }

            if (keys.Ask?.Invoke("an encrypted override") is { } asked)
            {
                keys.Passphrases.Add(asked);
                return Decrypt(wrapped.Text, asked);
            }

            return wrong is null ? null : throw wrong;
        }
    }

    private DataKey? UnwrapByProvider(WrappedKey wrapped)
    {
        if (_keys.Value.Providers.Find(provider => provider.Name == wrapped.Kind) is not { } provider)
        {
            return null;
        }

        _isTold = false;
        var bytes = provider.Unwrap(wrapped.Recipient, wrapped.Text);
        try
        {
            return DataKey.Of(bytes) ?? throw new KeyProviderException($"the key provider {provider.Name} gave a key that is not of {DataKey.Length} bytes");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static DataKey Decrypt(string text, IFileKeyUnwrapper key)
    {
        if (!Base64Url.IsValid(text))
        {
            throw new AgeException(AgeFailure.Header, "a wrapped data key is no base64url");
        }

        var bytes = AgeFile.Decrypt(Base64Url.DecodeFromChars(text), key);
        try
        {
            return DataKey.Of(bytes) ?? throw new AgeException(AgeFailure.Payload, $"a wrapped data key is not of {DataKey.Length} bytes");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private AgePassphrase Passphrase()
    {
        lock (_slow)
        {
            var keys = _keys.Value;
            if (keys.Passphrases.Count == 0 && keys.AskNew?.Invoke("the files") is { } asked)
            {
                keys.Passphrases.Add(asked);
            }

            return keys.Passphrases.Count > 0 ? keys.Passphrases[0] : throw new KeyException(
                "there is no passphrase to encrypt with",
                "give one by --passphrase-fd, or at a terminal");
        }
    }

    private RawKey RawKeyOf(string fingerprint) => _keys.Value.RawKeys.Find(key => key.Fingerprint == fingerprint) ?? throw new KeyException(
        $"the key {fingerprint} is not at hand, and only it can wrap for itself",
        $"give it by {KeyVariables.EncryptionKey} or --key-file, or remove this recipient");

    private IKeyProvider ProviderOf(string name) => _keys.Value.Providers.Find(provider => provider.Name == name) ?? throw new KeyException(
        $"there is no key provider {name}",
        $"name its command in {KeyVariables.KeyCommand}{name.ToUpperInvariant().Replace('-', '_')}");

    private KeyException Missing(Envelope envelope, List<string> failures)
    {
        var who = string.Join(", ", envelope.Keys.Select(Describe));
        var what = IsEmpty ? "there is no key to open it" : "no key at hand opens it";
        var reasons = string.Concat(failures.Concat(_keys.Value.Problems).Select(static reason => $"; {reason}"));
        var hint = $"give a key by {KeyVariables.AgeKeyFile}, {KeyVariables.AgeKey}, {KeyVariables.EncryptionKey} or --key-file";
        if (envelope.Keys.FirstOrDefault(key => key.Kind is not (WrappedKey.Age or WrappedKey.Raw or WrappedKey.Passphrase) && _keys.Value.Providers.TrueForAll(provider => provider.Name != key.Kind)) is { } unknown)
        {
            hint += $", or the command of the key provider {unknown.Kind} in {KeyVariables.KeyCommand}{unknown.Kind.ToUpperInvariant().Replace('-', '_')}";
        }

        return new KeyException($"{what}: it can be opened by {(who.Length == 0 ? "nobody" : who)}{reasons}", hint);
    }

    /// <summary>A recipient, for a person.</summary>
    public static string Describe(WrappedKey key) => key.Kind switch
    {
        WrappedKey.Age => key.Recipient,
        WrappedKey.Passphrase => "a passphrase",
        WrappedKey.Raw => $"the 32-byte key {key.Recipient}",
        _ => $"{key.Kind} {key.Recipient}",
    };
}
