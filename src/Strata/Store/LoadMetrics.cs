using System.Diagnostics.Metrics;

namespace Strata.Store;

/// <summary>The figures of what a manager loads, beside those of what it watches: the meter <c>Strata</c>. Safe for use from several threads.</summary>
internal sealed class LoadMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _isOwn;
    private readonly Histogram<double> _durations;
    private volatile Func<IEnumerable<(string Level, bool IsHit, long Count)>>? _requests;

    /// <param name="factory">Makes the meter, and disposes of it; null to make one here.</param>
    public LoadMetrics(IMeterFactory? factory)
    {
        _isOwn = factory is null;
        _meter = factory?.Create(new MeterOptions("Strata")) ?? new Meter("Strata");
        _durations = _meter.CreateHistogram<double>("strata.load.duration", "s", "How long it took to resolve what was loaded and no cache held, by its outcome: loaded or failed.");
        _meter.CreateObservableCounter(
            "strata.cache.requests",
            () => _requests?.Invoke().Select(static one => new Measurement<long>(one.Count, new("strata.cache.level", one.Level), new("strata.outcome", one.IsHit ? "hit" : "miss"))) ?? [],
            "{request}",
            "Configurations that were looked for in the cache, by level: memory, file, shared.");
    }

    /// <summary>Says what the cache was of use for, when it is asked.</summary>
    public void Follow(Func<IEnumerable<(string Level, bool IsHit, long Count)>> requests) => _requests = requests;

    public void CountLoad(string type, bool isGood, TimeSpan took) => _durations.Record(took.TotalSeconds, new("strata.type", type), new("strata.outcome", isGood ? "loaded" : "failed"));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwn)
        {
            _meter.Dispose();
        }
    }
}
