using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Strata.Values;

namespace Strata.Secrets.Envelopes;

/// <summary>
/// An encrypted value as a file has it: <c>ENC[strata:1,KEY ID,TYPE,PAYLOAD]</c>, the payload a nonce of 12 bytes, the ciphertext and a
/// tag of 16 bytes in base64url without padding. Immutable.
/// </summary>
/// <param name="KeyId">The id of the key.</param>
/// <param name="Type">The type that the value has in clear.</param>
/// <param name="Payload">Nonce, ciphertext and tag.</param>
internal sealed record EncryptedValue(string KeyId, ScalarType Type, byte[] Payload)
{
    public const int NonceLength = 12;
    public const int TagLength = 16;

    /// <summary>What every such value begins with, whatever its version.</summary>
    public const string AnyPrefix = "ENC[strata:";

    private const string Prefix = "ENC[strata:1,";

    /// <summary>Whether a text is meant as a value of ours, right or wrong.</summary>
    public static bool IsMeant(string text) => text.StartsWith(AnyPrefix, StringComparison.Ordinal);

    /// <summary>Reads a value. Only what is written again as the same text is one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out EncryptedValue? value, [NotNullWhen(false)] out string? problem)
    {
        value = null;
        problem = null;
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            problem = IsMeant(text) ? "it is of a version that this Strata does not know" : "it does not begin with " + Prefix;
            return false;
        }

        var rest = text.AsSpan(Prefix.Length);
        var (first, last) = (rest.IndexOf(','), rest.LastIndexOf(','));
        if (rest.IsEmpty || rest[^1] != ']' || first == last || rest[(first + 1)..last].Contains(','))
        {
            problem = "it was cut short or has something behind it";
            return false;
        }

        if (TypeOf(rest[(first + 1)..last]) is not { } type)
        {
            problem = "its type is none of str, int, float and bool";
            return false;
        }

        if (PayloadOf(rest[(last + 1)..^1]) is not { Length: >= NonceLength + TagLength } payload)
        {
            problem = "its payload is no base64url of one";
            return false;
        }

        value = new EncryptedValue(rest[..first].ToString(), type, payload);
        return true;
    }

    public override string ToString() => $"{Prefix}{KeyId},{NameOf(Type)},{Base64Url.EncodeToString(Payload)}]";

    public static string NameOf(ScalarType type) => type switch
    {
        ScalarType.String => "str",
        ScalarType.Integer => "int",
        ScalarType.Float => "float",
        ScalarType.Boolean => "bool",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "A null is not encrypted."),
    };

    // Blanks, padding and bits that are left over may stand in base64url, and not here.
    private static byte[]? PayloadOf(ReadOnlySpan<char> text)
    {
        if (!Base64Url.IsValid(text, out var length) || Base64Url.GetEncodedLength(length) != text.Length)
        {
            return null;
        }

        var payload = new byte[length];
        Base64Url.DecodeFromChars(text, payload);
        var tail = length % 3;
        Span<char> written = stackalloc char[4];
        Base64Url.EncodeToChars(payload.AsSpan(length - tail), written, out _, out var count);
        return text.EndsWith(written[..count]) ? payload : null;
    }

    private static ScalarType? TypeOf(ReadOnlySpan<char> name) => name switch
    {
        "str" => ScalarType.String,
        "int" => ScalarType.Integer,
        "float" => ScalarType.Float,
        "bool" => ScalarType.Boolean,
        _ => null,
    };
}
