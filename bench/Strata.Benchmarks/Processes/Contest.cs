namespace Strata.Benchmarks.Processes;

/// <summary>A command against its baseline, with what is asked of it.</summary>
/// <param name="Name">What <c>--only</c> calls it.</param>
/// <param name="Subject">The command under test; null when it has not been built.</param>
/// <param name="Baseline">What its wall time is a multiple of.</param>
/// <param name="Target">The most that it may take.</param>
/// <param name="Runs">How often each of the two is measured.</param>
internal sealed record Contest(string Name, Contestant? Subject, Contestant Baseline, ContestTarget Target, int Runs)
{
    private const int WarmUps = 2;

    /// <summary>
    /// Runs the two in turns, changing who goes first, so that whatever else the machine does falls on both alike.
    /// </summary>
    public ContestResult Run(NativeProgram stopwatch)
    {
        var baseline = new ProcessSeries(Baseline);
        var subject = Subject is null ? null : new ProcessSeries(Subject);
        ProcessSeries[] pair = subject is null ? [baseline] : [baseline, subject];
        for (var round = -WarmUps; round < Runs; round++)
        {
            foreach (var series in pair)
            {
                var run = ProcessRun.Of(stopwatch, series.Contestant);
                if (round >= 0)
                {
                    series.Add(run);
                }
            }

            Array.Reverse(pair);
        }

        return new ContestResult(this, baseline, subject);
    }
}
