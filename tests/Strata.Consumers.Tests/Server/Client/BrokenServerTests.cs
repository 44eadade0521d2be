using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>Servers, replicas and proxies that do what they should not: the application keeps what is good, and says what is wrong.</summary>
public sealed class BrokenServerTests : IDisposable
{
    private static readonly ServedPoint Seven = new("e1", 7);
    private static readonly ServedPoint Eight = new("e1", 8);

    private readonly StandInReplica _server = new(Seven, """{"name": "seven"}""");

    public static TheoryData<string, string> BadAnswers => new()
    {
        { StandInReplica.Answer(500, "<html>"), "answered 500" },
        { StandInReplica.Answer(200, "<html>welcome</html>", "text/html"), "does not say of which revision it is" },
        { StandInReplica.Configuration(Eight, "{\"name\": "), "cannot be used" },
        { StandInReplica.Configuration(Eight, "[1]"), "cannot be used" },
        { StandInReplica.Configuration(Eight, """{"a": 1, "A": 2}"""), "STR8006" },
        { StandInReplica.Configuration(Eight, """{"name": "eight"}""").Replace("eight", "night", StringComparison.Ordinal), "the checksum differs" },
        { StandInReplica.Configuration(Eight, """{"name": "eight"}""")[..^3], "cannot be reached" },
        { StandInReplica.Answer(422, """{"title":"the configuration is invalid","code":"STR9015","hint":"mend it","diagnostics":[{"code":"STR4001","severity":"error","message":"variable X is unset","file":"app.yml","line":3,"column":7}]}""", "application/problem+json"), "STR9015" },
        { StandInReplica.Answer(304, "", headers: ["Strata-Revision: x", "Strata-Epoch: e1"]), "does not say of which revision it is" },
    };

    public void Dispose() => _server.Dispose();

    [Theory]
    [MemberData(nameof(BadAnswers))]
    public async Task Answer_ThatIsBad_KeepsTheLastGoodOneAndIsTold(string answer, string reason)
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        _server.Instead = request => request.IsConfiguration ? answer : null;
        _server.Publish(Eight, """{"name": "eight"}""");
        await application.UntilAsync(() => application.Provider.Failure is not null, "the failure");

        Assert.Equal("seven", application.Configuration["name"]);
        Assert.Equal(0, application.Reloads);
        var health = await application.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains(reason, health.Description, StringComparison.Ordinal);
        Assert.Contains("revision 7 is in use", health.Description, StringComparison.Ordinal);
        Assert.Contains(application.Log.Lines, static line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("cannot be followed", StringComparison.Ordinal));

