using System.Security.Cryptography;
using System.Text;
using Strata.Secrets.Envelopes;

namespace Strata.Extensions.Configuration;

/// <summary>
/// Seals a file with AES-256-GCM. Its key is derived by HKDF from the one that was given, a passphrase being stretched first by PBKDF2, with a salt that the
/// file has. Not safe for use from several threads.
/// </summary>
/// <param name="key">32 bytes in base64 or hexadecimal digits, or a passphrase.</param>
internal sealed class LastKnownGoodSeal(string key)
{
    public const int SaltLength = 16;
    public const int NonceLength = 12;
    public const int TagLength = 16;

    private const int KeyLength = 32;
    private const int CheckLength = 8;
    private const int Iterations = 600_000;

    private byte[] _salt = [];
    private byte[] _derived = [];

    /// <summary>A salt to seal with: the one that was used last, so that a passphrase is not stretched each time.</summary>
    public byte[] Salt() => _salt.Length > 0 ? _salt : RandomNumberGenerator.GetBytes(SaltLength);

    /// <summary>Tells whether another key is the right one, and nothing of it.</summary>
    public byte[] CheckOf(byte[] salt) => Derive(salt)[KeyLength..];

    /// <summary>Seals bytes.</summary>
    /// <param name="salt">The salt.</param>
    /// <param name="nonce">A nonce that was never used with it.</param>
    /// <param name="bytes">The bytes.</param>
    /// <param name="bound">What they are bound to, which is not in them.</param>
    public byte[] Seal(byte[] salt, byte[] nonce, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> bound)
    {
        var result = new byte[bytes.Length + TagLength];
        using var cipher = new AesGcm(Derive(salt).AsSpan(0, KeyLength), TagLength);
        cipher.Encrypt(nonce, bytes, result.AsSpan(0, bytes.Length), result.AsSpan(bytes.Length), bound);
        return result;
    }

    /// <summary>Opens what was sealed; null where it, or what it is bound to, was changed.</summary>
    public byte[]? Open(byte[] salt, byte[] nonce, ReadOnlySpan<byte> content, ReadOnlySpan<byte> bound)
    {
        var opened = new byte[content.Length - TagLength];
        using var cipher = new AesGcm(Derive(salt).AsSpan(0, KeyLength), TagLength);
        try
        {
            cipher.Decrypt(nonce, content[..^TagLength], content[^TagLength..], opened, bound);
            return opened;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private byte[] Derive(byte[] salt)
    {
        if (_salt.AsSpan().SequenceEqual(salt))
        {
            return _derived;
        }

        var material = new byte[KeyLength];
        using (var raw = RawKey.TryParse(key))
        {
            if (raw is null)
            {
                Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(key), salt, material, Iterations, HashAlgorithmName.SHA256);
            }
            else
            {
                raw.Derive("strata:1 last known good"u8, material);
            }
        }

        var derived = new byte[KeyLength + CheckLength];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, material, derived, salt, "strata:1 last known good file"u8);
        CryptographicOperations.ZeroMemory(material);
        (_salt, _derived) = (salt, derived);
        return derived;
    }
}
