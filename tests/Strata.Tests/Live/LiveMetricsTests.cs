using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using Strata.Live;

namespace Strata.Tests.Live;

public class LiveMetricsTests
{
    [Fact]
    public async Task Meter_Reloads_TellsOutcomesDurationsRevisionAndStaleness()
    {
        using var factory = new OneMeterFactory();
        var clock = new FakeTimeProvider(new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero));
        await using var overrides = new WatchedOverrides(options =>
        {
            options.MeterFactory = factory;
            options.TimeProvider = clock;
        }).Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) });
        var measured = new ConcurrentBag<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener, factory) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measured.Add((instrument.Name, value, Show(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measured.Add((instrument.Name, value, Show(tags))));
        listener.Start();
        live.Changed += static (_, _) => throw new FormatException("mine");

        await overrides.ReloadAsync();
        overrides.Write("a.yml", "x: 2");
        await overrides.ReloadAsync();
        overrides.Write("a.yml", "x: [");
        await overrides.ReloadAsync();
        clock.Advance(TimeSpan.FromSeconds(90));
        listener.RecordObservableInstruments();

        Assert.Equal(
            ["strata.outcome=changed;strata.type=t;", "strata.outcome=failed;strata.type=t;", "strata.outcome=unchanged;strata.type=t;"],
            Of("strata.reloads").Select(static measurement => measurement.Tags).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["strata.cause=request;strata.outcome=changed;strata.type=t;", "strata.cause=request;strata.outcome=failed;strata.type=t;", "strata.cause=request;strata.outcome=unchanged;strata.type=t;"],
            Of("strata.resolve.duration").Select(static measurement => measurement.Tags).Order(StringComparer.Ordinal));
        Assert.All(Of("strata.resolve.duration"), static measurement => Assert.InRange(measurement.Value, 0, 600));
        Assert.Equal(("strata.configuration.revision", 2, "strata.type=t;"), Assert.Single(Of("strata.configuration.revision")));
        Assert.Equal(("strata.configuration.staleness", 90, "strata.type=t;"), Assert.Single(Of("strata.configuration.staleness")));
        Assert.Equal(("strata.handler.failures", 1, "strata.type=t;"), Assert.Single(Of("strata.handler.failures")));

        (string Name, double Value, string Tags)[] Of(string name) => [.. measured.Where(measurement => measurement.Name == name)];
    }

    [Fact]
    public async Task Meter_ListenerThatThrows_EndsNoWatch()
    {
        using var factory = new OneMeterFactory();
        await using var overrides = new WatchedOverrides(options => options.MeterFactory = factory).Write("a.yml", "x: 1");
        var live = await overrides.WatchAsync(new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) });
        using var listener = new MeterListener { InstrumentPublished = (instrument, listener) => Listen(instrument, listener, factory) };
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => throw new FormatException("the listener's"));
        listener.Start();

        for (var round = 2; round < 4; round++)
        {
            overrides.Write("a.yml", $"x: {round}");
            Assert.Equal(ReloadOutcome.Changed, await overrides.ReloadAsync().WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        }

        Assert.Equal(3, live.Current.Revision);
    }

    private static void Listen(Instrument instrument, MeterListener listener, OneMeterFactory factory)
    {
        if (ReferenceEquals(instrument.Meter, factory.Made))
        {
            listener.EnableMeasurementEvents(instrument);
        }
    }

    private static string Show(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var sorted = tags.ToArray();
        Array.Sort(sorted, static (left, right) => string.CompareOrdinal(left.Key, right.Key));
        return string.Concat(sorted.Select(static tag => $"{tag.Key}={tag.Value};"));
    }

    private sealed class OneMeterFactory : IMeterFactory
    {
        public Meter? Made { get; private set; }

        public Meter Create(MeterOptions options) => Made = new Meter(options);

        public void Dispose() => Made?.Dispose();
    }
}
