using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Strata.Consumers.Tests.Provider;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>The contract of providers over a configuration from a server.</summary>
public sealed class ServerProviderContractTests : ProviderContract, IDisposable
{
    private readonly List<IDisposable> _made = [];

    protected override IConfigurationProvider Provide(string json)
    {
        var server = new StandInReplica(new ServedPoint("e1", 1), json);
        var options = new StrataServerOptions { Environment = "development", Watch = ServerWatchMode.Off };
        var provider = new StrataServerProvider(new ServerQuestion(server.Url, "shop", "app", options), options);
        _made.AddRange([provider, server]);
        return provider;
    }

    public void Dispose() => _made.ForEach(static made => made.Dispose());
}

/// <summary>How a provider over a server lives and ends, and what it counts.</summary>
public sealed class ServerProviderTests : IDisposable
{
    private readonly StandInReplica _server = new(new ServedPoint("e1", 7), """{"name": "seven"}""");

    public void Dispose() => _server.Dispose();

    [Theory]
    [InlineData(ServerWatchMode.Events)]
    [InlineData(ServerWatchMode.LongPoll)]
    public async Task Dispose_WhileTheServerIsSilent_EndsEverythingAtOnce(ServerWatchMode mode)
    {
        var provider = Provider(options => options.Watch = mode);
        provider.Load();
        _server.Instead = static _ => "";
        _server.Drop();
        var reload = Task.Run(provider.Load, TestContext.Current.CancellationToken);
        await Until(() => _server.Asked.Count > 4);
        var waited = Stopwatch.StartNew();
        provider.Dispose();
        Assert.True(waited.Elapsed < TimeSpan.FromSeconds(10));
        Assert.True(provider.Completion.IsCompletedSuccessfully);
        await reload.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        provider.Load();
        provider.Dispose();
        Assert.True(provider.TryGet("name", out var name));
        Assert.Equal("seven", name);
    }

