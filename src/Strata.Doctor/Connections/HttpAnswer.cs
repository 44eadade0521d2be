using System.Text;
using System.Text.Json;

namespace Strata.Doctor.Connections;

/// <summary>What a server answers to a request. Immutable.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body, or the beginning of a long one.</param>
/// <param name="Date">What the server's clock shows; null where it does not say.</param>
/// <param name="Sent">When it was asked.</param>
/// <param name="Received">When it had answered.</param>
internal sealed record HttpAnswer(int Status, string Body, DateTimeOffset? Date, DateTimeOffset Sent, DateTimeOffset Received)
{
    private const int LongestBody = 1 << 20;

    /// <summary>Whether it is a good one.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>The body as JSON; null where it is none.</summary>
    public JsonElement? Json()
    {
        try
        {
            // A text may hold half a character of two as an escape, which the parser passes and every reader of the text throws at.
            var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(Body));
            while (reader.Read())
            {
                _ = reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName ? reader.GetString() : null;
            }

            return JsonElement.Parse(Body);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text of the body, which is a JSON object; null where there is none.</summary>
    public string? Text(string key) => Json() is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>Asks a server.</summary>
    /// <exception cref="HttpRequestException">Nobody answers.</exception>
    /// <exception cref="TlsFailureException">TLS fails.</exception>
    public static async Task<HttpAnswer> GetAsync(Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        // What is checked is the address that is configured: no proxy, and no other that it refers to.
        var peer = new PeerCertificate(address.IdnHost);
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, SslOptions = peer.Options };
        using var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.ParseAdd("strata-doctor");
        var sent = time.GetUtcNow();
        using var response = await SendAsync(client, request, peer, cancellationToken).ConfigureAwait(false);
        var received = time.GetUtcNow();
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var body = new byte[LongestBody];
        var length = await stream.ReadAtLeastAsync(body, LongestBody, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return new HttpAnswer((int)response.StatusCode, Encoding.UTF8.GetString(body, 0, length), response.Headers.Date, sent, received);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, PeerCertificate peer, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw new TlsFailureException(peer, exception);
        }
    }
}
