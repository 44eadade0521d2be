using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Modes;
using Org.BouncyCastle.Crypto.Parameters;

namespace Strata.Secrets.Sops;

/// <summary>
/// Encrypts and decrypts the values of a SOPS file, one by one, with the file's data key:
/// <c>ENC[AES256_GCM,data:...,iv:...,tag:...,type:...]</c>. The nonces have 32 bytes, which .NET's AES-GCM does not take, and every
/// value has a fresh one. For one thread at a time: it keeps what was computed from the key.
/// </summary>
internal sealed class SopsCipher
{
    /// <summary>The length of a data key in bytes.</summary>
    public const int KeyLength = 32;

    private const int NonceLength = 32;
    private const int TagLength = 16;
    private const string Begin = "ENC[AES256_GCM,";

    private readonly GcmBlockCipher _cipher = new(AesUtilities.CreateEngine());
    private KeyParameter? _newKey;

    /// <param name="key">The file's data key, of 32 bytes. It is copied, and stays in memory as long as this does.</param>
    public SopsCipher(ReadOnlySpan<byte> key)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        _newKey = new KeyParameter(key);
    }

    /// <summary>Whether a text is meant as a value that SOPS encrypted.</summary>
    public static bool IsEncrypted(string text) => text.StartsWith(Begin, StringComparison.Ordinal);

    /// <summary>The encrypted text of a value; the empty text where it is empty, as SOPS leaves it.</summary>
    /// <param name="value">The value. Not <see cref="SopsType.Bytes"/>, which is no longer written.</param>
    /// <param name="additionalData">What the text is bound to: the keys from the root, each followed by a colon; for the file's MAC, <c>lastmodified</c>.</param>
    public string Encrypt(SopsValue value, string additionalData)
    {
        if (value.Type == SopsType.Bytes || !value.FitsType)
        {
            throw new ArgumentException($"no value of the type {value.Type} can be written of it", nameof(value));
        }

        if (value.Bytes.IsEmpty)
        {
            return "";
        }

        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        Start(isEncryption: true, nonce, additionalData);
        var sealedBytes = new byte[_cipher.GetOutputSize(value.Bytes.Length)];
        var length = _cipher.ProcessBytes(value.Bytes, sealedBytes);
        _cipher.DoFinal(sealedBytes.AsSpan(length));

        var data = CanonicalBase64.Encode(sealedBytes.AsSpan(0, value.Bytes.Length), padded: true);
        var tag = CanonicalBase64.Encode(sealedBytes.AsSpan(value.Bytes.Length), padded: true);
        return $"{Begin}data:{data},iv:{CanonicalBase64.Encode(nonce, padded: true)},tag:{tag},type:{NameOf(value.Type)}]";
    }

    /// <summary>The value of an encrypted text.</summary>
    /// <param name="text">The whole text, as SOPS writes it.</param>
    /// <param name="additionalData">What the text is bound to, as in <see cref="Encrypt"/>.</param>
    /// <exception cref="SopsValueException">The text is malformed, was changed or moved, or belongs to another key.</exception>
    public SopsValue Decrypt(string text, string additionalData)
    {
        var rest = IsEncrypted(text) && text.EndsWith(']') ? text.AsSpan(Begin.Length, text.Length - Begin.Length - 1) : throw Malformed("it is not ENC[AES256_GCM,...]");
        var data = Bytes(Field(ref rest, "data:"), "data");
        var nonce = Bytes(Field(ref rest, "iv:"), "iv");
        var tag = Bytes(Field(ref rest, "tag:"), "tag");
        var typeName = Field(ref rest, "type:");
        if (!rest.IsEmpty)
        {
            throw Malformed("something follows its type");
        }

        // A tag that is cut short is no tag: it would be easier to guess.
        if (nonce.Length != NonceLength || tag.Length != TagLength || data.Length == 0)
        {
            throw Malformed("its data, iv or tag has a wrong length");
        }

        var type = TypeOf(typeName) ?? throw new SopsValueException(SopsFailure.UnknownType, "the encrypted value is of a type that SOPS does not write");
        var value = new SopsValue(type, Open(data, nonce, tag, additionalData));
        return value.FitsType ? value : throw new SopsValueException(SopsFailure.WrongType, $"what was encrypted is no value of its type, {NameOf(type)}");
    }

    private byte[] Open(byte[] data, byte[] nonce, byte[] tag, string additionalData)
    {
        Start(isEncryption: false, nonce, additionalData);
        var bytes = new byte[data.Length];
        try
        {
            var length = _cipher.ProcessBytes(data, bytes);
            length += _cipher.ProcessBytes(tag, bytes.AsSpan(length));
            _cipher.DoFinal(bytes.AsSpan(length));
            return bytes;
        }
        catch (InvalidCipherTextException)
        {
            CryptographicOperations.ZeroMemory(bytes);
            throw new SopsValueException(SopsFailure.Forged, "the encrypted value was changed, or moved from another key, or is encrypted with another data key");
        }
    }

    // The key is given once: with none, the cipher goes on with what it computed from the last.
    private void Start(bool isEncryption, byte[] nonce, string additionalData)
    {
        _cipher.Init(isEncryption, new AeadParameters(_newKey, TagLength * 8, nonce, Encoding.UTF8.GetBytes(additionalData)));
        _newKey = null;
    }

    private static ReadOnlySpan<char> Field(ref ReadOnlySpan<char> rest, string name)
    {
        if (!rest.StartsWith(name, StringComparison.Ordinal))
        {
            throw Malformed("it must have data, iv, tag and type, in this order");
        }

        var end = rest.IndexOf(',');
        var field = end < 0 ? rest[name.Length..] : rest[name.Length..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return field;
    }

    private static byte[] Bytes(ReadOnlySpan<char> field, string name)
    {
        var ascii = new byte[Encoding.ASCII.GetByteCount(field)];
        Encoding.ASCII.GetBytes(field, ascii);
        return CanonicalBase64.TryDecode(ascii, padded: true) ?? throw Malformed($"its {name} is no base64 as SOPS writes it");
    }

    private static string NameOf(SopsType type) => type switch
    {
        SopsType.Text => "str",
        SopsType.Integer => "int",
        SopsType.Float => "float",
        SopsType.Boolean => "bool",
        SopsType.Time => "time",
        SopsType.Comment => "comment",
        _ => "bytes",
    };

    private static SopsType? TypeOf(ReadOnlySpan<char> name) => name switch
    {
        "str" => SopsType.Text,
        "int" => SopsType.Integer,
        "float" => SopsType.Float,
        "bool" => SopsType.Boolean,
        "time" => SopsType.Time,
        "comment" => SopsType.Comment,
        "bytes" => SopsType.Bytes,
        _ => null,
    };

    private static SopsValueException Malformed(string reason) => new(SopsFailure.Malformed, $"the encrypted value is malformed: {reason}");
}
