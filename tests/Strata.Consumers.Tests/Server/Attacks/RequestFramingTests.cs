using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Requests whose end two servers would see in two places, that never end, or that are nothing but headers.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class RequestFramingTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Smuggled = "GET /health/startup HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();

    [Fact]
    public void Requests_OneBehindTheOther_AreBothAnswered()
    {
        using var exchange = new RawExchange(_server.Url);
        exchange.Send($"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n{Smuggled}");

        Assert.Equal([200, 200], RawExchange.Statuses(exchange.ReadAll()));
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "12345")]
    [InlineData("Content-Length: 5, 5\r\n", "12345")]
    [InlineData("Content-Length: -1\r\n", "")]
    [InlineData("Content-Length: 99999999999999999999\r\n", "")]
    [InlineData("Content-Length: 0x5\r\n", "12345")]
    [InlineData("Content-Length: +5\r\n", "12345")]
    [InlineData("Content-Length: 000000000000000000000005\r\n", "12345")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding: gzip\r\n", "0\r\n\r\n")]
    [InlineData("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")]
    [InlineData("Content-Length : 5\r\n", "12345")]
    [InlineData("X-One: 1\r\n Content-Length: 5\r\n", "12345")]
    [InlineData("X\0: 1\r\nContent-Length: 0\r\n", "")]
    [InlineData("X-One: a\0b\r\nContent-Length: 0\r\n", "")]
    [InlineData("Transfer-Encoding: chunked\r\n", "ffffffffffffffff1\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "-1\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "5\r\n123450\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n", "0x5\r\n12345\r\n0\r\n\r\n")]
    public void Request_OfTwoLengths_EndsTheConnection(string headers, string body)
    {
        using var exchange = new RawExchange(_server.Url);
        exchange.Send($"POST /api/v1/spaces/none/rollbacks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{headers}\r\n{body}{Smuggled}");
        var text = exchange.ReadAll();

        Assert.True(exchange.IsEnded, text);
        Assert.DoesNotContain(200, RawExchange.Statuses(text));
        Assert.DoesNotContain(RawExchange.Statuses(text), static status => status >= 500);
    }

    [Fact]
    public void Request_WithALengthAndChunks_IsReadAsChunksOnlyAndEndsTheConnection()
    {
        // RFC 9112, section 6.3: the chunks hold, and the connection is closed.
        using var exchange = new RawExchange(_server.Url);
        exchange.Send($"POST /api/v1/spaces/none/rollbacks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{Smuggled}");
        var text = exchange.ReadAll();

        Assert.True(exchange.IsEnded, text);
        Assert.Single(RawExchange.Statuses(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Host: localhost\r\nHost: other\r\n")]
    [InlineData("Host: a b\r\n")]
    [InlineData("Host: localhost/../x\r\n")]
    public void Request_ForNoHostOrTwo_IsRefused(string hosts)
    {
        using var exchange = new RawExchange(_server.Url);
        exchange.Send($"GET /health/live HTTP/1.1\r\n{hosts}\r\n");

        Assert.Equal([400], RawExchange.Statuses(exchange.ReadAll()));
    }

    [Fact]
    public void Request_ThatNeverEnds_IsEnded()
    {
        using var headers = new RawExchange(_server.Url);
        using var body = new RawExchange(_server.Url);
        headers.Send("GET /health/live HTTP/1.1\r\nHost: localhost\r\n");
        body.Send("POST /api/v1/spaces/none/rollbacks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{");

        // Fifteen seconds for the headers, five of grace and then 240 bytes a second for the body.
        var most = TimeSpan.FromSeconds(40);
        Assert.InRange(body.UntilEnded(() => body.Send(" "), most), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        Assert.InRange(headers.UntilEnded(() => headers.Send("X-Slow: 1\r\n"), most), TimeSpan.Zero, TimeSpan.FromSeconds(30));
        Assert.True(headers.IsEnded && body.IsEnded);
    }

    [Fact]
    public void Headers_ThatAreTooMany_AreRefused()
    {
        Assert.Equal([431], Ask(string.Concat(Enumerable.Range(0, 200).Select(static i => $"X-{i}: 1\r\n"))));
        Assert.Equal([431], Ask($"X-Long: {new string('a', 40_000)}\r\n"));
        Assert.Equal([200], Ask(string.Concat(Enumerable.Range(0, 50).Select(static i => $"X-{i}: 1\r\n"))));

        int[] Ask(string headers)
        {
            using var exchange = new RawExchange(_server.Url);
            exchange.Send($"GET /health/live HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
            return RawExchange.Statuses(exchange.ReadAll());
        }
    }

    [Fact]
    public async Task Body_ThatIsTooLong_IsRefusedBeforeItIsRead()
    {
        using var exchange = new RawExchange(_server.Url);
        exchange.Send("POST /api/v1/spaces/none/rollbacks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10000000000\r\n\r\n");

        Assert.Equal([413], RawExchange.Statuses(exchange.ReadAll()));
        Assert.Equal(200, (await _server.GetAsync("/health/live")).Status);
    }
}
