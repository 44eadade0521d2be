using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Strata.Extensions.Configuration;

/// <summary>What a server is shown so that it knows who asks. Safe for use from several threads.</summary>
internal abstract class ServerCredential : IDisposable
{
    /// <summary>What the options say; null for nothing.</summary>
    public static ServerCredential? Of(Uri server, StrataServerOptions options) =>
        options.Token is { } token ? new FixedToken(token)
        : options.TokenFile is { } file ? new FileToken(file)
        : options is { ClientId: { } id, ClientSecret: { } secret } ? new ClientToken(new Uri(server, "connect/token"), id, secret, options.TimeProvider)
        : null;

    /// <summary>The token as it is now.</summary>
    /// <param name="send">Sends a request to the server without one.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public abstract ValueTask<string> ReadAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken);

    public virtual void Dispose()
    {
    }

    /// <summary>Forgets a token that the server did not take.</summary>
    public virtual void Forget(string token)
    {
    }

    private sealed class FixedToken(string token) : ServerCredential
    {
        public override ValueTask<string> ReadAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken) => ValueTask.FromResult(token);
    }

    private sealed class FileToken(string file) : ServerCredential
    {
        public override async ValueTask<string> ReadAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken) =>
            (await File.ReadAllTextAsync(file, cancellationToken).ConfigureAwait(false)).Trim();
    }

    /// <summary>Gets tokens by client credentials (RFC 6749, section 4.4).</summary>
    private sealed class ClientToken(Uri endpoint, string id, string secret, TimeProvider time) : ServerCredential
    {
        private static readonly TimeSpan Early = TimeSpan.FromSeconds(30);

        private readonly SemaphoreSlim _turn = new(1, 1);
        private volatile Held? _held;

        public override async ValueTask<string> ReadAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
        {
            if (_held is { } held && held.Until > time.GetUtcNow())
            {
                return held.Token;
            }

            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (_held is not { } next || next.Until <= time.GetUtcNow())
                {
                    _held = next = await AskAsync(send, cancellationToken).ConfigureAwait(false);
                }

                return next.Token;
            }
            finally
            {
                _turn.Release();
            }
        }

        public override void Dispose()
        {
            _turn.Dispose();
            base.Dispose();
        }

        public override void Forget(string token)
        {
            if (_held is { } held && held.Token == token)
            {
                _held = null;
            }
        }

        private async Task<Held> AskAsync(Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new FormUrlEncodedContent([new("grant_type", "client_credentials")]) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(id)}:{Uri.EscapeDataString(secret)}")));
            using var response = await send(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw new HttpRequestException(string.Create(CultureInfo.InvariantCulture, $"the client {id} gets no token: status {(int)response.StatusCode}"));
            }

            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return answer.RootElement.TryGetProperty("access_token", out var token) && token.GetString() is { } text && answer.RootElement.TryGetProperty("expires_in", out var seconds)
                ? new Held(text, time.GetUtcNow().AddSeconds(seconds.GetInt64()) - Early)
                : throw new HttpRequestException($"the client {id} gets an answer without a token");
        }

        private sealed record Held(string Token, DateTimeOffset Until);
    }
}
