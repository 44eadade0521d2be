using System.Diagnostics;
using System.Net.Sockets;
using Strata.Mocks;

namespace Strata.Consumers.Tests.Mocks;

/// <summary>What goes wrong on purpose, and what decides when.</summary>
public sealed class MockFaultTests
{
    private const string Faulty = """
          services:
            - name: catalogue
              latency: { mean_milliseconds: 3, jitter_milliseconds: 3 }
              faults:
                - { kind: status, ratio: 0.3, status: 503 }
                - { kind: reset, ratio: 0.2 }
              routes: [{ method: GET, path: /x, status: 200 }]
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Faults_OfOneSeed_AreTheSameInEveryRun()
    {
        var (first, second, other) = (await RunAsync(7), await RunAsync(7), await RunAsync(8));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(static call => call.Fault == "status"), 5, 25);
        Assert.InRange(first.Count(static call => call.Fault == "reset"), 2, 20);
        Assert.All(first, static call => Assert.InRange(call.Delay, TimeSpan.Zero, TimeSpan.FromMilliseconds(6)));
        Assert.True(first.Select(static call => call.Delay).Distinct().Count() > 5);
    }

    [Fact]
    public async Task Faults_AfterAReset_BeginAnew()
    {
        using var configured = new MockedConfiguration(Faulty);
        await using var mocks = await configured.StartAsync();

        var first = await CallAsync(mocks);
        mocks.Reset();

        Assert.Equal(first, await CallAsync(mocks));
    }

    [Theory]
    [InlineData("reset")]
    [InlineData("timeout")]
    public async Task Fault_ThatEndsTheConnection_ResetsItWithoutAnAnswer(string kind)
    {
        using var configured = new MockedConfiguration($"  services: [{{ name: a, faults: [{{ kind: {kind}, ratio: 1, after_milliseconds: 1 }}], routes: [{{ method: GET, path: /x, status: 200 }}] }}]\n");
        await using var mocks = await configured.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", mocks.Url.Port, Cancellation);
        var stream = client.GetStream();
        await stream.WriteAsync("GET /x HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray(), Cancellation);

        var read = await Assert.ThrowsAsync<IOException>(async () => await stream.ReadExactlyAsync(new byte[1], Cancellation));

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(read.InnerException).SocketErrorCode);
        Assert.Equal((null, kind), (Assert.Single(mocks.Calls).Status, mocks.Calls[0].Fault));
    }

    [Fact]
    public async Task Timeout_LongerThanAClientWaits_IsRecordedWhenItGivesUp()
    {
        using var configured = new MockedConfiguration("  services: [{ name: a, faults: [{ kind: timeout, ratio: 1 }], routes: [{ method: GET, path: /x, status: 200 }] }]\n");
        await using var mocks = await configured.StartAsync();
        using var client = new HttpClient { BaseAddress = mocks.Url, Timeout = TimeSpan.FromMilliseconds(200) };

        await Assert.ThrowsAsync<TaskCanceledException>(() => client.GetAsync("/x", Cancellation));

        for (var waited = Stopwatch.StartNew(); mocks.Calls.IsEmpty; await Task.Delay(10, Cancellation))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60), "the call is not recorded");
        }

        Assert.Equal("timeout", mocks.Calls[0].Fault);
    }

    private static async Task<List<(string? Fault, TimeSpan Delay)>> RunAsync(int seed)
    {
        using var configured = new MockedConfiguration(Faulty);
        var file = Path.Combine(configured.Directory, "t.yml");
        File.WriteAllText(file, File.ReadAllText(file).Replace("seed: 7", $"seed: {seed}", StringComparison.Ordinal));
        await using var mocks = await configured.StartAsync();
        return await CallAsync(mocks);
    }

    private static async Task<List<(string? Fault, TimeSpan Delay)>> CallAsync(MockServices mocks)
    {
        using var client = new HttpClient { BaseAddress = mocks.Url };
        for (var i = 0; i < 50; i++)
        {
            try
            {
                using var answer = await client.GetAsync("/x", Cancellation);
            }
            catch (HttpRequestException)
            {
                // A reset.
            }
        }

        // A client may ask again on a new connection when a reset met it on one that it had kept.
        return [.. mocks.Calls.Take(50).Select(static call => (call.Fault, call.Delay))];
    }
}
