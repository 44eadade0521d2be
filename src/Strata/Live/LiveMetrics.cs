using System.Diagnostics.Metrics;

namespace Strata.Live;

/// <summary>The figures of the configurations that a manager watches: the meter <c>Strata</c>.</summary>
internal sealed class LiveMetrics : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Strata";

    private const string Type = "strata.type";
    private const string Outcome = "strata.outcome";
    private const string Cause = "strata.cause";

    private readonly Meter _meter;
    private readonly bool _isOwn;
    private readonly Counter<long> _reloads;
    private readonly Histogram<double> _durations;
    private readonly Counter<long> _handlerFailures;

    /// <param name="factory">Makes the meter, and disposes of it; null to make one here.</param>
    /// <param name="watched">The configurations that are watched.</param>
    /// <param name="time">The clock that staleness is told by.</param>
    public LiveMetrics(IMeterFactory? factory, Func<IEnumerable<LiveConfiguration>> watched, TimeProvider time)
    {
        _isOwn = factory is null;
        _meter = factory?.Create(new MeterOptions(MeterName)) ?? new Meter(MeterName);
        _reloads = _meter.CreateCounter<long>("strata.reloads", "{reload}", "Reloads of a watched configuration, by their outcome: changed, unchanged or failed.");
        _durations = _meter.CreateHistogram<double>("strata.resolve.duration", "s", "How long it took to read what had changed and to resolve, by its cause (start, change or request) and outcome.");
        _handlerFailures = _meter.CreateCounter<long>("strata.handler.failures", "{failure}", "Exceptions that handlers of events threw.");
        _meter.CreateObservableGauge(
            "strata.configuration.revision",
            () => watched().Select(static live => new Measurement<long>(live.Current.Revision, TypeOf(live))),
            "{revision}",
            "The revision that is in use.");
        _meter.CreateObservableGauge(
            "strata.configuration.staleness",
            () => watched().Select(live => new Measurement<double>(live.Failure is { } failure ? Math.Max(0, (time.GetUtcNow() - failure.Since).TotalSeconds) : 0, TypeOf(live))),
            "s",
            "For how long the files have been bad, and the last good configuration in use: 0 while all is well.");
    }

    /// <summary>Counts the first resolution of a configuration.</summary>
    public void CountStart(LiveConfiguration live, TimeSpan duration) => _durations.Record(duration.TotalSeconds, TypeOf(live), new(Cause, "start"), new(Outcome, "changed"));

    /// <summary>Counts a reload.</summary>
    /// <param name="live">What was reloaded.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="isAskedFor">Whether somebody asked for it, or files were seen to change.</param>
    /// <param name="duration">How long it took.</param>
    public void CountReload(LiveConfiguration live, ReloadOutcome outcome, bool isAskedFor, TimeSpan duration)
    {
        var name = new KeyValuePair<string, object?>(Outcome, outcome switch
        {
            ReloadOutcome.Changed => "changed",
            ReloadOutcome.Unchanged => "unchanged",
            _ => "failed",
        });
        _reloads.Add(1, TypeOf(live), name);
        _durations.Record(duration.TotalSeconds, TypeOf(live), new(Cause, isAskedFor ? "request" : "change"), name);
    }

    public void CountHandlerFailure(LiveConfiguration live) => _handlerFailures.Add(1, TypeOf(live));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwn)
        {
            _meter.Dispose();
        }
    }

    private static KeyValuePair<string, object?> TypeOf(LiveConfiguration live) => new(Type, live.Type);
}
