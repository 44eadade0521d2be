using System.Security.Cryptography;
using System.Text;

namespace Strata.Secrets.Sops;

/// <summary>
/// The MAC of a SOPS file: SHA-512 (FIPS 180-4) over the values one behind the other, in the order of the file, without keys and
/// without anything between them; 128 uppercase hexadecimal digits, encrypted and bound to when the file was last changed. What it
/// cannot see: a value's type changed, bytes moved between neighbours in clear, a key in clear renamed, nulls added, an older file.
/// </summary>
internal sealed class SopsMac : IDisposable
{
    // SHA-256 of "sops": tells a MAC over the encrypted values from one over all.
    private static readonly byte[] OnlyEncrypted = Convert.FromHexString("8a3fd2ad54ce66527b1034f3d147be0b0b975b3bf44f72c6fdadec8176f27d69");

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
    private readonly bool _onlyEncrypted;

    /// <param name="onlyEncrypted">Whether it covers the encrypted values alone.</param>
    public SopsMac(bool onlyEncrypted)
    {
        _onlyEncrypted = onlyEncrypted;
        if (onlyEncrypted)
        {
            _hash.AppendData(OnlyEncrypted);
        }
    }

    /// <summary>Covers the next value.</summary>
    /// <param name="text">Its text, as Go writes it.</param>
    /// <param name="isEncrypted">Whether the file has it encrypted.</param>
    public void Add(string text, bool isEncrypted)
    {
        if (isEncrypted || !_onlyEncrypted)
        {
            _hash.AppendData(Encoding.UTF8.GetBytes(text));
        }
    }

    /// <summary>Covers the next value, which is encrypted.</summary>
    public void Add(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>The MAC encrypted, as the file has it.</summary>
    public string Seal(SopsCipher cipher, string lastModified) => cipher.Encrypt(new SopsValue(SopsType.Text, Digits()), lastModified);

    /// <summary>Whether a file's MAC is this one, told in the same time whatever it is.</summary>
    /// <param name="mac">The encrypted MAC; null where the file has none.</param>
    /// <param name="cipher">The file's.</param>
    /// <param name="lastModified">What it is bound to.</param>
    public bool Matches(string? mac, SopsCipher cipher, string lastModified)
    {
        if (mac is null)
        {
            return false;
        }

        try
        {
            var value = cipher.Decrypt(mac, lastModified);
            return value.Type == SopsType.Text && CryptographicOperations.FixedTimeEquals(value.Bytes, Encoding.ASCII.GetBytes(Digits()));
        }
        catch (SopsValueException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();

    private string Digits() => Convert.ToHexString(_hash.GetCurrentHash());
}
