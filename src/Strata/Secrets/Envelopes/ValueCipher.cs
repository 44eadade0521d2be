using System.Security.Cryptography;
using System.Text;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// Encrypts and decrypts the values of one override: AES-256-GCM (NIST SP 800-38D) with a fresh random nonce each time. What is
/// authenticated beside the value binds it to its override, its path with list indexes, its type and its key, so that no value can
/// be put in another's place. For use by one thread at a time.
/// </summary>
internal sealed class ValueCipher : IDisposable
{
    private const int LongestOnStack = 512;

    private readonly AesGcm _aes;
    private readonly string _keyId;
    private readonly Fields _bound;
    private readonly int _boundToAll;

    /// <param name="key">The override's key.</param>
    /// <param name="fileId">The override's id.</param>
    public ValueCipher(DataKey key, string fileId)
    {
        _keyId = key.Id;
        _bound = new Fields().Add("strata:1").Add(fileId).Add(_keyId);
        _boundToAll = _bound.Length;
        Span<byte> derived = stackalloc byte[DataKey.Length];
        key.Derive("strata:1 values"u8, derived);
        _aes = new AesGcm(derived, EncryptedValue.TagLength);
        CryptographicOperations.ZeroMemory(derived);
    }

    /// <summary>Encrypts a value.</summary>
    /// <param name="path">Where it stands.</param>
    /// <param name="type">Its type, which is not null.</param>
    /// <param name="text">Its text, unquoted, as it is written.</param>
    public EncryptedValue Encrypt(ConfigPath path, ScalarType type, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var payload = new byte[EncryptedValue.NonceLength + plain.Length + EncryptedValue.TagLength];
        var nonce = payload.AsSpan(0, EncryptedValue.NonceLength);
        var rest = payload.AsSpan(EncryptedValue.NonceLength);
        RandomNumberGenerator.Fill(nonce);
        _aes.Encrypt(nonce, plain, rest[..plain.Length], rest[plain.Length..], Bound(path, type));
        CryptographicOperations.ZeroMemory(plain);
        return new EncryptedValue(_keyId, type, payload);
    }

    /// <summary>The text of a value; null where it was changed, or stands elsewhere than where it was encrypted.</summary>
    public string? Decrypt(ConfigPath path, EncryptedValue value)
    {
        if (value.KeyId != _keyId)
        {
            return null;
        }

        var nonce = value.Payload.AsSpan(0, EncryptedValue.NonceLength);
        var rest = value.Payload.AsSpan(EncryptedValue.NonceLength);
        var length = rest.Length - EncryptedValue.TagLength;
        var plain = length <= LongestOnStack ? stackalloc byte[length] : new byte[length];
        try
        {
            _aes.Decrypt(nonce, rest[..length], rest[length..], plain, Bound(path, value.Type));
            return Encoding.UTF8.GetString(plain);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    public void Dispose() => _aes.Dispose();

    private ReadOnlySpan<byte> Bound(ConfigPath path, ScalarType type) =>
        _bound.Cut(_boundToAll).Add(EncryptedValue.NameOf(type)).Add(path).Written;
}
