using Strata.Benchmarks.Workloads;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Benchmarks.InProcess;

/// <summary>W2, or its first files only, resolved: what the in-process benchmarks ask questions of.</summary>
internal static class ResolvedWorkload
{
    public static ResolvedConfiguration Of(int layers) => In(layers, static directory =>
    {
        var manager = new OverrideManager(directory, new OverrideManagerOptions { Variables = VariableSet.Empty });
        return manager.LoadWithValidationAsync("bench").GetAwaiter().GetResult();
    });

    /// <summary>Has something made of a directory that holds the files, and is there no longer than that takes.</summary>
    public static T In<T>(int layers, Func<string, T> make)
    {
        var directory = Directory.CreateTempSubdirectory("strata-bench-");
        try
        {
            new Workload(WorkloadShape.Find("w2")!).WriteTo(directory.FullName, WorkloadFormat.Yaml);
            foreach (var file in directory.GetFiles().OrderBy(static file => file.Name, StringComparer.Ordinal).Skip(layers))
            {
                file.Delete();
            }

            return make(directory.FullName);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
