using System.Text;
using Microsoft.Extensions.Logging;
using Serilog;
using Strata.Consumers.Tests.Exporting;
using Strata.Extensions.Logging;
using Strata.Extensions.Logging.Elasticsearch;
using Strata.Secrets;

namespace Strata.Consumers.Tests.Logging;

/// <summary>The sink of Elasticsearch, before a server that fails on purpose: every event arrives once, in order, whatever happens between.</summary>
public sealed class ElasticsearchSinkTests : IDisposable
{
    private static readonly BulkPace Fast = new()
    {
        Linger = TimeSpan.FromMilliseconds(5),
        FirstPause = TimeSpan.FromMilliseconds(5),
        MostPause = TimeSpan.FromMilliseconds(40),
        Timeout = TimeSpan.FromSeconds(5),
        LastWait = TimeSpan.FromSeconds(5),
        MostRecords = 40,
    };

    private readonly ExportDirectory _directory = new();
    private readonly HeardTroubles _troubles = new();

    private string Buffer => _directory.PathOf("buffer");

    public static TheoryData<string> Faults => [.. Enum.GetNames<BulkFault>().Where(static name => name is not (nameof(BulkFault.None) or nameof(BulkFault.Unmappable)))];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Emit_WhateverTheServerDoes_ArrivesOnceAndInOrder(string name)
    {
        var fault = Enum.Parse<BulkFault>(name);
        using var server = new BulkStandIn(0, fault, fault, BulkFault.None, fault);
        using (var log = Open(server.Url))
        {
            Write(log, 0, 100);
            await server.WaitForAsync(() => server.Documents.Count >= 100);
            Write(log, 100, 50);
            await server.WaitForAsync(() => server.Documents.Count >= 150);
        }

        var messages = server.Messages.ToList();
        Assert.Equal(150, messages.Count);

        // What the server took before the others comes before them; nothing comes twice.
        Assert.Equal(Enumerable.Range(0, 150).Select(static i => $"event {i}"), fault == BulkFault.HalfBusy ? messages.OrderBy(static message => int.Parse(message[6..], System.Globalization.CultureInfo.InvariantCulture)) : messages);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Emit_RecordThatIsRefusedForGood_IsKeptAsideAndStopsNoOther()
    {
        using var server = new BulkStandIn(0, BulkFault.Unmappable, BulkFault.Unmappable, BulkFault.Unmappable);
        using (var log = Open(server.Url))
        {
            log.Information("before");
            log.Information("unmappable");
            log.Information("after");
            await server.WaitForAsync(() => server.Documents.Count >= 2);
        }

        Assert.Equal(["before", "after"], server.Messages);
        Assert.Contains("unmappable", await File.ReadAllTextAsync(Path.Combine(Buffer, "refused.log"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains(_troubles.Said, static said => said.StartsWith("9172 ", StringComparison.Ordinal) && said.Contains("400: failed to parse field", StringComparison.Ordinal));
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Emit_ServerThatIsAway_WaitsOnDiskForTheNextProcess()
    {
        int port;
        using (var gone = new BulkStandIn())
        {
            port = gone.Port;
        }

        var url = new Uri($"http://127.0.0.1:{port}/");
        using (var log = Open(url))
        {
            Write(log, 0, 200);
        }

        Assert.NotEmpty(Left());
        Assert.Contains(_troubles.Said, static said => said.StartsWith("9170 ", StringComparison.Ordinal));
        using var server = new BulkStandIn(port);
        using (var log = Open(url))
        {
            Write(log, 200, 10);
            await server.WaitForAsync(() => server.Documents.Count >= 210);
        }

        Assert.Equal(Enumerable.Range(0, 210).Select(static i => $"event {i}"), server.Messages);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Open_WhatAKilledProcessLeft_IsSentUpToItsLastWholeRecord()
    {
        using var server = new BulkStandIn();
        Directory.CreateDirectory(Buffer);
        await File.WriteAllTextAsync(
            Path.Combine(Buffer, "000000000003.ndjson"),
            """
            {"create":{"_index":"logs-2026.11.30","_id":"x-1"}}
            {"message":"sent before"}
            {"create":{"_index":"logs-2026.11.30","_id":"x-2"}}
            {"message":"left"}
            {"create":{"_index":"logs-2026.11.30","_id":"x-3"}}
            {"message":"ha
            """,
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(Buffer, "position"), $"3 {Encoding.UTF8.GetByteCount("{\"create\":{\"_index\":\"logs-2026.11.30\",\"_id\":\"x-1\"}}\n{\"message\":\"sent before\"}\n")}\n", TestContext.Current.CancellationToken);

        using (var log = Open(server.Url))
        {
            log.Information("new");
            await server.WaitForAsync(() => server.Documents.Count >= 2);
        }

        Assert.Equal(["left", "new"], server.Messages);
        Assert.Empty(Left());
    }

    [Fact]
    public async Task Open_BufferThatAnotherProcessHas_IsOneBesideIt()
    {
        using var server = new BulkStandIn();
        using var first = Open(server.Url);
        using var second = Open(server.Url);

        first.Information("one");
        second.Information("two");

        await server.WaitForAsync(() => server.Documents.Count >= 2);
        Assert.True(Directory.Exists($"{Buffer}-2"));
        Assert.Equal(["one", "two"], server.Messages.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Emit_BufferThatIsFull_KeepsWhatItHasAndSaysHowManyAreLost()
    {
        using var server = new BulkStandIn(0, [.. Enumerable.Repeat(BulkFault.Unavailable, 5)]);
        using (var log = Open(server.Url, mostBytes: 2000))
        {
            Write(log, 0, 100);
            await server.WaitForAsync(() => server.Documents.Count >= 3 && _troubles.Said.Any(static said => said.StartsWith("9173 ", StringComparison.Ordinal)));
        }

        var lost = int.Parse(_troubles.Said.First(static said => said.StartsWith("9173 ", StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(100, server.Documents.Count + lost);
        Assert.Equal(Enumerable.Range(0, server.Documents.Count).Select(static i => $"event {i}"), server.Messages);
    }

    [Fact]
    public async Task Emit_ForAServerThatAsksWhoWrites_ShowsTheCredentialAndNamesTheIndexByTheDay()
    {
        using var server = new BulkStandIn();
        using (var log = Open(new Uri(server.Url, "/logs/")))
        {
            log.Information("hello");
            await server.WaitForAsync(() => !server.Documents.IsEmpty);
        }

        var request = Assert.Single(server.Received);
        Assert.StartsWith("POST /logs/_bulk HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Authorization: ApiKey a2V5\r\n", request, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/x-ndjson\r\n", request, StringComparison.Ordinal);
        Assert.Matches(@"^app-\d{4}\.\d\d\.\d\d$", Assert.Single(server.Indexes).Key);
    }

    private static void Write(Serilog.Core.Logger log, int first, int count)
    {
        for (var i = first; i < first + count; i++)
        {
            log.Information("event {Number}", i);
        }
    }

    private IEnumerable<string> Left() => Directory.EnumerateFiles(Buffer, "*.ndjson").Where(static file => new FileInfo(file).Length > 0);

    private Serilog.Core.Logger Open(Uri url, long mostBytes = ElasticsearchOutput.DefaultBytes) => new LoggerConfiguration()
        .WriteTo.Sink(new ElasticsearchSink(new ElasticsearchOutput(url, "app", Buffer) { ApiKey = new Secret("a2V5"), MostBytes = mostBytes }, _troubles.Troubles, Fast))
        .CreateLogger();
}

/// <summary>Hears what a log says of itself.</summary>
internal sealed class HeardTroubles : Microsoft.Extensions.Logging.ILogger
{
    private readonly List<string> _said = [];

    public HeardTroubles() => Troubles.SayTo(this);

    public LogTroubles Troubles { get; } = new();

    /// <summary>Each message, after its number.</summary>
    public IReadOnlyList<string> Said
    {
        get
        {
            lock (_said)
            {
                return [.. _said];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_said)
        {
            _said.Add($"{eventId.Id} {formatter(state, exception)}");
        }
    }
}
