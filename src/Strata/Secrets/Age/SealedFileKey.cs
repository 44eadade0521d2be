using System.Security.Cryptography;

namespace Strata.Secrets.Age;

/// <summary>A file key as a stanza's body holds it: encrypted with a wrap key that is used once, so that the nonce is zero.</summary>
internal static class SealedFileKey
{
    /// <summary>The length of a file key in bytes.</summary>
    public const int KeyLength = 16;

    /// <summary>The length of a sealed one: the key and the tag.</summary>
    public const int Length = KeyLength + TagLength;

    private const int TagLength = 16;
    private const int NonceLength = 12;

    /// <summary>Seals a file key.</summary>
    public static byte[] Seal(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> wrapKey)
    {
        var body = new byte[Length];
        using var cipher = new ChaCha20Poly1305(wrapKey);
        cipher.Encrypt(stackalloc byte[NonceLength], fileKey, body.AsSpan(0, KeyLength), body.AsSpan(KeyLength));
        return body;
    }

    /// <summary>The file key, for the caller to clear; null where another wrap key sealed it.</summary>
    public static byte[]? Open(ReadOnlySpan<byte> body, ReadOnlySpan<byte> wrapKey)
    {
        var fileKey = new byte[KeyLength];
        using var cipher = new ChaCha20Poly1305(wrapKey);
        try
        {
            cipher.Decrypt(stackalloc byte[NonceLength], body[..KeyLength], body[KeyLength..], fileKey);
            return fileKey;
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }
}
