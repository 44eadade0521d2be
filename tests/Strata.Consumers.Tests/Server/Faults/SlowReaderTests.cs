using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Watchers that do not read.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class SlowReaderTests : IDisposable
{
    private const int Slow = 50;

    private const int WriteTimeout = 5;

    private readonly ServerProcess _server = ServerProcess.Start("--heartbeat", "1", "--write-timeout", WriteTimeout.ToString(CultureInfo.InvariantCulture));

    [Fact]
    public async Task Watcher_AmongMany_ThatDoNotRead_HearsInTime()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var readers = new List<Socket>();
        try
        {
            for (var i = 0; i < Slow; i++)
            {
                var reader = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 1024 };
                readers.Add(reader);
                await reader.ConnectAsync(_server.Url.Host, _server.Url.Port, TestContext.Current.CancellationToken);
                await reader.SendAsync(Encoding.ASCII.GetBytes("GET /api/v1/spaces/shop/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), TestContext.Current.CancellationToken);
            }

            await using var good = await EventStream.OpenAsync(_server.Url, "shop");
            Assert.Equal(1, good.Next()["revision"]!.GetValue<long>());
            await Eventually.HoldsAsync(async () => await WatchersAsync() == Slow + 1);

            // Until those are full who read nothing, while they are, and when they have been dropped.
            var slowest = TimeSpan.Zero;
            for (var i = 0; i % 20 != 0 || await WatchersAsync() > 1; i++)
            {
                Assert.True(i < 5000, "readers that read nothing are still written to");
                var told = Stopwatch.StartNew();
                (await _server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/rollbacks", new { to = 1 })).Success();
                good.Next();
                slowest = told.Elapsed > slowest ? told.Elapsed : slowest;
            }

            // Whoever waited for one that reads nothing would have waited until that one is given up.
            Assert.True(slowest < TimeSpan.FromSeconds(WriteTimeout), $"a watcher that reads heard of a publish only after {slowest}");
        }
        finally
        {
            readers.ForEach(static reader => reader.Dispose());
        }
    }

    public void Dispose() => _server.Dispose();

    private async Task<int> WatchersAsync() => (await _server.GetAsync("/health/ready")).Json!["watchers"]!.GetValue<int>();
}
