using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Server.Client;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>Traces: from the command through the server to its store, and from a publish to the watcher. A collector's stand-in takes them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TracingTests(TracedServer traced) : IClassFixture<TracedServer>
{
    private const string Canary = "kanarie-9z3v";
    private const string Reading = "GET /api/v1/spaces/{space}/configurations/{type}";
    private const string Publishing = "POST /api/v1/spaces/{space}/revisions";

    private readonly CollectorStandIn _collector = traced.Collector;
    private readonly ServerProcess _server = traced.Server;

    [Fact]
    public async Task Command_ThatAsksAServer_IsOneTraceDownToTheStore()
    {
        await _server.PublishAsync("shop", ("app.yml", $"name: one\npassword: {Canary}\n"));
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        var caller = ActivitySpanId.CreateRandom().ToHexString();

        var result = new StrataCommand().With("OTEL_EXPORTER_OTLP_ENDPOINT", _collector.Url.ToString()).With("TRACEPARENT", $"00-{trace}-{caller}-01").Run("get", "name", "app", "--server", _server.Url.ToString(), "--space", "shop");
        Assert.Equal(("one\n", ""), (result.Output, result.Error));

        var command = await _collector.AwaitAsync(span => span.Name == "strata.command" && span.Trace == trace);
        Assert.Equal(("strata", trace, caller, "get"), (command.Service, command.Trace, command.Parent, command.Attributes["strata.subject"]));
        var store = await _collector.AwaitAsync(span => span.Name == "read sqlite" && span.Trace == trace);
        Assert.Equal(("strata-server", "sqlite"), (store.Service, store.Attributes["db.system.name"]));
        await AssertHangsTogetherAsync(store, command);
        Assert.DoesNotContain(Canary, _collector.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publish_IsOneTraceFromTheRequestToTheWatcher()
    {
        await _server.PublishAsync("stall", ("app.yml", $"name: one\npassword: {Canary}\n"));
        await using var events = await EventStream.OpenAsync(_server.Url, "stall");
        events.Next();
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var body = new JsonObject { ["files"] = new JsonObject { ["app.yml"] = new JsonObject { ["text"] = $"name: two\npassword: {Canary}\n" } } };

        (await _server.SendAsync(HttpMethod.Post, "/api/v1/spaces/stall/revisions?dry=" + Canary, body, ("traceparent", $"00-{parent.TraceId}-{parent.SpanId}-01"))).Success();
        events.Next();

        var trace = parent.TraceId.ToHexString();
        var delivery = await _collector.AwaitAsync(span => span.Name == "strata.watch.deliver" && span.Trace == trace);
        var request = await _collector.AwaitAsync(span => span.Name == Publishing && span.Trace == trace);
        Assert.Equal((trace, parent.SpanId.ToHexString(), "201"), (request.Trace, request.Parent, request.Attributes["http.response.status_code"]));
        await AssertHangsTogetherAsync(delivery, request);
        await AssertHangsTogetherAsync(await _collector.AwaitAsync(span => span.Name == "strata.publish.announce" && span.Trace == trace), request);
        await AssertHangsTogetherAsync(await _collector.AwaitAsync(span => span.Name == "write sqlite" && span.Trace == trace), request);
        await AssertHangsTogetherAsync(await _collector.AwaitAsync(span => span.Name == "strata.merge" && span.Trace == trace), await _collector.AwaitAsync(span => span.Name == "strata.publish.validate" && span.Trace == trace));

        // What nobody else traces is not traced: its share is none.
        var known = _collector.Spans.Select(static span => span.Id).ToHashSet(StringComparer.Ordinal);
        (await _server.GetAsync($"/api/v1/spaces/stall/configurations/app?fact.pet={Canary}")).Success();
        (await _server.GetAsync($"/api/v1/spaces/stall/configurations/app?fact.pet={Canary}&fact.other=1", ("traceparent", $"00-{parent.TraceId}-{parent.SpanId}-01"))).Success();
        await _collector.AwaitAsync(span => span.Name == Reading && span.Trace == trace);
        Assert.All(_collector.Spans.Where(span => !known.Contains(span.Id) && span.Service == "strata-server"), span => Assert.Equal(trace, span.Trace));
        Assert.DoesNotContain(Canary, _collector.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Application_ThatReadsFromTheServer_IsTheBeginningOfTheTrace()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var ended = new ConcurrentDictionary<string, Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Strata" or "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => ended[activity.SpanId.ToHexString()] = activity,
        };
        ActivitySource.AddActivityListener(listener);
        await using var application = await FollowingApplication.StartAsync(_server.Url);

        var request = await _collector.AwaitAsync(span => span.Name == Reading && ended.TryGetValue(span.Parent, out var asking) && ended.ContainsKey(asking.ParentSpanId.ToHexString()));
        Assert.Equal("strata.fetch", ended[ended[request.Parent].ParentSpanId.ToHexString()].OperationName);
        Assert.Equal(ended[request.Parent].TraceId.ToHexString(), request.Trace);
    }

    [Fact]
    public void Command_WhoseCollectorIsNotThere_DoesItsWorkAndSaysSo()
    {
        var nobody = $"http://127.0.0.1:{LoopbackPort.Free()}";

        var result = new StrataCommand().With("OTEL_EXPORTER_OTLP_ENDPOINT", nobody).Run("get", "database.postgresql.host", "docker");
        Assert.Equal((0, "postgres\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("warning: the trace was not sent: ", result.Error, StringComparison.Ordinal);

        var wrong = new StrataCommand().With("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4318").Run("get", "database.postgresql.host", "docker");
        Assert.Equal((0, "postgres\n", "warning: the trace is not sent: $OTEL_EXPORTER_OTLP_ENDPOINT is no address of http or https\n"), (wrong.ExitCode, wrong.Output, wrong.Error));
    }

    // Whether one is within another, whatever stands between.
    private async Task AssertHangsTogetherAsync(ReceivedSpan inner, ReceivedSpan outer)
    {
        for (var at = inner; at.Id != outer.Id;)
        {
            var parent = at.Parent;
            Assert.True(parent.Length > 0, $"{inner.Name} is not within {outer.Name}: {at.Name} is within nothing");
            at = await _collector.AwaitAsync(span => span.Id == parent);
        }

        Assert.Equal(outer.Trace, inner.Trace);
    }
}

/// <summary>A server that traces only what its callers trace, and its collector.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class TracedServer : IAsyncLifetime
{
    internal CollectorStandIn Collector { get; private set; } = null!;

    internal ServerProcess Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Collector = await CollectorStandIn.StartAsync();

        // What is done is sent soon.
        Server = ServerProcess.Of([("OTEL_BSP_SCHEDULE_DELAY", "100")], "--otlp-endpoint", Collector.Url.ToString(), "--trace-sample", "0");
        Server.StartAgain();
    }

    public async ValueTask DisposeAsync()
    {
        Server.Dispose();
        await Collector.DisposeAsync();
    }
}
