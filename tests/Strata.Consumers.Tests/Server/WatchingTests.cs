using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Strata.Consumers.Tests.Server;

/// <summary>How watchers hear of new heads.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class WatchingTests : IDisposable
{
    private const string Path = "/api/v1/spaces/shop/head";

    private readonly ServerProcess _server = ServerProcess.Start("--heartbeat", "1", "--write-timeout", "2");

    [Fact]
    public async Task Event_OfEachPublish_HasItsRevisionAndNoValues()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        await using var events = await EventStream.OpenAsync(_server.Url, "shop");
        Assert.Equal(1, events.Next()["revision"]!.GetValue<long>());
        await _server.PublishAsync("shop", ("app.yml", "name: needle\n"));
        var second = events.Next();
        Assert.Equal(2, second["revision"]!.GetValue<long>());
        Assert.Equal(["space", "epoch", "revision", "hash"], second.AsObject().Select(static member => member.Key));
        Assert.DoesNotContain("needle", second.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Resume_FromWhatWasSeen_TellsOnlyOfWhatIsNewer()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var epoch = (await _server.GetAsync(Path)).Success()["epoch"]!.GetValue<string>();
        await using (var same = await EventStream.OpenAsync(_server.Url, "shop", $"{epoch}:1"))
        {
            Assert.Equal("", same.NextLine(":"));
            await _server.PublishAsync("shop", ("app.yml", "name: two\n"));
            Assert.Equal($"{epoch}:2", same.NextLine("id: "));
        }

        await using var older = await EventStream.OpenAsync(_server.Url, "shop", $"{epoch}:1");
        Assert.Equal($"{epoch}:2", older.NextLine("id: "));
    }

    [Theory]
    [InlineData("another0epoch000:1")]
    [InlineData("{epoch}:99")]
    [InlineData("nonsense")]
    public async Task Resume_FromAPointThatIsGone_Is410(string point)
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var epoch = (await _server.GetAsync(Path)).Success()["epoch"]!.GetValue<string>();
        var id = point.Replace("{epoch}", epoch, StringComparison.Ordinal);
        foreach (var answer in new[] { await _server.GetAsync("/api/v1/spaces/shop/events", ("Last-Event-ID", id)), await _server.GetAsync($"{Path}?after={id}") })
        {
            Assert.Equal(410, answer.Status);
            Assert.Equal("STR9012", answer.Json!["code"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task LongPoll_WaitsForAnotherHead()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var id = (await _server.GetAsync(Path)).ETag!.Trim('"');
        Assert.Equal(204, (await _server.GetAsync($"{Path}?after={id}&timeout=0.2")).Status);
        var waiting = _server.GetAsync($"{Path}?after={id}&timeout=20");
        await _server.PublishAsync("shop", ("app.yml", "name: two\n"));
        Assert.Equal(2, (await waiting).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task End_OfTheServer_DrainsWatchersWithATimeToComeBack()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        await using var events = await EventStream.OpenAsync(_server.Url, "shop");
        events.Next();
        _server.Stop();
        Assert.InRange(int.Parse(events.NextLine("retry: "), System.Globalization.CultureInfo.InvariantCulture), 500, 10_000);
        await events.Ended.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Reader_ThatIsGone_IsNoWatcherAnyMore()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        await using (var events = await EventStream.OpenAsync(_server.Url, "shop"))
        {
            events.Next();
            Assert.Equal(1, await WatchersAsync());
        }

        await Eventually.HoldsAsync(async () => await WatchersAsync() == 0);
    }

    [Fact]
    public async Task Reader_ThatDoesNotRead_IsDropped()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        using var slow = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
        await slow.ConnectAsync(_server.Url.Host, _server.Url.Port, TestContext.Current.CancellationToken);
        await slow.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/spaces/shop/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(async () => await WatchersAsync() == 1);

        // Each event is some two hundred bytes, until what the system keeps for both sides is full.
        for (var i = 0; await WatchersAsync() == 1; i++)
        {
            Assert.True(i < 5000, "the reader that reads nothing is still written to");
            (await _server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/rollbacks", new { to = 1 })).Success();
        }
    }

    public void Dispose() => _server.Dispose();

    private async Task<int> WatchersAsync() => (await _server.GetAsync("/health/ready")).Json!["watchers"]!.GetValue<int>();
}
