using System.Security.Cryptography;

namespace Strata.Caching.Redis;

/// <summary>Seals what leaves the process: AES-256-GCM, a nonce of its own for each. Safe for use from several threads.</summary>
internal sealed class EntrySeal : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;

    private readonly AesGcm _cipher;
    private readonly Lock _lock = new();

    /// <param name="key">32 bytes.</param>
    public EntrySeal(ReadOnlySpan<byte> key) => _cipher = new AesGcm(key, TagLength);

    /// <summary>Seals bytes.</summary>
    public byte[] Seal(ReadOnlySpan<byte> bytes)
    {
        var result = new byte[NonceLength + bytes.Length + TagLength];
        var nonce = result.AsSpan(0, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        lock (_lock)
        {
            _cipher.Encrypt(nonce, bytes, result.AsSpan(NonceLength, bytes.Length), result.AsSpan(NonceLength + bytes.Length));
        }

        return result;
    }

    /// <summary>Opens what was sealed.</summary>
    /// <exception cref="InvalidDataException">It was changed, or sealed with another key.</exception>
    public byte[] Open(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < NonceLength + TagLength)
        {
            throw new InvalidDataException("A shared entry is too short.");
        }

        var opened = new byte[bytes.Length - NonceLength - TagLength];
        try
        {
            lock (_lock)
            {
                _cipher.Decrypt(bytes[..NonceLength], bytes[NonceLength..^TagLength], bytes[^TagLength..], opened);
            }
        }
        catch (AuthenticationTagMismatchException problem)
        {
            throw new InvalidDataException("A shared entry was changed, or sealed with another key.", problem);
        }

        return opened;
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}