        _server.Instead = null;
        ((IConfigurationRoot)application.Configuration).Reload();
        Assert.Equal("eight", application.Configuration["name"]);
        Assert.Equal(HealthStatus.Healthy, (await application.HealthAsync()).Status);
        Assert.Contains(application.Log.Lines, static line => line.Contains("is followed again: revision 8", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Retry-After: 2")]
    [InlineData("Retry-After: {date}")]
    public void Start_OnABusyServer_LeavesItAloneForAsLongAsItAsks(string header)
    {
        var asked = new List<TimeSpan>();
        var clock = Stopwatch.StartNew();
        var answer = StandInReplica.Answer(503, "", headers: header.Replace("{date}", DateTimeOffset.UtcNow.AddSeconds(3).ToString("R", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        _server.Instead = request =>
        {
            lock (asked)
            {
                asked.Add(clock.Elapsed);
                return asked.Count == 1 && request.IsConfiguration ? answer : null;
            }
        };

        using var manager = Build();
        Assert.Equal("seven", manager["name"]);
        Assert.True(asked[1] - asked[0] > TimeSpan.FromSeconds(1.5), string.Join(", ", asked));
    }

    [Fact]
    public void Start_OnABadAnswer_ThrowsWhatTheServerSays()
    {
        _server.Instead = static _ => (string)BadAnswers.Single(static row => row.Data.Item2 == "STR9015").Data.Item1;
        var thrown = Assert.Throws<OverrideValidationException>(() => Build());
        Assert.Equal(["STR9015", "STR4001"], thrown.Result.Errors.Select(static error => error.Code.ToString()));
        Assert.Equal("app.yml:3:7: error STR4001: variable X is unset", thrown.Result.Errors[1].ToString());
        Assert.Equal("mend it", thrown.Result.Errors[0].Hint);
    }

    [Fact]
    public async Task Replica_ThatLags_NeverTakesTheApplicationBack()
    {
        using var other = new StandInReplica(Seven, """{"name": "seven"}""");
        await using var application = await FollowingApplication.StartAsync(_server.Url, options =>
        {
            options.Reveal = false;
            options.CreateHandler = () => new TwoReplicas(_server.Url, other.Url);
        });
        await application.UntilAsync(() => _server.Watchers + other.Watchers > 0, "somebody who hears of it");
        _server.Publish(Eight, """{"name": "eight"}""");
        other.Say(StandInReplica.EventOf(Eight));
        await application.UntilAsync("name", "eight", reloads: 1);

        // Every other answer is of the replica that does not know better, and does not heed minRevision.
        var names = new HashSet<string?>();
        for (var i = 0; i < 20; i++)
        {
            ((IConfigurationRoot)application.Configuration).Reload();
            names.Add(application.Configuration["name"]);
        }

        Assert.Equal(["eight"], names);
        Assert.Equal(1, application.Reloads);
        Assert.True(other.Asked.Count(static request => request.IsConfiguration) > 3);
        Assert.All(other.Asked.Where(static request => request.IsConfiguration && request.Target.Contains("minRevision", StringComparison.Ordinal)).TakeLast(2), static request =>
            Assert.Contains("minRevision=8&epoch=e1", request.Target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Epoch_ThatIsOver_IsLeftOnceAndForGood()
    {
        var restored = new ServedPoint("e2", 3);
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        _server.Instead = request => request.Target.Contains("epoch=e1", StringComparison.Ordinal) || (request.IsEvents && request.Headers.GetValueOrDefault("Last-Event-ID") == "e1:7")
            ? StandInReplica.Answer(410, """{"title":"epoch e1 is over: the store was restored","code":"STR9012"}""", "application/problem+json")
            : null;
        _server.Json = """{"name": "restored"}""";
        _server.Point = restored;
        _server.Drop();
        await application.UntilAsync("name", "restored", reloads: 1);

        Assert.Equal(restored, application.Provider.Held!.Point);
        Assert.Contains(application.Log.Lines, static line => line.Contains("was restored: revision 7 of epoch e1 was in use, and now revision 3 of epoch e2 is", StringComparison.Ordinal));
        Assert.Single(_server.Asked, static request => request.IsConfiguration && !request.Target.Contains("epoch=", StringComparison.Ordinal) && request.Target.Contains("reveal", StringComparison.Ordinal) && request.Headers.ContainsKey("If-None-Match"));

        // A replica that was not restored yet.
        _server.Instead = request => request.IsConfiguration ? StandInReplica.Configuration(Eight, """{"name": "of the past"}""") : null;
        ((IConfigurationRoot)application.Configuration).Reload();
        Assert.Equal("restored", application.Configuration["name"]);
        Assert.Contains("epoch e1, which is over", application.Provider.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nStrata-Epoch: e1\r\nStrata-Revision: 7\r\n\r\n{")]
    public void Start_OnASlowServer_KeepsToItsTime(string answer)
    {
        _server.Instead = _ => answer;
        var waited = Stopwatch.StartNew();
        var thrown = Assert.Throws<OverrideValidationException>(() => Build(static options => options.StartupTimeout = TimeSpan.FromSeconds(1)));
        Assert.InRange(waited.Elapsed.TotalSeconds, 0.9, 8);
        Assert.Equal("STR9019", Assert.Single(thrown.Result.Errors).Code.ToString());
        Assert.Contains("There is no configuration: error STR9019: the server at", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_WithoutAServer_SaysWhichAndWhatToDo()
    {
        var url = new Uri($"http://127.0.0.1:{LoopbackPort.Free()}/config");
        var thrown = Assert.Throws<OverrideValidationException>(() => Build(static options => options.StartupTimeout = TimeSpan.FromSeconds(1), url));
        var error = Assert.Single(thrown.Result.Errors);
        Assert.Equal($"error STR9019: the server at {url}/ cannot be reached: Connection refused", error.ToString());
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public async Task Start_ThatMayBeWithoutConfiguration_TakesItOverOnceThereIsOne()
    {
        _server.Instead = static _ => StandInReplica.Answer(503, "busy", "text/plain");
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options =>
        {
            options.Optional = true;
            options.StartupTimeout = TimeSpan.FromMilliseconds(300);
        });
        Assert.Empty(application.Configuration.AsEnumerable());
        Assert.Contains("nothing is in use", (await application.HealthAsync()).Description, StringComparison.Ordinal);
        _server.Instead = null;
        await application.UntilAsync("name", "seven", reloads: 1);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\ngathering")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("")]
    public async Task Proxy_ThatGathersEvents_IsGoneRoundByLongPolling(string instead)
    {
        _server.Instead = request => request.IsEvents ? instead : null;
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options => options.SilenceTimeout = TimeSpan.FromMilliseconds(300));
        await application.UntilAsync(() => _server.Asked.Any(static request => request.IsHead), "long polling");
        _server.Publish(Eight, """{"name": "eight"}""");
        await application.UntilAsync("name", "eight", reloads: 1);
        Assert.Contains(_server.Asked, static request => request.IsHead && request.Target.Contains("after=e1%3A7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Stream_ThatFellSilent_IsMadeAgain()
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options => options.SilenceTimeout = TimeSpan.FromMilliseconds(500));
        await application.UntilAsync(() => _server.Asked.Count(static request => request.IsEvents) > 2, "further connections");
        Assert.DoesNotContain(_server.Asked, static request => request.IsHead);
        Assert.Equal("e1:7", _server.Asked.Last(static request => request.IsEvents).Headers["Last-Event-ID"]);
        Assert.Equal(HealthStatus.Healthy, (await application.HealthAsync()).Status);
    }

    [Fact]
    public async Task Stream_WithComments_IsNoSilence()
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options => options.SilenceTimeout = TimeSpan.FromSeconds(2));
        await application.UntilAsync(() => _server.Watchers > 0, "the watch");
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(5))
        {
            _server.Say(":\n\n");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        Assert.Single(_server.Asked, static request => request.IsEvents);
    }

    [Fact]
    public async Task Watch_ThatIsRefused_IsToldWhileAskingGoesOn()
    {
        _server.Instead = static request => request.IsEvents ? StandInReplica.Answer(503, """{"title":"the server has more to do than it can","code":"STR9013"}""", "application/problem+json") : null;
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options => options.PollInterval = TimeSpan.FromMilliseconds(200));
        await application.UntilAsync(() => application.Log.Lines.Any(static line => line.Contains("changes are found by asking now and then alone", StringComparison.Ordinal)), "the log");
        _server.Json = """{"name": "eight"}""";
        _server.Point = Eight;
        await application.UntilAsync("name", "eight", reloads: 1);
        Assert.Equal(HealthStatus.Degraded, (await application.HealthAsync()).Status);
        _server.Instead = null;
        await application.UntilAsync(() => application.Provider.Problem is null, "the watch");
    }

    [Fact]
    public async Task Events_HoweverMany_AreReadForTogether()
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        await application.UntilAsync(() => _server.Watchers > 0, "the watch");
        var before = _server.Asked.Count(static request => request.IsConfiguration);
        _server.Json = """{"name": "many"}""";
        _server.Point = new ServedPoint("e1", 1000);
        _server.Say(string.Concat(Enumerable.Range(8, 993).Select(static number => StandInReplica.EventOf(new ServedPoint("e1", number)))));
        await application.UntilAsync(() => application.Provider.Held!.Point.Revision == 1000, "the last");
        await application.UntilAsync("name", "many", reloads: 1);
        Assert.InRange(_server.Asked.Count(static request => request.IsConfiguration) - before, 1, 12);
    }

    [Fact]
    public async Task Secret_OfABadAnswer_IsNowhere()
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        _server.Instead = static request => request.IsConfiguration ? StandInReplica.Configuration(Eight, """{"password": "s3cret-marmot", "password": "s3cret-marmot" """) : null;
        ((IConfigurationRoot)application.Configuration).Reload();
        var told = new StringBuilder((await application.HealthAsync()).Description).AppendJoin('\n', application.Log.Lines).Append(application.Provider.Failure!.ToLines());
        Assert.DoesNotContain("s3cret-marmot", told.ToString(), StringComparison.Ordinal);
    }

    private ConfigurationManager Build(Action<StrataServerOptions>? configure = null, Uri? url = null)
    {
        var manager = new ConfigurationManager();
        manager.AddStrataServer(url ?? _server.Url, "shop", "app", options =>
        {
            options.Environment = "development";
            configure?.Invoke(options);
        });
        return manager;
    }

    // A load balancer: requests in turn, watches to the first.
    private sealed class TwoReplicas(Uri first, Uri second) : DelegatingHandler(new SocketsHttpHandler())
    {
        private int _turn;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isSecond = !request.RequestUri!.AbsolutePath.EndsWith("/events", StringComparison.Ordinal) && Interlocked.Increment(ref _turn) % 2 == 0;
            request.RequestUri = new Uri(isSecond ? second : first, request.RequestUri.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
