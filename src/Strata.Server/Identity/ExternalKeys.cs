using System.Buffers.Text;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Strata.Server.Spaces;

namespace Strata.Server.Identity;

/// <summary>
/// The keys of a provider elsewhere, read from where its own description says, and nowhere else. Read again when they are old, and when a token names a
/// key that is not among them, but not more often than every half minute, whoever sends tokens. Safe for use from several threads.
/// </summary>
internal sealed class ExternalKeys : IDisposable
{
    private const int MostBytes = 1024 * 1024;

    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(30);

    private readonly string _issuer;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private volatile Known _known = new([], ReadAt: null, TriedAt: null);

    public ExternalKeys(ExternalProvider provider, TimeProvider time)
    {
        _issuer = provider.Issuer;
        _time = time;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromSeconds(5) })
        {
            Timeout = TimeSpan.FromSeconds(10),
            MaxResponseContentBufferSize = MostBytes,
        };
    }

    /// <summary>Whether keys may be read from an address: by TLS, or from this machine.</summary>
    public static bool IsTrustworthy(Uri address) => address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback);

    /// <summary>The key of a name; null where the provider has none.</summary>
    /// <exception cref="RefusalException">Its keys were never read, and cannot be.</exception>
    public async ValueTask<VerificationKey?> FindAsync(string id, CancellationToken cancellationToken)
    {
        var known = _known;
        if (Of(known, id) is { } key && IsYoung(known.ReadAt, Kept))
        {
            return key;
        }

        // A key that is only old serves others while one looks for new ones: a provider that does not answer holds up nobody else.
        var patience = Of(known, id) is null ? Timeout.InfiniteTimeSpan : TimeSpan.Zero;
        known = await ReadAgainAsync(known, patience, cancellationToken).ConfigureAwait(false);
        return Of(known, id);
    }

    public void Dispose()
    {
        _client.Dispose();
        _turn.Dispose();
    }

    private static VerificationKey? Of(Known known, string id) => known.Keys.FirstOrDefault(key => key.Id == id);

    private bool IsYoung(long? at, TimeSpan age) => at is { } then && _time.GetElapsedTime(then) < age;

    private async Task<Known> ReadAgainAsync(Known seen, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!await _turn.WaitAsync(patience, cancellationToken).ConfigureAwait(false))
        {
            return seen;
        }

        try
        {
            var known = _known;
            if (known != seen || IsYoung(known.TriedAt, LeastInterval))
            {
                return known.ReadAt is null ? throw Refusal.IssuerUnreachable(_issuer, "it could not be a moment ago") : known;
            }

            var now = _time.GetTimestamp();
            try
            {
                return _known = new Known(await ReadAsync(cancellationToken).ConfigureAwait(false), now, now);
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidDataException or CryptographicException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // Those that were read before are as good as they were.
                _known = known with { TriedAt = now };
                return known.ReadAt is null ? throw Refusal.IssuerUnreachable(_issuer, exception.GetBaseException().Message) : known;
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<ImmutableArray<VerificationKey>> ReadAsync(CancellationToken cancellationToken)
    {
        var description = await GetAsync(new Uri($"{_issuer.TrimEnd('/')}/.well-known/openid-configuration"), cancellationToken).ConfigureAwait(false);
        if (Text(description, "issuer") != _issuer)
        {
            throw new InvalidDataException($"it calls itself \"{Text(description, "issuer")}\"");
        }

        if (!Uri.TryCreate(Text(description, "jwks_uri"), UriKind.Absolute, out var address) || !IsTrustworthy(address))
        {
            throw new InvalidDataException("its keys are at no address of https");
        }

        var set = await GetAsync(address, cancellationToken).ConfigureAwait(false);
        return set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array ? [.. keys.EnumerateArray().Select(KeyOf).OfType<VerificationKey>()] : throw new InvalidDataException("it has no keys");
    }

    private async Task<JsonElement> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(address, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new InvalidDataException($"{address} gives no object");
    }

    // A key of another kind, or for something else, is left out: the next may do.
    private static VerificationKey? KeyOf(JsonElement key)
    {
        if (key.ValueKind != JsonValueKind.Object || Text(key, "kid") is not { Length: > 0 } id || Text(key, "use") is not (null or "sig"))
        {
            return null;
        }

        return (Text(key, "kty"), Text(key, "crv")) switch
        {
            ("EC", "P-256") when Number(key, "x") is { Length: 32 } x && Number(key, "y") is { Length: 32 } y => VerificationKey.Of(id, new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } }),
            ("RSA", _) when Number(key, "n") is { } n && Number(key, "e") is { } e => VerificationKey.Of(id, new RSAParameters { Modulus = n, Exponent = e }),
            _ => null,
        };
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static byte[]? Number(JsonElement element, string name) => Text(element, name) is { } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;

    private sealed record Known(ImmutableArray<VerificationKey> Keys, long? ReadAt, long? TriedAt);
}
