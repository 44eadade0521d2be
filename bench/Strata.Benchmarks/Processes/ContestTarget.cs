namespace Strata.Benchmarks.Processes;

/// <param name="Ratio">The most that the median wall time may be of the baseline's.</param>
/// <param name="PeakMebibytes">The most that any run may hold resident; null = whatever it needs.</param>
internal readonly record struct ContestTarget(double Ratio, double? PeakMebibytes = null)
{
    private const double Mebibyte = 1024 * 1024;

    /// <summary>Six times the input and 64 MiB.</summary>
    public static double PeakFor(long inputBytes) => (6 * inputBytes / Mebibyte) + 64;
}
