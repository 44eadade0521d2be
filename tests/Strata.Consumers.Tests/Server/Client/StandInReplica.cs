using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>A request that a stand-in was sent.</summary>
internal sealed record StandInRequest(string Target, IReadOnlyDictionary<string, string> Headers)
{
    public bool IsEvents => Target.Contains("/events", StringComparison.Ordinal);

    public bool IsHead => Target.Contains("/head?", StringComparison.Ordinal);

    public bool IsConfiguration => Target.Contains("/configurations/", StringComparison.Ordinal);
}

/// <summary>
/// Answers as a server that is broken in some way, which a sound one cannot be made to be. It has one configuration, and says what it is told to say.
/// </summary>
internal sealed class StandInReplica : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<NetworkStream, byte> _watchers = new();
    private readonly CancellationTokenSource _stopping = new();

    public StandInReplica(ServedPoint point, string json)
    {
        Point = point;
        Json = json;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = ServeAsync();
    }

    public Uri Url { get; }

    public ServedPoint Point { get; set; }

    public string Json { get; set; }

    /// <summary>An answer of another kind: all that is sent, and silence behind it where it does not say <c>Connection: close</c>; null for the usual one.</summary>
    public Func<StandInRequest, string?>? Instead { get; set; }

    public ConcurrentQueue<StandInRequest> Asked { get; } = new();

    public int Watchers => _watchers.Count;

    /// <summary>An answer with a length.</summary>
    public static string Answer(int status, string body, string type = "application/json", params string[] headers) => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {status} Said\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n{string.Concat(headers.Select(static header => header + "\r\n"))}\r\n{body}");

    /// <summary>The configuration at a point, whatever was asked for.</summary>
    public static string Configuration(ServedPoint point, string json) => Answer(200, json, headers: HeadersOf(point, json));

    /// <summary>Writes bytes to everybody who watches.</summary>
    public void Say(string text)
    {
        foreach (var watcher in _watchers.Keys)
        {
            try
            {
                watcher.Write(Encoding.UTF8.GetBytes(text));
            }
            catch (IOException)
            {
                _watchers.TryRemove(watcher, out _);
            }
        }
    }

    /// <summary>Goes on to a point, and tells everybody who watches.</summary>
    public void Publish(ServedPoint point, string json)
    {
        Json = json;
        Point = point;
        Say(EventOf(point));
    }

    /// <summary>Ends the streams of everybody who watches.</summary>
    public void Drop()
    {
        foreach (var watcher in _watchers.Keys)
        {
            watcher.Close();
            _watchers.TryRemove(watcher, out _);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Stop();
        Drop();
    }

    public static string EventOf(ServedPoint point) => string.Create(
        CultureInfo.InvariantCulture, $"id: {point}\nevent: head\ndata: {{\"epoch\":\"{point.Epoch}\",\"revision\":{point.Revision}}}\n\n");

    private static string[] HeadersOf(ServedPoint point, string json)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));
        return [$"ETag: \"{hash}\"", $"Strata-Epoch: {point.Epoch}", string.Create(CultureInfo.InvariantCulture, $"Strata-Revision: {point.Revision}"), $"Strata-Content-Sha256: {hash}"];
    }

    private async Task ServeAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptTcpClientAsync(_stopping.Token);
                _ = TalkAsync(client);
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                if (await ReadAsync(stream) is { } request)
                {
                    Asked.Enqueue(request);
                    await AnswerAsync(stream, request);
                }
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // Whoever asked is gone.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream, StandInRequest request)
    {
        var (point, json) = (Point, Json);
        if (Instead?.Invoke(request) is { } said)
        {
            await WriteAsync(stream, said);
            if (!said.Contains("Connection: close", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, _stopping.Token);
            }
        }
        else if (request.IsEvents)
        {
            await WriteAsync(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n" + EventOf(point));
            _watchers.TryAdd(stream, 0);
            await Task.Delay(Timeout.Infinite, _stopping.Token);
        }
        else if (request.IsHead)
        {
            await WriteAsync(stream, Answer(200, string.Create(CultureInfo.InvariantCulture, $"{{\"epoch\":\"{point.Epoch}\",\"revision\":{point.Revision}}}")));
        }
        else
        {
            var headers = HeadersOf(point, json);
            var isKnown = request.Headers.TryGetValue("If-None-Match", out var tag) && headers[0].EndsWith(tag, StringComparison.Ordinal);
            await WriteAsync(stream, isKnown ? Answer(304, "", headers: headers) : Answer(200, json, headers: headers));
        }
    }

    private ValueTask WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), _stopping.Token);

    private async Task<StandInRequest?> ReadAsync(NetworkStream stream)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!text.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
            {
                return null;
            }

            text.Append((char)one[0]);
        }

        var lines = text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        return new StandInRequest(
            lines[0].Split(' ')[1],
            lines.Skip(1).ToDictionary(static line => line[..line.IndexOf(':', StringComparison.Ordinal)], static line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim(), StringComparer.OrdinalIgnoreCase));
    }
}
