using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;
using Strata.Values;

namespace Strata.Secrets.Age;

/// <summary>
/// A passphrase that files are encrypted with, by way of scrypt (RFC 7914), which takes about a second for each file on purpose. It
/// never shows itself. Safe for use from several threads until it is disposed, which clears it.
/// </summary>
[DebuggerDisplay(SecretText.Mask)]
internal sealed class AgePassphrase : IFileKeyWrapper, IFileKeyUnwrapper, IDisposable
{
    /// <summary>The work factor for writing: 2^18 rounds, a second and 256 MiB.</summary>
    public const int DefaultWorkFactor = 18;

    /// <summary>The work factor up to which files are opened, as age does: 2^22 rounds, some 20 seconds and 4 GiB.</summary>
    public const int DefaultMaxWorkFactor = 22;

    /// <summary>The length of a stanza's salt in bytes.</summary>
    public const int SaltLength = 16;

    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _passphrase;

    private readonly int _workFactor;

    /// <param name="passphrase">The passphrase; all of it counts, white space too. It is copied.</param>
    /// <param name="workFactor">The base-2 logarithm of scrypt's rounds for writing, from 1 to <see cref="DefaultMaxWorkFactor"/>. Below the default only in tests.</param>
    /// <exception cref="AgeException">It is empty, or no text.</exception>
    public AgePassphrase(ReadOnlySpan<char> passphrase, int workFactor = DefaultWorkFactor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workFactor, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(workFactor, DefaultMaxWorkFactor);
        if (passphrase.IsEmpty)
        {
            throw new AgeException(AgeFailure.Passphrase, "the passphrase is empty");
        }

        // Another character in place of one that is none would let in whoever guesses that.
        var encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
        try
        {
            _passphrase = new byte[encoding.GetByteCount(passphrase)];
        }
        catch (EncoderFallbackException)
        {
            throw new AgeException(AgeFailure.Passphrase, "the passphrase has half a character in it");
        }

        encoding.GetBytes(passphrase, _passphrase);
        _workFactor = workFactor;
    }

    /// <summary>The work factor up to which stanzas are unwrapped. Default: <see cref="DefaultMaxWorkFactor"/>.</summary>
    public int MaxWorkFactor { get; init; } = DefaultMaxWorkFactor;

    /// <inheritdoc/>
    public AgeStanza Wrap(ReadOnlySpan<byte> fileKey)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltLength);
        var wrapKey = WrapKey(salt, _workFactor);
        var body = SealedFileKey.Seal(fileKey, wrapKey);
        CryptographicOperations.ZeroMemory(wrapKey);
        return new AgeStanza(AgeStanza.Scrypt, [CanonicalBase64.Encode(salt, padded: false), _workFactor.ToString(CultureInfo.InvariantCulture)], body);
    }

    /// <inheritdoc/>
    public byte[]? Unwrap(AgeStanza stanza)
    {
        if (stanza.Kind != AgeStanza.Scrypt)
        {
            return null;
        }

        stanza.Check();
        var salt = stanza.Argument(0, 2, SaltLength);
        var workFactor = int.Parse(stanza.Arguments[1], CultureInfo.InvariantCulture);
        if (workFactor > MaxWorkFactor)
        {
            throw stanza.Wrong($"the work factor {workFactor} is above {MaxWorkFactor}, and would take minutes and gigabytes");
        }

        var wrapKey = WrapKey(salt, workFactor);
        var fileKey = SealedFileKey.Open(stanza.Body, wrapKey);
        CryptographicOperations.ZeroMemory(wrapKey);
        return fileKey;
    }

    /// <summary>Clears the passphrase: what is unwrapped with it afterwards is not.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_passphrase);

    /// <summary>A mask.</summary>
    public override string ToString() => SecretText.Mask;

    private byte[] WrapKey(byte[] salt, int workFactor) =>
        SCrypt.Generate(_passphrase, [.. "age-encryption.org/v1/scrypt"u8, .. salt], 1 << workFactor, 8, 1, 32);
}
