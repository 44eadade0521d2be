using System.Diagnostics;
using System.Security.Cryptography;
using Strata.Values;

namespace Strata.Secrets.Age;

/// <summary>
/// The secret key that opens what was encrypted to its recipient: an X25519 identity, <c>AGE-SECRET-KEY-1...</c>. It never shows
/// itself; <see cref="Reveal"/> is the only way to its text. Safe for use from several threads until it is disposed, which clears it.
/// </summary>
[DebuggerDisplay(SecretText.Mask)]
internal sealed class AgeIdentity : IFileKeyUnwrapper, IDisposable
{
    private const string Prefix = "AGE-SECRET-KEY-";

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _secret;

    private AgeRecipient? _recipient;

    private AgeIdentity(byte[] secret)
    {
        _secret = secret;
    }

    /// <summary>A new identity.</summary>
    public static AgeIdentity Generate() => new(RandomNumberGenerator.GetBytes(AgeRecipient.KeyLength));

    /// <summary>Reads an identity as <c>age-keygen</c> writes it.</summary>
    /// <exception cref="AgeException">The text is none, or one of a kind that is not supported: it says which, and shows nothing of it.</exception>
    public static AgeIdentity Parse(ReadOnlySpan<char> text)
    {
        if (RefusalOf(text) is { } refusal)
        {
            throw refusal;
        }

        if (!Bech32.TryDecode(text, out var secret, out var problem))
        {
            throw new AgeException(AgeFailure.Identity, $"the age secret key is malformed: {problem}", "copy it again, from AGE-SECRET-KEY-1 to its end");
        }

        if (secret.Length == AgeRecipient.KeyLength)
        {
            return new AgeIdentity(secret);
        }

        CryptographicOperations.ZeroMemory(secret);
        throw new AgeException(AgeFailure.Identity, "the age secret key is malformed: it is not of 32 bytes");
    }

    /// <summary>The recipient that files are encrypted to for this identity.</summary>
    public AgeRecipient ToRecipient() => _recipient ??= AgeRecipient.Of(_secret);

    /// <summary>The identity as <c>age-keygen</c> writes it: the secret itself.</summary>
    public string Reveal() => Bech32.Encode(Prefix, _secret);

    /// <inheritdoc/>
    public byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Kind != AgeStanza.X25519)
        {
            return null;
        }

        stanza.Check();
        var share = stanza.Argument(0, 1, AgeRecipient.KeyLength);
        Span<byte> wrapKey = stackalloc byte[32];
        if (!AgeRecipient.TryDeriveWrapKey(_secret, share, share, ToRecipient().Key, wrapKey))
        {
            throw stanza.Wrong("its share is no point that a writer may choose");
        }

        var fileKey = SealedFileKey.Open(stanza.Body, wrapKey);
        CryptographicOperations.ZeroMemory(wrapKey);
        return fileKey;
    }

    /// <summary>Clears the key: what is unwrapped with it afterwards is not.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_secret);

    /// <summary>A mask.</summary>
    public override string ToString() => SecretText.Mask;

    private static AgeException? RefusalOf(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("AGE-SECRET-KEY-PQ-1", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal("hybrid (post-quantum) secret keys, which begin with AGE-SECRET-KEY-PQ-1, are not supported", "use an X25519 key, which begins with AGE-SECRET-KEY-1: age-keygen makes one");
        }

        if (text.StartsWith("AGE-SECRET-KEY-1", StringComparison.Ordinal))
        {
            return null;
        }

        if (text.StartsWith("AGE-SECRET-KEY-1", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal("an age secret key is written in upper case");
        }

        return text.StartsWith("AGE-PLUGIN-", StringComparison.OrdinalIgnoreCase) ? Refusal("identities of age plugins are not supported")
            : text.StartsWith("age1", StringComparison.OrdinalIgnoreCase) ? Refusal("a recipient, which is public, stands where a secret key must", "a secret key begins with AGE-SECRET-KEY-1")
            : text.StartsWith("-----BEGIN", StringComparison.Ordinal) ? Refusal("SSH and other private keys are not supported as identities", "use a key that age-keygen made")
            : Refusal("this is no age secret key", "one begins with AGE-SECRET-KEY-1: age-keygen makes it");
    }

    private static AgeException Refusal(string message, string? hint = null) => new(AgeFailure.Identity, message, hint);
}
