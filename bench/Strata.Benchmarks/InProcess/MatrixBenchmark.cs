using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Strata.Benchmarks.Workloads;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Projects;
using Strata.Selection;
using Strata.Validation;

namespace Strata.Benchmarks.InProcess;

/// <summary>Resolving and checking 500 contexts of 200 files, against reading the files and one context: at most 3 times.</summary>
[MemoryDiagnoser]
public class MatrixBenchmark
{
    private static readonly DateTimeOffset Now = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    private string _directory = "";
    private string _overrides = "";

    /// <summary>Whether Strata's own rules are checked too.</summary>
    [Params(false, true)]
    public bool WithRules { get; set; }

    [GlobalSetup]
    public void Write()
    {
        _directory = Directory.CreateTempSubdirectory("strata-bench-").FullName;
        _overrides = Path.Combine(_directory, "overrides");
        if (MatrixWorkload.WriteTo(_directory) != 200 || CheckMatrix() != MatrixWorkload.Contexts)
        {
            throw new InvalidOperationException("The workload is another than the one that is to be measured.");
        }
    }

    [GlobalCleanup]
    public void Remove() => Directory.Delete(_directory, recursive: true);

    [Benchmark(Baseline = true)]
    public int ReadAndCheckOneContext() => Check(static contexts => contexts[^1..]);

    [Benchmark]
    public int CheckMatrix() => Check(static contexts => contexts);

    private int Check(Func<ImmutableArray<PlannedContext>, ImmutableArray<PlannedContext>> choose)
    {
        var diagnostics = new DiagnosticBag();
        var project = ProjectFile.Read(Path.Combine(_directory, ProjectFile.Name), ParseLimits.Default, diagnostics)!;
        var set = OverrideSet.Read(_overrides);
        var contexts = choose(MatrixPlanner.Plan(project.Matrix, set, static type => new ResolutionContext { Type = type, Now = Now }, diagnostics));
        var report = set.Validate(contexts, diagnostics, WithRules ? RuleChecks.Default : RuleChecks.None, MatrixScope.Whole);
        return report.ToValidation().IsValid ? report.Contexts.Length : 0;
    }
}
