using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Strata.Secrets.Age;

/// <summary>
/// The header of an age file: for whom its key was wrapped, and a MAC over that. It is read in its one canonical form only, so that
/// what is written from it are the bytes that were read. Immutable.
/// </summary>
internal sealed class AgeHeader
{
    /// <summary>What every age file begins with.</summary>
    public const string Version = "age-encryption.org/v1";

    /// <summary>The longest header that is read, in bytes: enough for thousands of recipients.</summary>
    public const int MaxLength = 1024 * 1024;

    private const int MacLength = 32;
    private readonly byte[] _mac;

    private AgeHeader(ImmutableArray<AgeStanza> stanzas, byte[] mac)
    {
        Stanzas = stanzas;
        _mac = mac;
    }

    /// <summary>The stanzas in order, those of unknown kinds too.</summary>
    public ImmutableArray<AgeStanza> Stanzas { get; }

    /// <summary>Whether only a passphrase opens the file.</summary>
    public bool IsPassphrase => Stanzas[0].Kind == AgeStanza.Scrypt;

    /// <summary>A header for some stanzas.</summary>
    /// <param name="stanzas">The stanzas, at least one.</param>
    /// <param name="fileKey">The file's key, under which the MAC is made.</param>
    public static AgeHeader Seal(ImmutableArray<AgeStanza> stanzas, ReadOnlySpan<byte> fileKey) => new(stanzas, MacOf(stanzas, fileKey));

    /// <summary>Reads the header that a file begins with.</summary>
    /// <param name="file">The file, without armor.</param>
    /// <param name="length">How many bytes are the header's.</param>
    /// <exception cref="AgeException">It is no age file, of another version, or its header is not as the format says.</exception>
    public static AgeHeader Read(ReadOnlySpan<byte> file, out int length)
    {
        var lines = new AgeHeaderLines(file);
        lines.ReadVersion();
        var stanzas = ImmutableArray.CreateBuilder<AgeStanza>();
        while (!lines.IsAtMac)
        {
            var stanza = lines.ReadStanza();
            stanza.Check();
            stanzas.Add(stanza);
        }

        var mac = lines.ReadMac(MacLength);
        if (stanzas.Count == 0)
        {
            throw new AgeException(AgeFailure.Header, "the header names no recipient");
        }

        // Whoever knows the passphrase could make such a file; the others would think that its sender wrote it.
        if (stanzas.Count > 1 && stanzas.Any(static stanza => stanza.Kind == AgeStanza.Scrypt))
        {
            throw new AgeException(AgeFailure.Header, "the header has a passphrase beside other recipients, which age does not allow");
        }

        length = lines.Position;
        return new AgeHeader(stanzas.ToImmutable(), mac);
    }

    /// <summary>Whether the header's MAC was made under a file key, of this header.</summary>
    public bool IsSealedBy(ReadOnlySpan<byte> fileKey) => CryptographicOperations.FixedTimeEquals(MacOf(Stanzas, fileKey), _mac);

    /// <summary>The header's bytes: those that it was read from.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(Unsealed(Stanzas).Append(' ').Append(CanonicalBase64.Encode(_mac, padded: false)).Append('\n').ToString());

    /// <summary>
    /// Who can open the file, as far as a header tells: the kinds of recipients and how many there are of each, but never which.
    /// <c>2 X25519 recipients and 1 recipient of the kind ssh-ed25519</c>.
    /// </summary>
    public string Describe()
    {
        var kinds = Stanzas.Where(static stanza => !stanza.IsGrease).GroupBy(static stanza => stanza.Kind, StringComparer.Ordinal).Select(static kind => Describe(kind.Key, kind.Count())).ToArray();
        return kinds.Length switch
        {
            0 => "nobody",
            1 => kinds[0],
            > 5 => $"{string.Join(", ", kinds[..5])} and others",
            _ => $"{string.Join(", ", kinds[..^1])} and {kinds[^1]}",
        };
    }

    private static string Describe(string kind, int count)
    {
        var recipients = count == 1 ? "1 recipient" : $"{count} recipients";
        return kind switch
        {
            AgeStanza.X25519 => count == 1 ? "1 X25519 recipient" : $"{count} X25519 recipients",
            AgeStanza.Scrypt => "a passphrase",
            AgeStanza.Hybrid => $"{recipients} of the hybrid kind {kind}, which Strata does not support",
            // Any name may stand there.
            { Length: > 40 } => $"{recipients} of the kind {kind[..40]}...",
            _ => $"{recipients} of the kind {kind}",
        };
    }

    private static byte[] MacOf(ImmutableArray<AgeStanza> stanzas, ReadOnlySpan<byte> fileKey)
    {
        Span<byte> key = stackalloc byte[32];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, fileKey, key, default, "header"u8);
        var mac = HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(Unsealed(stanzas).ToString()));
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }

    // What the MAC covers: everything through the dashes, without the space after them.
    private static StringBuilder Unsealed(ImmutableArray<AgeStanza> stanzas)
    {
        var text = new StringBuilder(Version).Append('\n');
        foreach (var stanza in stanzas)
        {
            stanza.WriteTo(text);
        }

        return text.Append("---");
    }
}
