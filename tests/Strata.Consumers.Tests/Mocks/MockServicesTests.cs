using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Strata.Mocks;

namespace Strata.Consumers.Tests.Mocks;

/// <summary>Mocks in this process, asked by a real client.</summary>
public sealed class MockServicesTests
{
    private const string Tracks = """
          unmatched: fail
          services:
            - name: catalogue
              routes:
                - { method: GET, path: "/tracks/{id}", status: 200, template: track.json.j2 }
                - { method: GET, path: /tracks/missing, status: 404 }
                - { method: POST, path: "/v1/models/{model}:predict", status: 201, template: prediction.json.j2 }
        """;

    private static readonly (string, string)[] Templates =
    [
        ("track.json.j2", """{# one track #}{"id": "{{ path.id }}", "artist": "{{ query.artist | default('nobody') }}", "agent": "{{ header.X-Agent }}", "now": "{{ now }}", "uuid": "{{uuid}}", "method": "{{ method }}"}"""),
        ("prediction.json.j2", """{"model": "{{ path.model }}", "instances": {{ body.instances | tojson }}, "second": {{ body.instances.1 | tojson }}, "none": {{ body.nope | tojson }}, "url": "{{ url }}"}"""),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Get_ARouteWithAParameter_FillsInItsTemplate()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
        await using var mocks = await configured.StartAsync(options => options.TimeProvider = time);
        using var client = new HttpClient { BaseAddress = mocks.Url };
        client.DefaultRequestHeaders.Add("X-Agent", "me");

        using var answer = await client.GetAsync("/tracks/a%20%22b%22?artist=Ann%20O", Cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);

        Assert.Equal((HttpStatusCode.OK, "application/json; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal(("a \"b\"", "Ann O", "me", "2026-11-30T08:00:00.000Z", "GET"), (Text("id"), Text("artist"), Text("agent"), Text("now"), Text("method")));
        Assert.True(Guid.TryParse(Text("uuid"), out _));

        string Text(string key) => body.GetProperty(key).GetString()!;
    }

    [Fact]
    public async Task Post_ABodyOfJson_IsReadByItsKeys()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        await using var mocks = await configured.StartAsync();
        using var client = new HttpClient { BaseAddress = mocks.Url };

        using var answer = await client.PostAsJsonAsync("/v1/models/mood:predict", new { instances = new object[] { 1, "two" } }, Cancellation);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($$"""{"model": "mood", "instances": [1,"two"], "second": "two", "none": null, "url": "{{mocks.Url.GetLeftPart(UriPartial.Authority)}}"}""", await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Get_APathThatTwoRoutesMatch_IsAnsweredByTheOneWithFewerParameters()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        await using var mocks = await configured.StartAsync();
        using var client = new HttpClient { BaseAddress = mocks.Url };

        using var missing = await client.GetAsync("/tracks/missing", Cancellation);
        using var other = await client.GetAsync("/tracks/missing2", Cancellation);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (missing.StatusCode, other.StatusCode));
        Assert.Empty(await missing.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Calls_AreRecordedInOrder_UntilReset()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        await using var mocks = await configured.StartAsync();
        using var client = new HttpClient { BaseAddress = mocks.Url };

        using var first = await client.GetAsync("/tracks/7?a=b%20c", Cancellation);
        using var second = await client.PostAsync("/v1/models/m:predict", new StringContent("é"), Cancellation);
        var calls = mocks.Calls;

        Assert.Equal([1, 2], calls.Select(static call => call.Number));
        Assert.Equal(("catalogue", "/tracks/{id}", "GET", "/tracks/7", "a=b%20c", 200), (calls[0].Service, calls[0].Route, calls[0].Method, calls[0].Path, calls[0].Query, calls[0].Status));
        Assert.Equal(("é", "text/plain; charset=utf-8"), (calls[1].Body, calls[1].Headers["content-type"]));
        Assert.Equal("GET /tracks/7 -> 200 (catalogue, 0 ms)", calls[0].ToString());
        mocks.Verify();

        mocks.Reset();
        Assert.Empty(mocks.Calls);
    }

    [Theory]
    [InlineData("fail", 501, true)]
    [InlineData("not_found", 404, false)]
    [InlineData("pass", 204, false)]
    public async Task Verify_AfterACallThatNoRouteAnswers_FailsWhereThatIsConfigured(string unmatched, int status, bool fails)
    {
        using var configured = new MockedConfiguration(Tracks.Replace("unmatched: fail", $"unmatched: {unmatched}", StringComparison.Ordinal), Templates);
        await using var mocks = await configured.StartAsync();
        using var client = new HttpClient { BaseAddress = mocks.Url };

        using var answer = await client.DeleteAsync("/tracks/7", Cancellation);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.False(Assert.Single(mocks.Calls).IsMatched);
        if (fails)
        {
            var exception = Assert.Throws<UnmatchedCallException>(mocks.Verify);
            Assert.StartsWith("No route answers DELETE /tracks/7; there are GET /tracks/{id}, ", exception.Message, StringComparison.Ordinal);
            Assert.Equal("/tracks/7", Assert.Single(exception.Calls).Path);
            Assert.Contains("no mock answers DELETE /tracks/7", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
            mocks.Reset();
        }

        mocks.Verify();
    }

    [Fact]
    public async Task Start_OnAPortThatIsTaken_SaysSo()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        var exception = await Assert.ThrowsAsync<MockAddressException>(() => configured.StartAsync(options => options.Port = port));

        Assert.Equal($"port {port} of 127.0.0.1 is taken", exception.Message);
    }

    [Fact]
    public async Task Start_OnLoopback_ListensThereAlone()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        await using var mocks = await configured.StartAsync();

        // The same port of another address of this machine is free.
        using var listener = new TcpListener(IPAddress.Parse("127.0.0.2"), mocks.Url.Port);
        listener.Start();
    }

    [Fact]
    public async Task Dispose_FreesThePort()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        var mocks = await configured.StartAsync();
        await mocks.DisposeAsync();
        await mocks.DisposeAsync();

        await using var again = await configured.StartAsync(options => options.Port = mocks.Url.Port);

        Assert.Equal(mocks.Url, again.Url);
    }

    [Fact]
    public async Task Calls_BeyondTheMost_ForgetTheOldest()
    {
        using var configured = new MockedConfiguration(Tracks, Templates);
        await using var mocks = await configured.StartAsync(static options => options.MaxCalls = 2);
        using var client = new HttpClient { BaseAddress = mocks.Url };

        foreach (var id in new[] { "a", "b", "c" })
        {
            using var answer = await client.GetAsync($"/tracks/{id}", Cancellation);
        }

        Assert.Equal(["/tracks/b", "/tracks/c"], mocks.Calls.Select(static call => call.Path));
    }
}
