using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Strata.Secrets.Age;

/// <summary>
/// What follows the header of an age file: a nonce, and the content in chunks of 64 KiB, each encrypted with ChaCha20-Poly1305
/// under a counter and a mark on the last, so that none can be changed, moved or left out (the STREAM construction).
/// </summary>
internal static class AgePayload
{
    /// <summary>The length of the nonce that begins it.</summary>
    public const int NonceLength = 16;

    private const int ChunkLength = 64 * 1024;
    private const int ChunkNonceLength = 12;
    private const int TagLength = 16;
    private const int SealedLength = ChunkLength + TagLength;

    /// <summary>Encrypts a content under a fresh nonce.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> content) =>
        Encrypt(fileKey, content, RandomNumberGenerator.GetBytes(NonceLength));

    /// <summary>Encrypts a content under a nonce that was never used with this key.</summary>
    public static byte[] Encrypt(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> content, ReadOnlySpan<byte> nonce)
    {
        // An empty content is one empty chunk.
        var chunks = Math.Max(1, (content.Length + ChunkLength - 1) / ChunkLength);
        var payload = new byte[NonceLength + content.Length + (chunks * TagLength)];
        nonce.CopyTo(payload);

        using var cipher = Cipher(fileKey, nonce);
        Span<byte> chunkNonce = stackalloc byte[ChunkNonceLength];
        for (var i = 0; i < chunks; i++)
        {
            var chunk = content.Slice(i * ChunkLength, Math.Min(ChunkLength, content.Length - (i * ChunkLength)));
            var place = payload.AsSpan(NonceLength + (i * SealedLength), chunk.Length + TagLength);
            cipher.Encrypt(Counter(i, i == chunks - 1, chunkNonce), chunk, place[..chunk.Length], place[chunk.Length..]);
        }

        return payload;
    }

    /// <summary>The content, all of it or nothing, for the caller to clear.</summary>
    /// <exception cref="AgeException">It was changed or cut short.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> payload)
    {
        if (payload.Length < NonceLength)
        {
            throw new AgeException(AgeFailure.Header, "the file ends before its content begins", "restore it: it was cut short");
        }

        using var cipher = Cipher(fileKey, payload[..NonceLength]);
        var sealedContent = payload[NonceLength..];
        var chunks = (sealedContent.Length + SealedLength - 1) / SealedLength;
        var last = sealedContent.Length - ((chunks - 1) * SealedLength);
        if (chunks == 0 || last < TagLength)
        {
            throw Truncated();
        }

        if (chunks > 1 && last == TagLength)
        {
            throw new AgeException(AgeFailure.Payload, "the file ends in an empty chunk, which no writer of age files makes");
        }

        var content = new byte[sealedContent.Length - (chunks * TagLength)];
        for (var i = 0; i < chunks; i++)
        {
            var chunk = sealedContent.Slice(i * SealedLength, i == chunks - 1 ? last : SealedLength);
            var place = content.AsSpan(i * ChunkLength, chunk.Length - TagLength);
            if (!TryOpen(cipher, i, i == chunks - 1, chunk, place))
            {
                // A last chunk that was not meant as the last one tells that others followed it.
                var isTruncated = i == chunks - 1 && last == SealedLength && TryOpen(cipher, i, isLast: false, chunk, place);
                CryptographicOperations.ZeroMemory(content);
                throw isTruncated
                    ? Truncated()
                    : new AgeException(AgeFailure.Payload, "the encrypted content was changed or cut short", "restore it: nothing of it can be used");
            }
        }

        return content;
    }

    private static bool TryOpen(ChaCha20Poly1305 cipher, int index, bool isLast, ReadOnlySpan<byte> chunk, Span<byte> place)
    {
        try
        {
            cipher.Decrypt(Counter(index, isLast, stackalloc byte[ChunkNonceLength]), chunk[..place.Length], chunk[place.Length..], place);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    private static ChaCha20Poly1305 Cipher(ReadOnlySpan<byte> fileKey, ReadOnlySpan<byte> nonce)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, nonce, "payload"u8);
        var cipher = new ChaCha20Poly1305(key);
        CryptographicOperations.ZeroMemory(key);
        return cipher;
    }

    // Eleven bytes of counter, of which no file that fits in memory needs more than the last four, and the mark.
    private static Span<byte> Counter(int index, bool isLast, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt32BigEndian(nonce[7..], index);
        nonce[11] = isLast ? (byte)1 : (byte)0;
        return nonce;
    }

    private static AgeException Truncated() => new(AgeFailure.Payload, "the encrypted content was cut short", "restore it: nothing of it can be used");
}
