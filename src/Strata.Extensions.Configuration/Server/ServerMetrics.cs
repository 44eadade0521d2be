using System.Diagnostics.Metrics;
using Strata.Live;

namespace Strata.Extensions.Configuration;

/// <summary>The figures of a configuration from a server, beside those of configurations from files: the meter <c>Strata</c>.</summary>
internal sealed class ServerMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly bool _isOwn;
    private readonly Counter<long> _reloads;
    private readonly Counter<long> _handlerFailures;
    private readonly KeyValuePair<string, object?>[] _tags;

    /// <param name="factory">Makes the meter, and disposes of it; null to make one here.</param>
    /// <param name="question">What is asked for.</param>
    /// <param name="held">What is in use.</param>
    /// <param name="staleness">For how many seconds the server has not confirmed that, where it should have.</param>
    public ServerMetrics(IMeterFactory? factory, ServerQuestion question, Func<ServedContent?> held, Func<double> staleness)
    {
        _isOwn = factory is null;
        _meter = factory?.Create(new MeterOptions(LiveMetrics.MeterName)) ?? new Meter(LiveMetrics.MeterName);
        _tags = [new("strata.type", question.Type), new("strata.space", question.Space)];
        _reloads = _meter.CreateCounter<long>("strata.server.reads", "{read}", "Readings of a configuration from a server, by their outcome: changed, unchanged or failed.");
        _handlerFailures = _meter.CreateCounter<long>("strata.handler.failures", "{failure}", "Exceptions that handlers of events threw.");
        _meter.CreateObservableGauge(
            "strata.server.revision",
            () => held() is { } content ? [new Measurement<long>(content.Point.Revision, [.. _tags, new("strata.epoch", content.Point.Epoch)])] : Array.Empty<Measurement<long>>(),
            "{revision}",
            "The revision of the server that is in use.");
        _meter.CreateObservableGauge(
            "strata.server.staleness",
            () => new Measurement<double>(staleness(), _tags),
            "s",
            "How old what is in use is while the server cannot be read: 0 while all is well.");
    }

    public void CountRead(ReloadOutcome outcome) => _reloads.Add(1, [.. _tags, new("strata.outcome", outcome switch
    {
        ReloadOutcome.Changed => "changed",
        ReloadOutcome.Unchanged => "unchanged",
        _ => "failed",
    })]);

    public void CountHandlerFailure() => _handlerFailures.Add(1, _tags);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isOwn)
        {
            _meter.Dispose();
        }
    }
}
