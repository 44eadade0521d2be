using System.Buffers.Text;
using System.Diagnostics;
using System.Security.Cryptography;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// The key that the values of one override are encrypted with: 32 random bytes, wrapped for each of those who may open it. It never
/// shows itself. Safe for use from several threads until it is disposed, which clears it.
/// </summary>
[DebuggerDisplay(SecretText.Mask)]
internal sealed class DataKey : IDisposable
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 32;

    private const int IdLength = 9;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _key;

    private DataKey(byte[] key)
    {
        _key = key;
        Span<byte> id = stackalloc byte[Length];
        Derive("strata:1 key id"u8, id);
        Id = Base64Url.EncodeToString(id[..IdLength]);
    }

    /// <summary>Tells this key from others, and nothing of it: 72 bits derived from it, in base64url.</summary>
    public string Id { get; }

    /// <summary>A new key.</summary>
    public static DataKey Generate() => new(RandomNumberGenerator.GetBytes(Length));

    /// <summary>The key of some bytes, which are copied; null where they are not as many as a key has.</summary>
    public static DataKey? Of(ReadOnlySpan<byte> bytes) => bytes.Length == Length ? new DataKey(bytes.ToArray()) : null;

    /// <summary>The bytes themselves, to be wrapped.</summary>
    public ReadOnlySpan<byte> Reveal() => _key;

    /// <summary>
    /// A key for one purpose (HKDF-SHA256, RFC 5869), so that no two of them can be played off against each other.
    /// </summary>
    public void Derive(ReadOnlySpan<byte> purpose, Span<byte> key) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, key, salt: [], purpose);

    /// <summary>Clears the key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    /// <summary>A mask.</summary>
    public override string ToString() => SecretText.Mask;
}
