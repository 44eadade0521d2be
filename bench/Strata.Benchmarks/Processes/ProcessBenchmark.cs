using Strata.Benchmarks.Workloads;

namespace Strata.Benchmarks.Processes;

/// <summary>
/// Whole processes: the native command against native programs that do the least that must be done, in the same run. Cold ones keep
/// nothing from one run to the next; the warm one finds what the run before it kept.
/// </summary>
internal sealed class ProcessBenchmark(ProcessOptions options)
{
    private const string CommandProject = "src/Strata.Cli";

    // One of the 300,000 paths of W3.
    private const string WarmPath = "analytics.partner_feed.cache_level_1.stable.port";

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(4);

    private readonly string _root = Repository.Root();

    /// <summary>Measures, prints the table, and gives the exit code: 0 every target met, 1 not, 3 no command to measure.</summary>
    public int Run(TextWriter output)
    {
        var strata = options.Strata is { } path ? NativeProgram.Find("strata", path) : NativeProgram.Publish(_root, CommandProject, "strata");
        var work = Directory.CreateTempSubdirectory("strata-bench-");
        try
        {
            var results = Measure(strata, Baseline("stopwatch"), work.FullName);
            ContestTable.Write(results, output);
            output.WriteLine();
            output.WriteLine(FormattableString.Invariant($"Peaks below {results.Max(result => result.Baseline.FloorMebibytes):0.0} MiB cannot be told apart."));
            if (strata is null)
            {
                Console.Error.WriteLine($"There is no native strata command, only the baselines were measured. Build it: dotnet publish {CommandProject} -c Release");
                return 3;
            }

            return results.All(result => result.Met) ? 0 : 1;
        }
        catch (FailedRunException failure)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private List<ContestResult> Measure(NativeProgram? strata, NativeProgram stopwatch, string work)
    {
        var results = new List<ContestResult>();
        foreach (var contest in Contests(strata, work))
        {
            Console.Error.WriteLine($"measuring {contest.Name}, {contest.Runs} runs of each");
            results.Add(contest.Run(stopwatch));
        }

        return results;
    }

    private IEnumerable<Contest> Contests(NativeProgram? strata, string work)
    {
        if (options.Includes("docker"))
        {
            var overrides = Path.Combine(_root, "overrides");
            yield return new Contest(
                "docker",
                Command(strata, "resolve", "docker", "-d", overrides, "--no-cache"),
                new Contestant(Baseline("hello"), []),
                new ContestTarget(4.0, 40),
                options.Runs ?? 40);
        }

        foreach (var (shape, ratio, runs) in new[] { (WorkloadShape.W2, 1.3, 30), (WorkloadShape.W3, 1.5, 7) })
        {
            if (options.Includes(shape.Name))
            {
                var directory = Path.Combine(work, shape.Name);
                var bytes = new Workload(shape).WriteTo(directory, WorkloadFormat.Yaml);
                yield return new Contest(
                    shape.Name,
                    Command(strata, "resolve", "bench", "-d", directory, "-o", "json", "--no-cache"),
                    new Contestant(Baseline("yaml-events"), [directory]),
                    new ContestTarget(ratio, shape == WorkloadShape.W3 ? ContestTarget.PeakFor(bytes) : null),
                    options.Runs ?? runs);
            }
        }

        if (options.Includes("warm"))
        {
            var directory = Path.Combine(work, "warm");
            new Workload(WorkloadShape.W3).WriteTo(directory, WorkloadFormat.Yaml);

            // A file that was just written is no proof of what it holds, and would be read each time.
            Thread.Sleep(Settling);
            Environment.SetEnvironmentVariable("STRATA_CACHE_DIRECTORY", Path.Combine(work, "cache"));
            yield return new Contest(
                "warm",
                Command(strata, "get", WarmPath, "bench", "-d", directory),
                new Contestant(Baseline("hello"), []),
                new ContestTarget(3.0),
                options.Runs ?? 40);
        }

        if (options.Includes("matrix") && strata is not null)
        {
            var project = Path.Combine(work, "matrix");
            MatrixWorkload.WriteTo(project);
            string[] whole = ["validate", "--project", Path.Combine(project, "strata.yml")];
            yield return new Contest(
                "matrix",
                new Contestant(strata, whole),
                new Contestant(strata, [.. whole, MatrixWorkload.LastType, "--environment", MatrixWorkload.LastEnvironment, "--tenant", MatrixWorkload.LastTenant]),
                new ContestTarget(3.0),
                options.Runs ?? 20);
        }
    }

    private static Contestant? Command(NativeProgram? strata, params string[] arguments) => strata is null ? null : new Contestant(strata, arguments);

    private NativeProgram Baseline(string name) =>
        NativeProgram.Publish(_root, $"bench/baselines/{name}", name)
            ?? throw new FailedRunException($"bench/baselines/{name} did not build; Native AOT needs a C linker.");
}
