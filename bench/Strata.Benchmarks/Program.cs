using BenchmarkDotNet.Running;
using Strata.Benchmarks.Processes;
using Strata.Benchmarks.Reloads;
using Strata.Benchmarks.Serving;
using Strata.Benchmarks.Workloads;

return args switch
{
    ["generate", "matrix", var directory] => GenerateMatrix(directory),
    ["generate", var name, var directory] => Generate(name, directory, WorkloadFormat.Yaml),
    ["generate", var name, var directory, "json"] => Generate(name, directory, WorkloadFormat.Json),
    ["process", .. var rest] when ProcessOptions.Parse(rest) is { } options => new ProcessBenchmark(options).Run(Console.Out),
    ["micro", .. var rest] => Micro(rest),
    ["reload"] => await new ReloadBenchmark(rounds: 15).RunAsync(Console.Out),
    ["serving"] => await new ServingBenchmark(watchers: 10_000).RunAsync(Console.Out) ? 0 : 1,
    ["serving", "--watchers", var count] when int.TryParse(count, out var watchers) => await new ServingBenchmark(watchers).RunAsync(Console.Out) ? 0 : 1,
    ["observing"] => await new ObservingBenchmark(rounds: 9).RunAsync(Console.Out) ? 0 : 1,
    _ => Usage(),
};

static int Generate(string name, string directory, WorkloadFormat format)
{
    if (WorkloadShape.Find(name) is not { } shape)
    {
        return Usage();
    }

    var bytes = new Workload(shape).WriteTo(directory, format);
    Console.WriteLine(FormattableString.Invariant(
        $"{shape.Name}: {shape.Files} files, {bytes} bytes, {shape.Writes} writes onto {shape.DistinctLeaves} paths"));
    return 0;
}

static int GenerateMatrix(string directory)
{
    var files = MatrixWorkload.WriteTo(directory);
    Console.WriteLine(FormattableString.Invariant($"matrix: {files} files, {MatrixWorkload.Contexts} contexts"));
    return 0;
}

static int Micro(string[] arguments)
{
    BenchmarkSwitcher.FromAssembly(typeof(Workload).Assembly).Run(arguments);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        usage: generate w2|w3 DIRECTORY [json]
               generate matrix DIRECTORY
               process [--strata PATH] [--runs N] [--only docker|w2|w3|warm|matrix]
               micro [BenchmarkDotNet's options]
               reload
               serving [--watchers N]
               observing
        """);
    return 2;
}
