using System.Collections.Frozen;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Strata.Server.Observing;

/// <summary>What a store's questions take, and whether it answers. It lives as long as its store, with which and without a server. Safe for use from several threads.</summary>
internal sealed class StoreMeter : IDisposable
{
    private readonly Meter _meter = new(ServerMeter.Name);
    private readonly Histogram<double> _durations;

    // All from the start, at zero: of a row that appears with the first failure nobody could tell that it has risen.
    private readonly FrozenDictionary<string, Tally> _auditRows = Outcomes.All.ToFrozenDictionary(static outcome => outcome, static _ => new Tally(), StringComparer.Ordinal);
    private readonly KeyValuePair<string, object?> _system;

    /// <param name="system">The kind of database, as OpenTelemetry's conventions name it.</param>
    public StoreMeter(string system)
    {
        _system = new("db.system.name", system);
        _durations = _meter.CreateHistogram(
            "db.client.operation.duration",
            "s",
            "How long the store took for a question or a transaction, by what it was and why it failed.",
            tags: null,
            new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _meter.CreateObservableCounter(
            "strata.server.audit.rows",
            () => _auditRows.Select(static one => new Measurement<long>(one.Value.Count, new KeyValuePair<string, object?>("strata.outcome", one.Key))),
            "{row}",
            "Rows of the audit log that were to be written, by their outcome. What cannot be written down is not done.");
        _meter.CreateObservableGauge("strata.server.store.up", () => IsUp ? 1 : 0, unit: null, "Whether the store answered when it was last asked: 1 or 0.");
    }

    /// <summary>Whether it answered when it was last asked.</summary>
    public bool IsUp { get; private set; } = true;

    /// <summary>Takes down what a question or a transaction came to.</summary>
    /// <param name="operation">Which of both it was.</param>
    /// <param name="begun">When it began, by the stopwatch.</param>
    /// <param name="exception">Why it failed; null where it did not.</param>
    public void Count(string operation, long begun, Exception? exception)
    {
        var outcome = Outcomes.Of(exception);
        var seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        if (outcome == Outcomes.Ok)
        {
            _durations.Record(seconds, _system, new("db.operation.name", operation));
        }
        else
        {
            _durations.Record(seconds, _system, new("db.operation.name", operation), new("error.type", outcome));
        }

        // Who gave up has not found out.
        IsUp = outcome == Outcomes.Cancelled ? IsUp : outcome != Outcomes.Unreachable;
    }

    /// <summary>Takes down that a row of the audit log was written, or was not.</summary>
    public void CountAuditRow(Exception? exception) => _auditRows[Outcomes.Of(exception)].Add();

    public void Dispose() => _meter.Dispose();
}
