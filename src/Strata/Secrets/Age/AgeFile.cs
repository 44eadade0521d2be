using System.Collections.Immutable;
using System.Security.Cryptography;

namespace Strata.Secrets.Age;

/// <summary>
/// Files of the format age v1 (C2SP, <c>age-encryption.org/v1</c>), encrypted and decrypted whole, in memory. The system's
/// cryptography is loaded by the first use, which takes some milliseconds. Pure but for the random numbers; safe for use from
/// several threads.
/// </summary>
internal static class AgeFile
{
    /// <summary>The longest file that is decrypted, in bytes: 64 MiB.</summary>
    public const int MaxLength = 64 * 1024 * 1024;

    /// <summary>Encrypts a content. <see cref="AgeArmor.Encode"/> makes a text of it.</summary>
    /// <param name="content">What is to be encrypted.</param>
    /// <param name="recipients">Each one who is to open it: recipients, or one passphrase alone.</param>
    /// <exception cref="AgeException">A recipient cannot be encrypted to, or stands beside a passphrase.</exception>
    public static byte[] Encrypt(ReadOnlySpan<byte> content, params ReadOnlySpan<IFileKeyWrapper> recipients)
    {
        CheckPlatform();
        if (recipients.IsEmpty)
        {
            throw new AgeException(AgeFailure.Recipient, "there is no recipient to encrypt to");
        }

        var fileKey = RandomNumberGenerator.GetBytes(SealedFileKey.KeyLength);
        try
        {
            var stanzas = ImmutableArray.CreateBuilder<AgeStanza>(recipients.Length);
            foreach (var recipient in recipients)
            {
                if (recipient is AgePassphrase && recipients.Length > 1)
                {
                    throw new AgeException(AgeFailure.Recipient, "age does not allow a passphrase beside other recipients");
                }

                stanzas.Add(recipient.Wrap(fileKey));
            }

            return [.. AgeHeader.Seal(stanzas.MoveToImmutable(), fileKey).ToBytes(), .. AgePayload.Encrypt(fileKey, content)];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    /// <summary>Decrypts a file, armored or not: all of it or nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="keys">Identities and passphrases, of which one must open it. They are tried in order.</param>
    /// <returns>The content, for the caller to clear.</returns>
    /// <exception cref="AgeException">The file is none, was changed, or no key opens it: the message tells who could.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> file, params ReadOnlySpan<IFileKeyUnwrapper> keys)
    {
        CheckPlatform();
        var bare = WithoutArmor(file);
        var header = AgeHeader.Read(bare, out var length);
        var fileKey = Unwrap(header, keys);
        try
        {
            return header.IsSealedBy(fileKey)
                ? AgePayload.Decrypt(fileKey, bare[length..])
                : throw new AgeException(AgeFailure.HeaderMac, "the file's header was changed after it was encrypted", "restore it: who can open it is no longer what its writer said");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(fileKey);
        }
    }

    /// <summary>The header of a file, armored or not: to tell who can open it.</summary>
    /// <exception cref="AgeException">The file is none, or its header is malformed.</exception>
    public static AgeHeader ReadHeader(ReadOnlySpan<byte> file) => AgeHeader.Read(WithoutArmor(file), out _);

    /// <summary>Whether some bytes are meant as an age file, armored or not.</summary>
    public static bool IsAgeFile(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith("age-encryption.org/"u8) || bytes.TrimStart(" \t\r\n"u8).StartsWith("-----BEGIN AGE "u8);

    private static ReadOnlySpan<byte> WithoutArmor(ReadOnlySpan<byte> file) =>
        file.Length > MaxLength ? throw new AgeException(AgeFailure.Size, "the age file is longer than 64 MiB")
        : AgeArmor.IsArmored(file) ? AgeArmor.Decode(file)
        : file;

    private static byte[] Unwrap(AgeHeader header, ReadOnlySpan<IFileKeyUnwrapper> keys)
    {
        var passphrases = 0;
        foreach (var key in keys)
        {
            passphrases += key is AgePassphrase ? 1 : 0;
            foreach (var stanza in header.Stanzas)
            {
                if (key.Unwrap(stanza) is { } fileKey)
                {
                    return fileKey;
                }
            }
        }

        if (header.IsPassphrase && passphrases > 0)
        {
            throw new AgeException(AgeFailure.NoMatch, passphrases == 1 ? "the passphrase is wrong" : "none of the passphrases is right");
        }

        var tried = keys.Length switch
        {
            0 => "there is no key to open it",
            1 => "the key does not open it",
            _ => $"none of the {keys.Length} keys opens it",
        };
        throw new AgeException(AgeFailure.NoMatch, $"{tried}: it was encrypted to {header.Describe()}");
    }

    private static void CheckPlatform()
    {
        if (!ChaCha20Poly1305.IsSupported)
        {
            throw new AgeException(AgeFailure.Platform, "this system's cryptography has no ChaCha20-Poly1305, which age needs", "update the system, or OpenSSL");
        }
    }
}
