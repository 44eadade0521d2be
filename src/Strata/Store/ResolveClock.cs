using Strata.Logging;

namespace Strata.Store;

/// <summary>Measures resolutions, and has them told of. Safe for use from several threads.</summary>
/// <param name="time">The clock.</param>
/// <param name="log">Told of each; null for nobody.</param>
/// <param name="metrics">Count them.</param>
internal sealed class ResolveClock(TimeProvider time, ResolutionLog? log, Lazy<LoadMetrics> metrics)
{
    private const int Kept = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _last = new();
    private ResolveStatistics _sum = new();

    /// <summary>Measures one.</summary>
    public ResolutionOutcome Measure(string type, Func<ResolutionOutcome> resolve)
    {
        var began = time.GetTimestamp();
        var outcome = resolve();
        var took = time.GetElapsedTime(began);
        lock (_lock)
        {
            if (_last.Count == Kept)
            {
                _last.Dequeue();
            }

            _last.Enqueue(took);
            _sum = _sum with
            {
                Count = _sum.Count + 1,
                Failed = _sum.Failed + (outcome.Configuration is null ? 1 : 0),
                Last = took,
                Total = _sum.Total + took,
                Longest = took > _sum.Longest ? took : _sum.Longest,
            };
        }

        metrics.Value.CountLoad(type, outcome.Configuration is not null, took);
        log?.Tell(outcome, type, took);
        return outcome;
    }

    /// <summary>What was measured so far.</summary>
    public ResolveStatistics ToStatistics()
    {
        lock (_lock)
        {
            if (_last.Count == 0)
            {
                return _sum;
            }

            var sorted = _last.Order().ToArray();
            return _sum with { Median = sorted[(sorted.Length - 1) / 2], Percentile95 = sorted[(sorted.Length * 95 + 99) / 100 - 1] };
        }
    }
}
