namespace Strata.Mocks;

/// <summary>How long a service takes to answer, in milliseconds.</summary>
/// <param name="Mean">On average.</param>
/// <param name="Jitter">More or less, each length between alike.</param>
internal readonly record struct MockLatency(double Mean, double Jitter)
{
    // Beyond it a timer cannot be set.
    private const double Most = int.MaxValue / 4;

    public static MockLatency Read(PlanValue value) =>
        value.Exists ? new MockLatency(value.Mapping()["mean_milliseconds"].Number(Most), value["jitter_milliseconds"].Number(Most, 0)) : default;

    /// <summary>The delay that a draw between 0 and 1 gives.</summary>
    public TimeSpan Delay(double draw) => TimeSpan.FromMilliseconds(Math.Max(0, Mean + (Jitter * ((2 * draw) - 1))));
}
