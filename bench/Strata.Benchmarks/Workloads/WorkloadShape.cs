namespace Strata.Benchmarks.Workloads;

/// <summary>The size of a workload. Every file after the first repeats <see cref="OverlapPercent"/> of paths that earlier files have set.</summary>
/// <param name="Name">What the command line and the reports call it.</param>
/// <param name="Files">How many override files.</param>
/// <param name="LeavesPerFile">How many leaves each file sets.</param>
/// <param name="OverlapPercent">The share of a file's leaves whose path an earlier file has set already.</param>
/// <param name="TemplatePercent">The share of the values that are <c>${NAME:-default}</c>.</param>
internal sealed record WorkloadShape(string Name, int Files, int LeavesPerFile, int OverlapPercent, int TemplatePercent)
{
    /// <summary>The levels of keys down to each leaf, the leaf's own key included.</summary>
    public const int Depth = 5;

    /// <summary>10,000 writes onto 7,060 paths.</summary>
    public static readonly WorkloadShape W2 = new("w2", 50, 200, 30, 20);

    /// <summary>A million writes onto 301,400 paths: 70 % overlap, not 30 %, or there would be 700,600 paths.</summary>
    public static readonly WorkloadShape W3 = new("w3", 500, 2_000, 70, 20);

    public static IReadOnlyList<WorkloadShape> All { get; } = [W2, W3];

    public int Writes => Files * LeavesPerFile;

    /// <summary>The leaves of one file that no earlier file has; the first file has no others.</summary>
    public int NewLeavesPerFile => LeavesPerFile - (LeavesPerFile * OverlapPercent / 100);

    public int DistinctLeaves => LeavesPerFile + ((Files - 1) * NewLeavesPerFile);

    public static WorkloadShape? Find(string name) =>
        All.FirstOrDefault(shape => string.Equals(shape.Name, name, StringComparison.OrdinalIgnoreCase));
}
