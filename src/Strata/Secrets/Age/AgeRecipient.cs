using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Curve25519 = Org.BouncyCastle.Math.EC.Rfc7748.X25519;

namespace Strata.Secrets.Age;

/// <summary>
/// The public key that files are encrypted to: an X25519 recipient, <c>age1...</c>. Equal to another of the same key. Immutable;
/// safe for use from several threads.
/// </summary>
internal sealed class AgeRecipient : IFileKeyWrapper, IEquatable<AgeRecipient>
{
    /// <summary>The length of a key in bytes.</summary>
    public const int KeyLength = Curve25519.PointSize;

    private const string Prefix = "age";
    private const string MakeOne = "use an X25519 recipient, which begins with age1 and has 62 characters: age-keygen makes one";

    // The point that every key pair begins at: u = 9 (RFC 7748, section 4.1).
    private static readonly byte[] BasePoint = [9, .. new byte[KeyLength - 1]];

    private readonly byte[] _key;
    private readonly string _text;

    private AgeRecipient(byte[] key)
    {
        _key = key;
        _text = Bech32.Encode(Prefix, key);
    }

    /// <summary>The recipient's key.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>Reads a recipient as <c>age-keygen</c> writes it.</summary>
    /// <exception cref="AgeException">The text is none, or one of a kind that is not supported: it says which.</exception>
    public static AgeRecipient Parse(ReadOnlySpan<char> text)
    {
        if (RefusalOf(text) is { } refusal)
        {
            throw refusal;
        }

        if (!Bech32.TryDecode(text, out var key, out var problem))
        {
            throw new AgeException(AgeFailure.Recipient, $"the age recipient is malformed: {problem}", "copy it again, from age1 to its end");
        }

        return key.Length == KeyLength ? new AgeRecipient(key) : throw new AgeException(AgeFailure.Recipient, "the age recipient is malformed: its key is not of 32 bytes");
    }

    /// <inheritdoc/>
    public AgeStanza Wrap(ReadOnlySpan<byte> fileKey)
    {
        var secret = new byte[KeyLength];
        var wrapKey = new byte[32];
        try
        {
            RandomNumberGenerator.Fill(secret);
            var share = PublicKeyOf(secret);
            if (!TryDeriveWrapKey(secret, _key, share, _key, wrapKey))
            {
                throw new AgeException(AgeFailure.Recipient, "the age recipient is no key that can be encrypted to: anybody could open what is", "use one that age-keygen made");
            }

            return new AgeStanza(AgeStanza.X25519, [CanonicalBase64.Encode(share, padded: false)], SealedFileKey.Seal(fileKey, wrapKey));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(wrapKey);
        }
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] AgeRecipient? other) => other is not null && _text == other._text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AgeRecipient);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The recipient as <c>age-keygen</c> writes it.</summary>
    public override string ToString() => _text;

    /// <summary>The recipient of a secret key.</summary>
    internal static AgeRecipient Of(byte[] secret) => new(PublicKeyOf(secret));

    /// <summary>
    /// The key that a file key is wrapped with, from one side's secret key and the other's public key.
    /// </summary>
    /// <returns>Whether there is one: not where the public key lies in the curve's small subgroup, as RFC 7748, section 6.1, has it.</returns>
    internal static bool TryDeriveWrapKey(byte[] secret, byte[] other, ReadOnlySpan<byte> share, ReadOnlySpan<byte> recipient, Span<byte> wrapKey)
    {
        var shared = new byte[KeyLength];
        Span<byte> salt = stackalloc byte[2 * KeyLength];
        share.CopyTo(salt);
        recipient.CopyTo(salt[KeyLength..]);
        var isSafe = Curve25519.CalculateAgreement(secret, 0, other, 0, shared, 0);
        if (isSafe)
        {
            HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, wrapKey, salt, "age-encryption.org/v1/X25519"u8);
        }

        CryptographicOperations.ZeroMemory(shared);
        return isSafe;
    }

    // Not by the library's own multiplication of the base point: it first makes a table, which costs more than one key needs.
    private static byte[] PublicKeyOf(byte[] secret)
    {
        var key = new byte[KeyLength];
        Curve25519.ScalarMult(secret, 0, BasePoint, 0, key, 0);
        return key;
    }

    private static AgeException? RefusalOf(ReadOnlySpan<char> text)
    {
        if (text.StartsWith("AGE-", StringComparison.OrdinalIgnoreCase))
        {
            return Refusal("a secret key stands where a recipient must", "name its recipient, which begins with age1, and replace the key if others could read it here");
        }

        if (text.StartsWith("ssh-", StringComparison.Ordinal) || text.StartsWith("ecdsa-", StringComparison.Ordinal) || text.StartsWith("sk-", StringComparison.Ordinal))
        {
            return Refusal("SSH keys are not supported as recipients", MakeOne);
        }

        // It ends at the last 1, so that those of plugins have one more within them.
        var prefix = Bech32.PrefixOf(text);
        return prefix switch
        {
            Prefix => null,
            "age1pq" => Refusal("hybrid (post-quantum) recipients, which begin with age1pq, are not supported", MakeOne),
            ['a', 'g', 'e', '1', .. var plugin] when IsPluginName(plugin) =>
                Refusal($"recipients of age plugins are not supported: this one is of the plugin {plugin}", MakeOne),
            _ when Prefix.Equals(prefix, StringComparison.OrdinalIgnoreCase) => Refusal("an age recipient is written in lower case"),
            _ => Refusal("this is no age recipient", "one begins with age1: age-keygen makes it"),
        };
    }

    private static bool IsPluginName(string name) => name.Length is > 0 and <= 32
        && name.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || "-._+".Contains(character));

    private static AgeException Refusal(string message, string? hint = null) => new(AgeFailure.Recipient, message, hint);
}
