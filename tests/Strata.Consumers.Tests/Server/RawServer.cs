using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Strata.Consumers.Tests.Server;

/// <summary>Answers as no good server would: with what a test says, with a connection that breaks, or never.</summary>
internal sealed class RawServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly Func<RawRequest, string?> _answer;

    /// <param name="answer">What is answered to a request: see <see cref="Json"/>; null breaks the connection, and <see cref="Silence"/> leaves it open.</param>
    public RawServer(Func<RawRequest, string?> answer)
    {
        _answer = answer;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Nothing is answered.</summary>
    public const string Silence = "";

    public string Url => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What it was asked.</summary>
    public ConcurrentQueue<RawRequest> Asked { get; } = new();

    /// <summary>An answer.</summary>
    public static string Json(string body, int status = 200, string headers = "") =>
        string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {status} Said\r\nContent-Type: {(status < 400 ? "application/json" : "application/problem+json")}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}Connection: close\r\n\r\n{body}");

    /// <summary>Answers as a server whose space <c>default</c> has one revision, of these files.</summary>
    /// <param name="content">The hash that it says they have.</param>
    /// <param name="files">The files as JSON.</param>
    public static RawServer OfSpace(string content, string files) => new(request => request.Path switch
    {
        "/api/v1/spaces/default" => Json("""{"head":1}"""),
        "/api/v1/spaces/default/revisions/1" => Json($$"""{"space":"default","epoch":"e","revision":1,"content":"{{content}}"}"""),
        "/api/v1/spaces/default/revisions/1/files" => Json($$"""{"hash":"{{content}}","files":{{files}}}"""),
        _ => Json("""{"code":"STR9005","title":"none"}""", 404),
    });

    public void Dispose()
    {
        _ending.Cancel();
        _listener.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_ending.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var request = await ReadAsync(stream);
            Asked.Enqueue(request);
            if (_answer(request) is not { } answer)
            {
                client.LingerState = new LingerOption(true, 0);
                return;
            }

            if (answer == Silence)
            {
                await Task.Delay(Timeout.Infinite, _ending.Token);
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), _ending.Token);
        }
    }

    private static async Task<RawRequest> ReadAsync(NetworkStream stream)
    {
        var bytes = new List<byte>();
        var buffer = new byte[4096];
        while (true)
        {
            var text = Encoding.UTF8.GetString([.. bytes]);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0)
            {
                var lines = text[..end].Split("\r\n");
                var headers = lines[1..].Select(static line => line.Split(": ", 2)).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.OrdinalIgnoreCase);
                var body = text[(end + 4)..];
                if (Encoding.UTF8.GetByteCount(body) >= int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture))
                {
                    return new RawRequest(lines[0].Split(' ')[0], lines[0].Split(' ')[1], headers, body);
                }
            }

            var count = await stream.ReadAsync(buffer);
            bytes.AddRange(count > 0 ? buffer[..count] : throw new IOException("the request ends early"));
        }
    }
}

/// <summary>What a server is asked.</summary>
internal sealed record RawRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body);
