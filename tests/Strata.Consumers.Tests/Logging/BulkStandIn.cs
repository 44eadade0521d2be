using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Strata.Consumers.Tests.Logging;

/// <summary>What a stand-in does with a request.</summary>
internal enum BulkFault
{
    /// <summary>Takes it.</summary>
    None,

    /// <summary>Answers that there are too many requests, and takes nothing.</summary>
    TooMany,

    /// <summary>Answers that it is not there for anybody.</summary>
    Unavailable,

    /// <summary>Says that the request is too large, where it has more than one record.</summary>
    TooLarge,

    /// <summary>Takes each second record, and has no time for the others.</summary>
    HalfBusy,

    /// <summary>Refuses records that hold the word "unmappable", and takes the others.</summary>
    Unmappable,

    /// <summary>Cuts the connection before it has taken anything.</summary>
    CutBefore,

    /// <summary>Takes everything, and cuts the connection in the middle of its answer.</summary>
    CutAfter,

    /// <summary>Takes everything, and says so in half a sentence.</summary>
    BrokenJson,
}

/// <summary>Speaks the bulk API as Elasticsearch does, with documents that are made once for each id, and fails as it is told to.</summary>
internal sealed class BulkStandIn : IDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, byte> _ids = new(StringComparer.Ordinal);

    /// <param name="port">Where it listens; 0 for a free port.</param>
    /// <param name="faults">What it does with the first requests; then it takes everything.</param>
    public BulkStandIn(int port = 0, params BulkFault[] faults)
    {
        Faults = new ConcurrentQueue<BulkFault>(faults);
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync();
    }

    public int Port { get; }

    public Uri Url => new($"http://127.0.0.1:{Port}/");

    public ConcurrentQueue<BulkFault> Faults { get; }

    /// <summary>The documents that it has, in the order in which they came.</summary>
    public ConcurrentQueue<JsonObject> Documents { get; } = new();

    /// <summary>The indexes that they are in.</summary>
    public ConcurrentDictionary<string, byte> Indexes { get; } = new(StringComparer.Ordinal);

    /// <summary>All that was ever sent to it, headers too.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    public IEnumerable<string> Messages => Documents.Select(static document => (string)document["message"]!);

    public async Task WaitForAsync(Func<bool> holds)
    {
        for (var tries = 0; !holds(); tries++)
        {
            Assert.True(tries < 1500, $"there are {Documents.Count} documents");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _listener.Stop();
        _listener.Dispose();
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stopping.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var connection = client;
        try
        {
            var stream = client.GetStream();
            while (await ReadAsync(stream) is { } body)
            {
                if (!await AnswerAsync(stream, body))
                {
                    // Reset, as by a machine that is gone.
                    client.LingerState = new LingerOption(true, 0);
                    return;
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the test is over.
        }
    }

    private async Task<string?> ReadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stopping.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        var length = int.Parse(head.ToString().Split("Content-Length: ")[1].Split('\r')[0], System.Globalization.CultureInfo.InvariantCulture);
        var body = new byte[length];
        await stream.ReadExactlyAsync(body, _stopping.Token);
        var text = Encoding.UTF8.GetString(body);
        Received.Enqueue(head + text);
        return text;
    }

    // False where the connection is cut.
    private async Task<bool> AnswerAsync(NetworkStream stream, string body)
    {
        var fault = Faults.TryDequeue(out var next) ? next : BulkFault.None;
        var lines = body.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (fault == BulkFault.TooLarge && lines.Length <= 2)
        {
            fault = BulkFault.None;
        }

        switch (fault)
        {
            case BulkFault.CutBefore:
                return false;
            case BulkFault.TooMany:
                return await SendAsync(stream, "429 Too Many Requests", """{"error":{"type":"es_rejected_execution_exception"},"status":429}""");
            case BulkFault.Unavailable:
                return await SendAsync(stream, "503 Service Unavailable", """{"status":503}""");
            case BulkFault.TooLarge:
                return await SendAsync(stream, "413 Request Entity Too Large", "");
        }

        var items = new JsonArray();
        for (var i = 0; i + 1 < lines.Length; i += 2)
        {
            items.Add(new JsonObject { ["create"] = Take(lines[i], lines[i + 1], fault, i / 2) });
        }

        var answer = new JsonObject { ["took"] = 1, ["errors"] = items.Any(static item => (int)item!["create"]!["status"]! > 299), ["items"] = items }.ToJsonString();
        if (fault == BulkFault.CutAfter)
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {answer.Length}\r\n\r\n{answer[..(answer.Length / 2)]}"), _stopping.Token);
            return false;
        }

        return await SendAsync(stream, "200 OK", fault == BulkFault.BrokenJson ? answer[..(answer.Length / 2)] : answer);
    }

    private JsonObject Take(string action, string document, BulkFault fault, int place)
    {
        var create = JsonNode.Parse(action)!["create"]!;
        var id = (string)create["_id"]!;
        if (fault == BulkFault.HalfBusy && place % 2 == 1)
        {
            return new JsonObject { ["_id"] = id, ["status"] = 429, ["error"] = new JsonObject { ["reason"] = "queue is full" } };
        }

        if (fault == BulkFault.Unmappable && document.Contains("unmappable", StringComparison.Ordinal))
        {
            return new JsonObject { ["_id"] = id, ["status"] = 400, ["error"] = new JsonObject { ["reason"] = "failed to parse field" } };
        }

        if (!_ids.TryAdd(id, 0))
        {
            return new JsonObject { ["_id"] = id, ["status"] = 409, ["error"] = new JsonObject { ["reason"] = "document already exists" } };
        }

        Indexes.TryAdd((string)create["_index"]!, 0);
        Documents.Enqueue(JsonNode.Parse(document)!.AsObject());
        return new JsonObject { ["_id"] = id, ["status"] = 201 };
    }

    private async Task<bool> SendAsync(NetworkStream stream, string status, string body)
    {
        await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"), _stopping.Token);
        return true;
    }
}
