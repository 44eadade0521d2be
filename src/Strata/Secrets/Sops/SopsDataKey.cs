using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Strata.Secrets.Age;
using Strata.Values;

namespace Strata.Secrets.Sops;

/// <summary>The data key of a SOPS file: 32 bytes, in an armored age file for each recipient.</summary>
internal static class SopsDataKey
{
    /// <summary>A new key, wrapped for each recipient.</summary>
    /// <param name="recipients">Who may open the file.</param>
    /// <param name="wrapped">The key for each of them.</param>
    /// <returns>The key, for the caller to clear.</returns>
    /// <exception cref="AgeException">A recipient cannot be encrypted to.</exception>
    public static byte[] Generate(ImmutableArray<AgeRecipient> recipients, out ImmutableArray<SopsRecipient> wrapped)
    {
        var key = RandomNumberGenerator.GetBytes(SopsCipher.KeyLength);
        wrapped = [.. recipients.Select(recipient => new SopsRecipient($"{recipient}", AgeArmor.Encode(AgeFile.Encrypt(key, recipient))))];
        return key;
    }

    /// <summary>The key of a file.</summary>
    /// <param name="metadata">The file's metadata.</param>
    /// <param name="keys">Identities, of which one must open it.</param>
    /// <returns>The key, for the caller to clear.</returns>
    /// <exception cref="SopsException">None of them opens it: the message tells who could.</exception>
    public static byte[] Unwrap(SopsMetadata metadata, ReadOnlySpan<IFileKeyUnwrapper> keys)
    {
        // One agreement for each file instead of one for each recipient, where the file tells whose turn it is.
        var ours = keys.ToArray().OfType<AgeIdentity>().Select(static identity => identity.ToRecipient().ToString()).ToHashSet(StringComparer.Ordinal);
        AgeException? malformed = null;
        foreach (var recipient in metadata.Recipients.OrderBy(recipient => !ours.Contains(recipient.Recipient)))
        {
            try
            {
                var key = AgeFile.Decrypt(Encoding.UTF8.GetBytes(recipient.WrappedKey), keys);
                return key.Length == SopsCipher.KeyLength ? key : throw DataKey(metadata, "the data key is not of 32 bytes");
            }
            catch (AgeException error) when (error.Failure == AgeFailure.NoMatch)
            {
                // Another may be ours.
            }
            catch (AgeException error)
            {
                malformed ??= error;
            }
        }

        var names = string.Join(", ", metadata.Recipients.Select(static recipient => Shown(recipient.Recipient)));
        throw malformed is not null
            ? DataKey(metadata, malformed.Message, malformed.Hint)
            : new SopsException(
                SopsFailure.NoKey,
                keys.IsEmpty ? $"there is no age identity to open the file with; it can be opened by {names}" : $"no age identity at hand opens the file; it can be opened by {names}",
                At(metadata),
                Path);
    }

    private static ConfigPath Path { get; } = ConfigPath.Root.Append(SopsMetadata.Key).Append("age");

    private static SopsException DataKey(SopsMetadata metadata, string message, string? hint = null) =>
        new(SopsFailure.DataKey, message, At(metadata), Path, hint ?? "restore the sops block: the wrapped data key in it was changed");

    private static ConfigNode At(SopsMetadata metadata) =>
        metadata.Block is not { } block ? ScalarNode.Of("") : block.TryGetValue("age", out var age) ? age : block;

    // The file's writer names them: nothing of it moves a cursor, and none fills the screen.
    private static string Shown(string recipient) =>
        recipient.AsSpan().ContainsAnyExceptInRange('!', '~') ? "one whose name is unreadable" : recipient.Length <= 100 ? recipient : string.Concat(recipient.AsSpan(0, 100), "...");
}
