namespace Strata.Benchmarks.Processes;

/// <summary>All measured runs of one command.</summary>
internal sealed class ProcessSeries(Contestant contestant)
{
    private readonly List<ProcessRun> _runs = [];

    public Contestant Contestant => contestant;

    public double Minimum => _runs.Min(run => run.WallMilliseconds);

    public double Median => Middle(run => run.WallMilliseconds);

    public double Maximum => _runs.Max(run => run.WallMilliseconds);

    public double MedianCpu => Middle(run => run.CpuMilliseconds);

    /// <summary>The greatest of all runs.</summary>
    public double PeakMebibytes => _runs.Max(run => run.PeakMebibytes);

    /// <summary>No peak below this can be told apart from it.</summary>
    public double FloorMebibytes => _runs.Max(run => run.FloorMebibytes);

    public void Add(ProcessRun run) => _runs.Add(run);

    private double Middle(Func<ProcessRun, double> figure)
    {
        var sorted = _runs.Select(figure).Order().ToArray();
        var half = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