    [Fact]
    public void Dispose_ByWhoIsToldOfAChange_ReturnsAtOnce()
    {
        var provider = Provider();
        provider.Load();
        using var ended = new ManualResetEventSlim();
        using var listening = ChangeToken.OnChange(provider.GetReloadToken, () =>
        {
            var thread = new Thread(provider.Dispose);
            thread.UnsafeStart();
            thread.Join();
            ended.Set();
        });
        _server.Publish(new ServedPoint("e1", 8), """{"name": "eight"}""");
        Assert.True(ended.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Listener_ThatThrows_HurtsNobody()
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url);
        using var listening = ChangeToken.OnChange(application.Provider.GetReloadToken, static () => throw new InvalidOperationException("s3cret"));
        await Until(() => _server.Watchers == 1);
        _server.Publish(new ServedPoint("e1", 8), """{"name": "eight"}""");
        await application.UntilAsync("name", "eight", reloads: 1);
        _server.Publish(new ServedPoint("e1", 9), """{"name": "nine"}""");
        await application.UntilAsync("name", "nine", reloads: 2);
        await application.UntilAsync(() => application.Log.Lines.Count(static line => line.Contains("threw an exception", StringComparison.Ordinal)) == 2, "both in the log");
        Assert.DoesNotContain("s3cret", string.Join('\n', application.Log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatEndsWithAWait_IsMadeAgainBehindIt()
    {
        using var provider = Provider();
        provider.Load();
        await Until(() => _server.Watchers == 1);
        _server.Say("retry: 1500\n\n");
        var waited = Stopwatch.StartNew();

        // What was said is taken in before the end of the stream is.
        _server.Drop();
        await Until(() => _server.Watchers == 1);
        Assert.True(waited.Elapsed > TimeSpan.FromSeconds(1.4), $"{waited.Elapsed}");
    }

    [Fact]
    public async Task Figures_OfReadings_AreThereByTheirOutcome()
    {
        using var figures = new Figures();
        using var provider = Provider(options =>
        {
            options.MeterFactory = figures;
            options.Watch = ServerWatchMode.Off;
        });
        provider.Load();
        provider.Load();
        _server.Publish(new ServedPoint("e1", 8), """{"name": "eight"}""");
        provider.Load();
        _server.Instead = static _ => StandInReplica.Answer(500, "");
        provider.Load();
        Assert.Equal(["changed", "unchanged", "changed", "failed"], figures.Outcomes);
        await Until(() => figures.Read("strata.server.staleness") > 0);
        Assert.Equal(8, figures.Read("strata.server.revision"));
    }

    [Fact]
    public async Task Age_BeyondWhatIsAllowed_IsUnhealthyAndNotDegradedAlone()
    {
        await using var application = await FollowingApplication.StartAsync(_server.Url, static options => options.MaxStaleness = TimeSpan.FromSeconds(1));
        _server.Instead = static _ => StandInReplica.Answer(500, "");
        ((IConfigurationRoot)application.Configuration).Reload();
        var statuses = new List<HealthStatus>();
        while (statuses is [] || statuses[^1] != HealthStatus.Unhealthy)
        {
            statuses.Add((await application.HealthAsync()).Status);
            Assert.InRange(statuses.Count, 1, 1000);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.DoesNotContain(HealthStatus.Healthy, statuses);
        _server.Instead = null;
        ((IConfigurationRoot)application.Configuration).Reload();

        // The watch comes back in its own time.
        for (var i = 0; (await application.HealthAsync()).Status != HealthStatus.Healthy; i++)
        {
            Assert.InRange(i, 0, 1000);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void File_OfTheSameContent_IsWrittenAnewEachFiveMinutes()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 30, 8, 0, 0, TimeSpan.Zero));
        var options = new StrataServerOptions { Environment = "development", LastKnownGoodFile = path, LastKnownGoodKey = new string('0', 64), TimeProvider = time };
        var question = new ServerQuestion(_server.Url, "shop", "app", options);
        try
        {
            var kept = new LastKnownGood(question, options);
            var content = new ServedContent(new ServedPoint("e1", 7), "{}"u8.ToArray(), "\"a\"", null, null, time.GetUtcNow());
            kept.Write(content);
            kept.Write(content with { ConfirmedAt = time.GetUtcNow().AddMinutes(4) });
            Assert.Equal(time.GetUtcNow(), new LastKnownGood(question, options).Read()!.ConfirmedAt);
            kept.Write(content with { ConfirmedAt = time.GetUtcNow().AddMinutes(5) });
            Assert.Equal(time.GetUtcNow().AddMinutes(5), new LastKnownGood(question, options).Read()!.ConfirmedAt);
            kept.Write(content with { Point = new ServedPoint("e1", 8), ConfirmedAt = time.GetUtcNow().AddMinutes(6) });
            Assert.Equal(8, new LastKnownGood(question, options).Read()!.Point.Revision);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(12_000, "3 h 20 min")]
    [InlineData(90_000, "1 d 1 h")]
    public void Age_ForPeople_IsInTheUnitsThatMatter(int seconds, string text) => Assert.Equal(text, AgeText.Of(TimeSpan.FromSeconds(seconds)));

    private static async Task Until(Func<bool> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(60));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private StrataServerProvider Provider(Action<StrataServerOptions>? configure = null)
    {
        var options = new StrataServerOptions { Environment = "development" };
        configure?.Invoke(options);
        return new StrataServerProvider(new ServerQuestion(_server.Url, "shop", "app", options), options);
    }

    private sealed class Figures : IMeterFactory
    {
        private readonly Meter _meter = new("Strata");
        private readonly MeterListener _listener = new();
        private readonly ConcurrentDictionary<string, double> _last = new();

        public Figures()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == _meter)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            {
                _last[instrument.Name] = value;
                foreach (var (name, tag) in tags)
                {
                    if (instrument.Name == "strata.server.reads" && name == "strata.outcome")
                    {
                        Outcomes.Enqueue((string)tag!);
                    }
                }
            });
            _listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => _last[instrument.Name] = value);
            _listener.Start();
        }

        public ConcurrentQueue<string> Outcomes { get; } = new();

        public Meter Create(MeterOptions options) => _meter;

        public double Read(string name)
        {
            _listener.RecordObservableInstruments();
            return _last.GetValueOrDefault(name);
        }

        public void Dispose()
        {
            _listener.Dispose();
            _meter.Dispose();
        }
    }
}
