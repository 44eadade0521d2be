using System.Runtime.Versioning;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Strata.Consumers.Tests.Provider;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>An application over a server process: it reads, follows, and starts without it.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AddStrataServerTests : IDisposable
{
    private const string Base = """
        _metadata: { type: "*", sensitive: [hidden.value] }
        database: { host: localhost, port: 0x1F, password: s3cret-marmot, url: "postgresql://app:s3cret-marmot@db/app" }
        hidden: { value: s3cret-otter, count: 3 }
        list: [a, { b: 1 }, [true, null]]
        empty: { list: [], map: {}, text: "", nothing: null }
        limits: { most: .inf, least: -.inf, none: .nan, rate: 1.50 }
        long: "a\u0001\u007F\u2028é𝄞"
        """;

    private readonly ServerProcess _server = ServerProcess.Start("--heartbeat", "0.2");
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-client-");

    private string Kept => Path.Combine(_directory.FullName, "app.kept");

    public void Dispose()
    {
        _server.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Keys_FromTheServer_AreThoseFromTheFiles()
    {
        (string, string)[] files = [("base.yml", Base), ("app.yml", "_metadata: { dependencies: [base] }\npool: { max_size: 5 }\n"), ("acme.yml", "_metadata: { type: app, priority: high, conditions: { tenant: acme, facts: { region: \"eu-*\" } } }\nname: \"${NAME:-none}\"\n")];
        await _server.PublishAsync("shop", files);
        using var overrides = new ProvidedOverrides(files);
        using var fromFiles = overrides.Build(options =>
        {
            options.Type = "app";
            options.Context = static context => context with { Tenant = "acme", Facts = context.Facts.Add("region", "eu-west") };
            options.Manager.Variables = new Values.VariableSet(new Dictionary<string, string> { ["NAME"] = "given" }, null, new Dictionary<string, string>());
        });
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options =>
        {
            options.Tenant = "acme";
            options.Facts["region"] = "eu-west";
            options.Variables["NAME"] = "given";
        });

        Assert.Equal(Pairs(fromFiles), Pairs(application.Configuration));
        Assert.Equal("given", application.Configuration["name"]);
        Assert.Equal("Infinity", application.Configuration["limits:most"]);
        Assert.Equal("5", application.Configuration["Pool:MaxSize"]);
    }

    [Fact]
    public async Task Options_AfterAPublish_AreMonitoredAndOfEqualContentNobodyHears()
    {
        await _server.PublishAsync("shop", ("app.yml", "pool: { max_size: 1 }\n"));
        await using var application = await FollowingApplication.StartAsync(_server.Url, build: static builder => builder.Services.AddStrataOptions<Pool>("pool"));
        var monitor = application.Services.GetRequiredService<IOptionsMonitor<Pool>>();
        Assert.Equal(1, monitor.CurrentValue.MaxSize);

        await _server.PublishAsync("shop", ("app.yml", "pool: { max_size: 1 }\n"), ("other.yml", "x: 1\n"));
        await application.UntilAsync(() => application.Provider.Held!.Point.Revision == 2, "revision 2");
        Assert.Equal(0, application.Reloads);

        await _server.PublishAsync("shop", ("app.yml", "pool: { max_size: 2 }\n"));
        await application.UntilAsync("pool:max_size", "2", reloads: 1);
        await application.UntilAsync(() => monitor.CurrentValue.MaxSize == 2, "the options");
        Assert.Contains(application.Log.Lines, static line => line.Contains("changed: revision 3 is in use", StringComparison.Ordinal));
        var health = await application.HealthAsync();
        Assert.Equal(HealthStatus.Healthy, health.Status);
        Assert.Equal(3L, health.Data["revision"]);
    }

    [Theory]
    [InlineData(ServerWatchMode.LongPoll, 60_000)]
    [InlineData(ServerWatchMode.Off, 100)]
    public async Task Change_WithoutEvents_IsHeardOfAllTheSame(ServerWatchMode mode, int interval)
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        await using var application = await FollowingApplication.StartAsync(_server.Url, options =>
        {
            options.Watch = mode;
            options.PollInterval = TimeSpan.FromMilliseconds(interval);
        });
        await _server.PublishAsync("shop", ("app.yml", "name: two\n"));
        await application.UntilAsync("name", "two", reloads: 1);
    }

    [Fact]
    public async Task Secrets_InTheDebugView_AreMaskedAsTheServerMasksThem()
    {
        await _server.PublishAsync("shop", ("base.yml", Base), ("app.yml", "_metadata: { dependencies: [base] }\nname: app\n"));
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        Assert.Equal("s3cret-otter", application.Configuration["hidden:value"]);
        Assert.Equal("s3cret-marmot", application.Configuration["database:password"]);
        var view = ((IConfigurationRoot)application.Configuration).GetDebugView();
        Assert.DoesNotContain("s3cret", view, StringComparison.Ordinal);
        Assert.Contains("postgresql://app:********@db/app", view, StringComparison.Ordinal);
        Assert.Contains("count=3", view, StringComparison.Ordinal);

        // The same values, of which another is declared secret: nothing changes but what may be shown.
        await _server.PublishAsync("shop", ("base.yml", Base.Replace("hidden.value", "hidden.*", StringComparison.Ordinal)), ("app.yml", "_metadata: { dependencies: [base] }\nname: app\n"));
        await application.UntilAsync(() => application.Provider.Held!.Point.Revision == 2, "revision 2");
        Assert.DoesNotContain("count=3", ((IConfigurationRoot)application.Configuration).GetDebugView(), StringComparison.Ordinal);
        Assert.Equal(0, application.Reloads);

        await using var masked = await FollowingApplication.StartAsync(_server.Url, static options => options.Reveal = false);
        Assert.Equal("********", masked.Configuration["hidden:value"]);
    }

    [Fact]
    public async Task Explanation_OfAServedValue_NamesTheServer()
    {
        await _server.PublishAsync("shop", ("base.yml", Base), ("app.yml", "_metadata: { dependencies: [base] }\nname: app\n"));
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        var explainer = application.Services.GetRequiredService<IConfigurationExplainer>();
        var origin = explainer.Explain("Database:Host")!.Explanation.Origin!;
        Assert.Equal("shop/app", origin.Override);
        Assert.Equal($"{_server.Url}api/v1/spaces/shop/configurations/app", origin.File);
        Assert.DoesNotContain("s3cret", explainer.Explain("hidden:value")!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutTheServer_IsFromTheFileAndSaysHowOldItIs()
    {
        await _server.PublishAsync("shop", ("base.yml", Base), ("app.yml", "_metadata: { dependencies: [base] }\nname: one\n"));
        using var relay = new RelayedServer(_server.Url);
        await using (await FollowingApplication.StartAsync(relay.Url, WithFile))
        {
        }

        Assert.DoesNotContain("s3cret", File.ReadAllText(Kept), StringComparison.Ordinal);
        _server.Stop("KILL");
        await using var application = await FollowingApplication.StartAsync(relay.Url, WithFile);
        Assert.Equal("one", application.Configuration["name"]);
        Assert.Equal("s3cret-marmot", application.Configuration["database:password"]);
        Assert.DoesNotContain("s3cret", ((IConfigurationRoot)application.Configuration).GetDebugView(), StringComparison.Ordinal);
        var health = await application.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains($"revision 1 from {Kept} is in use, which the server confirmed", health.Description, StringComparison.Ordinal);
        Assert.True((double)health.Data["age_seconds"] > 0);
        Assert.Equal(true, health.Data["from_file"]);
        Assert.Contains(application.Log.Lines, line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains($"revision 1 from {Kept} is in use", StringComparison.Ordinal) && line.Contains("STR9019", StringComparison.Ordinal));

        _server.StartAgain();
        relay.Target = _server.Url;
        await _server.PublishAsync("shop", ("app.yml", "name: two\n"));
        await application.UntilAsync("name", "two", reloads: 1);

        // The values are there a moment before it is put down that the server confirmed them.
        await Eventually.HoldsAsync(async () => (await application.HealthAsync()).Status == HealthStatus.Healthy);
    }

    [Fact]
    public async Task Server_StartedAgain_IsFollowedOn()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        using var relay = new RelayedServer(_server.Url);
        await using var application = await FollowingApplication.StartAsync(relay.Url);
        foreach (var (reloads, signal, name) in new[] { (1, "TERM", "two"), (2, "KILL", "three") })
        {
            _server.Stop(signal);
            _server.StartAgain();
            relay.Target = _server.Url;
            await _server.PublishAsync("shop", ("app.yml", $"name: {name}\n"));
            await application.UntilAsync("name", name, reloads);
        }

        Assert.Equal(3, application.Provider.Held!.Point.Revision);
    }

    [Theory]
    [InlineData("key", "it was written with another key")]
    [InlineData("context", "it is of another context")]
    [InlineData("cut", "it was cut short")]
    [InlineData("age", "is too old: the server confirmed it")]
    public async Task Start_FromAFileThatCannotBeUsed_FailsWithTheReason(string what, string reason)
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        await using (await FollowingApplication.StartAsync(_server.Url, WithFile))
        {
        }

        _server.Stop();
        if (what == "cut")
        {
            File.WriteAllBytes(Kept, File.ReadAllBytes(Kept)[..^5]);
        }

        var thrown = await Assert.ThrowsAsync<OverrideValidationException>(() => FollowingApplication.StartAsync(_server.Url, options =>
        {
            WithFile(options);
            options.LastKnownGoodKey = what == "key" ? "another" : options.LastKnownGoodKey;
            options.Tenant = what == "context" ? "acme" : null;
            options.MaxStaleness = what == "age" ? TimeSpan.FromMilliseconds(1) : null;
        }));
        Assert.Equal(2, thrown.Result.Errors.Length);
        Assert.Contains(reason, thrown.Result.Errors[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_OfAnotherKey_IsWrittenAnewWhereTheServerAnswersAndToldOf()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        File.WriteAllText(Kept, "of something else");
        await using var application = await FollowingApplication.StartAsync(_server.Url, WithFile);
        Assert.Contains(application.Log.Lines, static line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("cannot be used", StringComparison.Ordinal));
        Assert.StartsWith("strata-last-known-good 1\n", File.ReadAllText(Kept), StringComparison.Ordinal);
        Assert.Equal(HealthStatus.Healthy, (await application.HealthAsync()).Status);
    }

    [Fact]
    public async Task File_ThatCannotBeWritten_IsToldAndHurtsNothing()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        Directory.CreateDirectory(Kept);
        await using var application = await FollowingApplication.StartAsync(_server.Url, WithFile);
        Assert.Equal("one", application.Configuration["name"]);
        var health = await application.HealthAsync();
        Assert.Equal(HealthStatus.Degraded, health.Status);
        Assert.Contains($"cannot be written to {Kept}", health.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OfWhatTheServerDoesNotHave_SaysWhatItHas()
    {
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var thrown = await Assert.ThrowsAsync<OverrideValidationException>(() => FollowingApplication.StartAsync(_server.Url, type: "nope"));
        Assert.Equal("STR2004", thrown.Result.Errors[0].Code.ToString());
        Assert.Contains("known types are \"app\"", thrown.Result.Errors[0].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_ThatMakeNoSense_AreRefusedAtOnce()
    {
        var url = new Uri("http://127.0.0.1:1");
        AssertRefused("secrets would stand in", url, static options => options.LastKnownGoodFile = "app.kept");
        AssertRefused("is an empty text", url, static options => (options.LastKnownGoodFile, options.LastKnownGoodKey) = ("app.kept", ""));
        AssertRefused("StartupTimeout is", url, static options => options.StartupTimeout = TimeSpan.Zero);
        AssertRefused("PollInterval is", url, static options => options.PollInterval = TimeSpan.FromDays(50));
        AssertRefused("is no address of a server", new Uri("ftp://127.0.0.1"));
        AssertRefused("is no address of a server", new Uri("/config", UriKind.Relative));
        AssertRefused("is no address of a server", new Uri("http://127.0.0.1/?a=1"));
        Assert.DoesNotContain("s3cret", AssertRefused("has a user in it", new Uri("http://app:s3cret@127.0.0.1")), StringComparison.Ordinal);

        static string AssertRefused(string reason, Uri url, Action<StrataServerOptions>? configure = null)
        {
            var message = Assert.Throws<ArgumentException>(() => new ConfigurationBuilder().AddStrataServer(url, "shop", "app", configure)).Message;
            Assert.Contains(reason, message, StringComparison.Ordinal);
            return message;
        }
    }

    private static List<string> Pairs(IConfiguration configuration) => [.. configuration.AsEnumerable().Select(static pair => $"{pair.Key}={pair.Value ?? "null"}").Order(StringComparer.Ordinal)];

    private void WithFile(StrataServerOptions options)
    {
        options.LastKnownGoodFile = Kept;
        options.LastKnownGoodKey = Convert.ToHexString(new byte[32]);
        options.StartupTimeout = TimeSpan.FromSeconds(2);
    }

    public sealed record Pool
    {
        public required int MaxSize { get; init; }
    }
}
