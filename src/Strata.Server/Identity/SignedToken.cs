using System.Buffers;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Strata.Server.Identity;

/// <summary>
/// A JWT (RFC 7519) as it was sent: its form is right, and nothing of it is believed yet. There is one form only: compact, signed, three parts without
/// padding, two JSON objects without a name twice. Whatever two readers could read in two ways is refused.
/// </summary>
internal sealed class SignedToken
{
    private const int MostLength = 16 * 1024;
    private const int MostDepth = 8;

    // In the year 2286. A later moment is a mistake, or an attempt at an overflow.
    private const long LastSecond = 9_999_999_999;

    // A key that a token brings along proves nothing, what must be understood is not, and what is encrypted or packed is no access token.
    private static readonly ImmutableArray<string> RefusedMembers = ["crit", "jwk", "jku", "x5u", "x5c", "b64", "enc", "zip"];

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = MostDepth };
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly JsonElement _header;
    private readonly JsonElement _claims;

    private SignedToken(JsonElement header, JsonElement claims, byte[] signed, byte[] signature)
    {
        _header = header;
        _claims = claims;
        Signed = signed;
        Signature = signature;
    }

    /// <summary>The bytes that are signed.</summary>
    public byte[] Signed { get; }

    public byte[] Signature { get; }

    public string? Algorithm => Text(_header, "alg");

    public string? Type => Text(_header, "typ");

    public string? KeyId => Text(_header, "kid");

    /// <summary>Reads a token; null where it has another form.</summary>
    public static SignedToken? Read(string text)
    {
        if (text.Length > MostLength || text.Split('.') is not [var header, var claims, var signature])
        {
            return null;
        }

        return Json(header) is { } first && Json(claims) is { } second && Bytes(signature) is { Length: > 0 } proof && !RefusedMembers.Any(name => first.TryGetProperty(name, out _))
            ? new SignedToken(first, second, Encoding.ASCII.GetBytes(text[..(header.Length + 1 + claims.Length)]), proof)
            : null;
    }

    /// <summary>A text that it claims; null where there is none.</summary>
    public string? Claim(string name) => Text(_claims, name);

    /// <summary>The texts that it claims: one, or a list; null where it claims something else.</summary>
    public ImmutableArray<string>? Claims(string name)
    {
        if (!_claims.TryGetProperty(name, out var value))
        {
            return [];
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(static item => item.ValueKind == JsonValueKind.String) => [.. value.EnumerateArray().Select(static item => item.GetString()!)],
            _ => null,
        };
    }

    /// <summary>A moment that it claims.</summary>
    /// <param name="name">The claim.</param>
    /// <param name="moment">The moment; null where it claims none.</param>
    /// <returns>Whether what it claims is a moment or nothing: whole seconds, written as such.</returns>
    public bool TryGetMoment(string name, out DateTimeOffset? moment)
    {
        moment = null;
        if (!_claims.TryGetProperty(name, out var value))
        {
            return true;
        }

        if (value.ValueKind != JsonValueKind.Number || !long.TryParse(value.GetRawText(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LastSecond)
        {
            return false;
        }

        moment = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? Json(string part)
    {
        if (Bytes(part) is not { Length: > 0 } bytes)
        {
            return null;
        }

        try
        {
            // Its own reader takes bytes that are no text for text.
            using var document = JsonDocument.Parse(Utf8.GetString(bytes), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception exception) when (exception is JsonException or DecoderFallbackException)
        {
            return null;
        }
    }

    // Without padding, and with nothing in the bits that are left over: else one token could be written in several ways.
    private static byte[]? Bytes(string part)
    {
        if (part.AsSpan().ContainsAnyExcept(Alphabet))
        {
            return null;
        }

        try
        {
            var bytes = Base64Url.DecodeFromChars(part);
            return Base64Url.EncodeToString(bytes) == part ? bytes : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
