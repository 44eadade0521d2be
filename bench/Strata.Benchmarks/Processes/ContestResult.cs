namespace Strata.Benchmarks.Processes;

internal sealed record ContestResult(Contest Contest, ProcessSeries Baseline, ProcessSeries? Subject)
{
    public double? Ratio => Subject?.Median / Baseline.Median;

    /// <summary>False too when there was nothing to measure.</summary>
    public bool Met => Ratio <= Contest.Target.Ratio && !(Subject!.PeakMebibytes > Contest.Target.PeakMebibytes);
}
