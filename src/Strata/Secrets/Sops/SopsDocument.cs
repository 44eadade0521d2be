using System.Collections.Immutable;
using System.Security.Cryptography;
using Strata.Secrets.Age;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>The documents of a SOPS file in clear, and what its <c>sops</c> block says.</summary>
/// <param name="Documents">The documents, without the block. What was encrypted is sensitive and holds no templates.</param>
/// <param name="Metadata">The block.</param>
internal sealed record SopsOpened(ImmutableArray<MappingNode> Documents, SopsMetadata Metadata);

/// <summary>Opens and makes SOPS files, as trees. Safe for use from several threads.</summary>
internal static class SopsDocument
{
    /// <summary>Decrypts a file and holds it against its MAC: all of it or nothing.</summary>
    /// <param name="documents">Every document of the file, in order; for dotenv, its keys and values as one mapping.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="keys">Identities, of which one must open it.</param>
    /// <exception cref="SopsException">It is no SOPS file, no key opens it, or something of it was changed.</exception>
    public static SopsOpened Decrypt(IReadOnlyList<MappingNode> documents, SopsFormat format, params ReadOnlySpan<IFileKeyUnwrapper> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(documents.Count);
        var metadata = SopsMetadata.Read(documents[0], format);
        byte[]? key = null;
        try
        {
            key = SopsDataKey.Unwrap(metadata, keys);
            var opened = Decrypt(documents, format, metadata, key);
            DecryptionCount.Add("opened");
            return opened;
        }
        catch (SopsException exception)
        {
            DecryptionCount.Add(exception.Problems[0].Failure == SopsFailure.NoKey ? "locked" : "broken");
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Encrypts a file.</summary>
    /// <param name="documents">Its documents, which have no <c>sops</c> block; for dotenv, its keys and values as one mapping.</param>
    /// <param name="options">What is encrypted, and for whom.</param>
    /// <param name="clock">Tells when the file was last changed.</param>
    /// <exception cref="SopsException">Something of it cannot be written as SOPS reads it.</exception>
    /// <exception cref="AgeException">A recipient cannot be encrypted to.</exception>
    public static SopsEncrypted Encrypt(IReadOnlyList<MappingNode> documents, SopsEncryptionOptions options, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfZero(documents.Count);
        ArgumentOutOfRangeException.ThrowIfZero(options.Recipients.Length);
        if (options.Format != SopsFormat.Yaml)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(documents.Count, 1);
        }

        var key = SopsDataKey.Generate(options.Recipients, out var recipients);
        try
        {
            return new SopsEncryption(options, new SopsCipher(key)).Run(documents, recipients, clock);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static SopsOpened Decrypt(IReadOnlyList<MappingNode> documents, SopsFormat format, SopsMetadata metadata, byte[] key)
    {
        var cipher = new SopsCipher(key);
        using var mac = new SopsMac(metadata.MacOnlyEncrypted);
        var decryption = new SopsDecryption(metadata.Rule, cipher, mac);
        ImmutableArray<MappingNode> opened = [.. documents.Select(document => decryption.Decrypt(WithoutBlock(document, format)))];
        decryption.ThrowProblems();
        if (mac.Matches(metadata.Mac, cipher, metadata.LastModified))
        {
            return new SopsOpened(opened, metadata);
        }

        throw new SopsException(
            SopsFailure.Mac,
            metadata.Mac is null ? "the file's MAC is missing: whether it was changed cannot be told" : "the file's MAC is not that of its values: something in it was changed, moved, added or removed after SOPS wrote it",
            metadata.Block!.TryGetValue("mac", out var node) ? node : metadata.Block,
            ConfigPath.Root.Append(SopsMetadata.Key).Append("mac"),
            "restore the file, or open it with sops --ignore-mac, look at every value, and save it again");
    }

    /// <summary>A document without its block, which SOPS writes into every one of a stream.</summary>
    public static MappingNode WithoutBlock(MappingNode document, SopsFormat format)
    {
        var entries = document.Entries.ToArray();
        var rest = Array.FindAll(entries, entry => format == SopsFormat.Dotenv ? !entry.Key.StartsWith(SopsFlatKeys.Prefix, StringComparison.Ordinal) : entry.Key != SopsMetadata.Key);
        return rest.Length == entries.Length
            ? document
            : new MappingNode(document.Document, document.Position, rest, document.Tag, flags: document.Flags & NodeFlags.Sensitive);
    }
}
