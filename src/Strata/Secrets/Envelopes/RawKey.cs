using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// A key of 32 bytes that data keys are wrapped with by AES-256-GCM: what a deployment has in <c>STRATA_ENCRYPTION_KEY</c>. It never
/// shows itself. Safe for use from several threads until it is disposed, which clears it.
/// </summary>
[DebuggerDisplay(SecretText.Mask)]
internal sealed class RawKey : IDisposable
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    private const int FingerprintLength = 9;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    private RawKey(byte[] key)
    {
        _key = key;
        Span<byte> derived = stackalloc byte[Length];
        Derive("strata:1 raw key id"u8, derived);
        Fingerprint = Base64Url.EncodeToString(derived[..FingerprintLength]);
    }

    /// <summary>Tells this key from others, and nothing of it.</summary>
    public string Fingerprint { get; }

    /// <summary>
    /// The key of a text: 64 hexadecimal digits, or base64 or base64url of 32 bytes. Null for any other text, which may then be a
    /// passphrase.
    /// </summary>
    public static RawKey? TryParse(ReadOnlySpan<char> text)
    {
        var trimmed = text.Trim();
        var bytes = new byte[Length];
        if (trimmed.Length == 2 * Length && Convert.FromHexString(trimmed, bytes, out _, out var count) == System.Buffers.OperationStatus.Done && count == Length)
        {
            return new RawKey(bytes);
        }

        // 43 characters and, padded, one more; as an exact text of 32 bytes nothing else is.
        return trimmed.Length is 43 or 44 && Base64Url.IsValid(ToUrl(trimmed), out var length) && length == Length
            ? new RawKey(Base64Url.DecodeFromChars(ToUrl(trimmed)))
            : null;
    }

    /// <summary>A new key, as the text that <see cref="TryParse"/> reads: the secret itself.</summary>
    public static string Generate() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(Length));

    /// <summary>Wraps a data key.</summary>
    public string Wrap(DataKey key)
    {
        var wrapped = new byte[EncryptedValue.NonceLength + DataKey.Length + EncryptedValue.TagLength];
        var nonce = wrapped.AsSpan(0, EncryptedValue.NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = Cipher();
        aes.Encrypt(nonce, key.Reveal(), wrapped.AsSpan(EncryptedValue.NonceLength, DataKey.Length), wrapped.AsSpan(EncryptedValue.NonceLength + DataKey.Length), Bound().Written);
        return Base64Url.EncodeToString(wrapped);
    }

    /// <summary>The data key that a text holds; null where it was wrapped with another key, or changed.</summary>
    public DataKey? Unwrap(string text)
    {
        if (!Base64Url.IsValid(text) || Base64Url.DecodeFromChars(text) is not { Length: EncryptedValue.NonceLength + DataKey.Length + EncryptedValue.TagLength } wrapped)
        {
            return null;
        }

        Span<byte> plain = stackalloc byte[DataKey.Length];
        try
        {
            using var aes = Cipher();
            aes.Decrypt(
                wrapped.AsSpan(0, EncryptedValue.NonceLength),
                wrapped.AsSpan(EncryptedValue.NonceLength, DataKey.Length),
                wrapped.AsSpan(EncryptedValue.NonceLength + DataKey.Length),
                plain,
                Bound().Written);
            return DataKey.Of(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Clears the key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <summary>A mask.</summary>
    public override string ToString() => SecretText.Mask;

    private AesGcm Cipher()
    {
        Span<byte> derived = stackalloc byte[Length];
        Derive("strata:1 raw key wrap"u8, derived);
        var aes = new AesGcm(derived, EncryptedValue.TagLength);
        CryptographicOperations.ZeroMemory(derived);
        return aes;
    }

    private Fields Bound() => new Fields().Add("strata:1 raw").Add(Fingerprint);

    /// <summary>Derives another key from this one.</summary>
    /// <param name="purpose">What for.</param>
    /// <param name="key">Where it is written.</param>
    public void Derive(ReadOnlySpan<byte> purpose, Span<byte> key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, key, salt: [], purpose);

    private static ReadOnlySpan<char> ToUrl(ReadOnlySpan<char> text) => text.ToString().Replace('+', '-').Replace('/', '_').TrimEnd('=');
}
