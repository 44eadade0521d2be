using System.Globalization;
using System.Net;
using System.Text.Json;

namespace Strata.Cli.Serving;

/// <summary>
/// Asks a server, a few times when the connection was lost or the server is busy; the waits between are of random
/// length, so that many do not come back at the same moment. For one thread.
/// </summary>
internal sealed class ServerConnection : IDisposable
{
    private const int MostAttempts = 4;
    private const long LongestAnswer = 256 * 1024 * 1024;
    private const int Busy = 503;
    private const string ReasonHeader = "Strata-Reason";

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly string _authority;
    private readonly ServerCredential? _credential;
    private bool _wasReached;

    /// <param name="server">The server.</param>
    /// <param name="patience">How long one answer may take.</param>
    /// <param name="credential">What it is shown; null for nothing.</param>
    public ServerConnection(Uri server, TimeSpan patience, ServerCredential? credential = null)
    {
        _credential = credential;
        _authority = server.GetLeftPart(UriPartial.Authority);

        // A proxy is for what is elsewhere. What another address answers is not what was asked.
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = !server.IsLoopback,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Brotli,
            // Reasons are written in the language of those who have them.
            RequestHeaderEncodingSelector = static (name, _) => name == ReasonHeader ? System.Text.Encoding.UTF8 : null,
            ConnectTimeout = patience < TimeSpan.FromSeconds(5) ? patience : TimeSpan.FromSeconds(5),
        };
        _client = new HttpClient(handler) { Timeout = patience, MaxResponseContentBufferSize = LongestAnswer };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("User-Agent", $"strata/{ProductVersion.Text}");
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/json");
    }

    /// <summary>Why secrets are to be seen, as the server puts it down; null where that is not said.</summary>
    public string? Reason { get; init; }

    /// <summary>Asks for something that is there.</summary>
    /// <exception cref="ServerProblemException">It is not to be had.</exception>
    public ServerAnswer Get(Uri address, CancellationToken cancellationToken = default) => Send(ServerRequest.Get(address), cancellationToken);

    /// <summary>Has something done.</summary>
    /// <exception cref="ServerProblemException">It is not done, or nobody knows.</exception>
    public ServerAnswer Send(ServerRequest request, CancellationToken cancellationToken = default)
    {
        var answer = Try(request, cancellationToken);
        return answer.IsGood ? answer : throw ServerProblemException.Of(answer);
    }

    /// <summary>The same, and gives what the server refuses with too.</summary>
    /// <exception cref="ServerProblemException">Nobody answers.</exception>
    public ServerAnswer Try(ServerRequest request, CancellationToken cancellationToken = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var isLast = attempt == MostAttempts;
            try
            {
                var answer = Ask(request, cancellationToken);
                _wasReached = true;
                if (answer.Status != Busy || isLast)
                {
                    return answer;
                }

                Wait(attempt, answer.RetryAfter, cancellationToken);
            }
            catch (HttpRequestException exception)
            {
                if (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
                {
                    throw ServerProblemException.NoServer("it does not come to an end");
                }

                // Where nobody listens nobody will in a moment, unless somebody did just now.
                var isThere = exception.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError);
                if (isLast || !(_wasReached |= isThere))
                {
                    throw isThere && request.IdempotencyKey is not null
                        ? ServerProblemException.Unreachable($"the connection to {_authority} was lost: {exception.GetBaseException().Message}", "whether it was done is not known: look, and repeat it where it was not")
                        : Lost(exception.GetBaseException().Message);
                }

                Wait(attempt, null, cancellationToken);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Lost(string.Create(CultureInfo.InvariantCulture, $"it did not answer within {_client.Timeout.TotalSeconds:0.#} seconds"));
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private ServerAnswer Ask(ServerRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage();
        if (Reason is not null)
        {
            message.Headers.TryAddWithoutValidation(ReasonHeader, Reason);
        }

        if (request.Address.GetLeftPart(UriPartial.Authority) == _authority && _credential?.Read(cancellationToken) is { } token)
        {
            message.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        }

        using var response = _client.Send(message, cancellationToken);
        using var stream = response.Content.ReadAsStream(cancellationToken);
        var hasJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        var retryAfter = response.Headers.RetryAfter?.Delta;
        return new ServerAnswer((int)response.StatusCode, hasJson ? BodyOf(stream) : default, response.Headers.ETag?.ToString(), retryAfter);
    }

    private static JsonElement BodyOf(Stream stream)
    {
        try
        {
            using var document = JsonDocument.Parse(stream);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw ServerProblemException.NoServer(exception.Message);
        }
    }

    private ServerProblemException Lost(string reason) => ServerProblemException.Unreachable($"the server {_authority} cannot be reached: {reason}");

    private static void Wait(int attempt, TimeSpan? asked, CancellationToken cancellationToken)
    {
        var wait = FirstWait * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble());
        cancellationToken.WaitHandle.WaitOne(asked is { } longer && longer > wait ? TimeSpan.FromTicks(Math.Min(longer.Ticks, LongestWait.Ticks)) : wait);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
