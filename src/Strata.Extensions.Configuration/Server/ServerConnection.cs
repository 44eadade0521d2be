using System.Net;

namespace Strata.Extensions.Configuration;

/// <summary>Sends requests to one server, each within a time limit, and says in words why none was answered. Safe for use from several threads.</summary>
internal sealed class ServerConnection : IDisposable
{
    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    /// <param name="server">The server.</param>
    /// <param name="options">How it is connected to.</param>
    public ServerConnection(Uri server, StrataServerOptions options)
    {
        Server = server;
        _time = options.TimeProvider;

        // Names may come to stand for other machines, which connections that are kept for ever would not notice.
        var handler = options.CreateHandler?.Invoke() ?? new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.GZip,
            UseCookies = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        _client = new HttpClient(ServerCredential.Of(server, options) is { } credential ? new CredentialHandler(server, credential, handler) : handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <summary>The server.</summary>
    public Uri Server { get; }

    /// <summary>Sends a request, and gives the answer once its headers are there, for its body to be read within the same limit.</summary>
    /// <typeparam name="T">What is made of the answer.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="limit">How long it may take in all.</param>
    /// <param name="read">Reads the answer.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerProblemException">There was no answer.</exception>
    public async Task<T> SendAsync<T>(HttpRequestMessage request, TimeSpan limit, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        using var response = await BeginAsync(request, either.Token, cancellationToken).ConfigureAwait(false);
        try
        {
            return await read(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ServerProblemException.Late(Server);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or InvalidDataException)
        {
            throw ServerProblemException.Unreachable(Server, exception.GetBaseException().Message);
        }
    }

    /// <summary>Sends a request whose answer does not end. The time limit is that for its beginning.</summary>
    /// <exception cref="ServerProblemException">There was no answer.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        return await BeginAsync(request, either.Token, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a body whole.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="most">How long it may be.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="ServerProblemException">It is longer.</exception>
    public async Task<byte[]> ReadBodyAsync(HttpResponseMessage response, int most, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[16 * 1024];
            for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
            {
                if (body.Length + count > most)
                {
                    throw ServerProblemException.Unusable(Server, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"it is longer than {most:N0} bytes"));
                }

                body.Write(buffer, 0, count);
            }
        }

        return body.ToArray();
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage> BeginAsync(HttpRequestMessage request, CancellationToken either, CancellationToken cancellationToken)
    {
        try
        {
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw ServerProblemException.Late(Server);
        }
#pragma warning disable CA1031 // A handler that the application made throws what it likes, and none of it is a reason to stop.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            throw ServerProblemException.Unreachable(Server, exception.GetBaseException().Message);
        }
    }
}
