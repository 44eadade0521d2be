using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Strata.Consumers.Tests.Server;

/// <summary>Reads the events of a space on a thread of its own, until disposed.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class EventStream : IAsyncDisposable
{
    private readonly CancellationTokenSource _ending = new();
    private readonly BlockingCollection<string> _lines = [];
    private readonly HttpClient _client;
    private readonly Task _reading;

    private EventStream(HttpClient client, HttpResponseMessage response)
    {
        _client = client;
        _reading = ReadAsync(response);
    }

    /// <summary>Ends when the server has ended the stream.</summary>
    public Task Ended => _reading;

    public static async Task<EventStream> OpenAsync(Uri server, string space, string? lastEventId = null, string? token = null)
    {
        var client = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/spaces/{space}/events");
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        if (token is not null)
        {
            request.Headers.Add("Authorization", $"Bearer {token}");
        }

        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        return new EventStream(client, response);
    }

    /// <summary>The next event's data.</summary>
    public JsonNode Next(int seconds = 20) => JsonNode.Parse(NextLine("data: ", seconds))!;

    /// <summary>What follows a word in the next line that begins with it.</summary>
    public string NextLine(string start, int seconds = 20)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            var line = _lines.Take(patience.Token);
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return line[start.Length..];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _reading;
        _client.Dispose();
        _ending.Dispose();
        _lines.Dispose();
    }

    private async Task ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            try
            {
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(_ending.Token));
                while (await reader.ReadLineAsync(_ending.Token) is { } line)
                {
                    _lines.Add(line);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException or HttpRequestException)
            {
                // Either side has ended it.
            }
        }
    }
}
