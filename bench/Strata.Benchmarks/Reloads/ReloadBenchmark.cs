using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Strata.Benchmarks.Workloads;
using Strata.Live;
using Strata.Values;

namespace Strata.Benchmarks.Reloads;

/// <summary>
/// How fast a change of a file is live. Against resolving everything again, for one of the 500 files of W3; and, from the write to the new
/// value being read, against <c>reloadOnChange</c> of Microsoft.Extensions.Configuration with its defaults. Each pair takes turns in one run.
/// </summary>
/// <param name="rounds">How often each is measured.</param>
internal sealed class ReloadBenchmark(int rounds)
{
    private const double LeastSpeedup = 20;
    private const double MostOfReloadOnChange = 0.2;

    public async Task<int> RunAsync(TextWriter output)
    {
        var directory = Directory.CreateTempSubdirectory("strata-bench-");
        try
        {
            var isFast = await AgainstFullAsync(Path.Combine(directory.FullName, "w3"), output);
            return await AgainstReloadOnChangeAsync(directory.FullName, output) && isFast ? 0 : 1;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<bool> AgainstFullAsync(string directory, TextWriter output)
    {
        var workload = new Workload(WorkloadShape.W3);
        workload.WriteTo(directory, WorkloadFormat.Yaml);
        await using var manager = new OverrideManager(directory, new OverrideManagerOptions { Variables = VariableSet.Empty });
        await using var live = await manager.WatchAsync("bench", new WatchOptions { UsePolling = true, PollingInterval = TimeSpan.FromDays(1) });
        var (full, reload) = (new List<double>(), new List<double>());
        for (var round = -2; round < rounds; round++)
        {
            // Another file each time, one of the values in it another one.
            var file = (round + 2) * 37 % WorkloadShape.W3.Files;
            var path = Path.Combine(directory, FormattableString.Invariant($"layer-{file:000}.yml"));
            await File.AppendAllTextAsync(path, FormattableString.Invariant($"changed_in_round: {round}\n"));

            var begun = Stopwatch.GetTimestamp();
            var outcome = await live.ReloadAsync();
            var reloaded = Stopwatch.GetElapsedTime(begun);
            Expect(outcome == ReloadOutcome.Changed);

            begun = Stopwatch.GetTimestamp();
            var resolved = await manager.LoadWithValidationAsync("bench");
            var resolvedIn = Stopwatch.GetElapsedTime(begun);
            Expect(ConfigNodeEquality.DeepEquals(resolved.Root, live.Current.Configuration.Root));

            // The first rounds run code that nobody has compiled yet.
            if (round >= 0)
            {
                reload.Add(reloaded.TotalMilliseconds);
                full.Add(resolvedIn.TotalMilliseconds);
            }
        }

        var speedup = Median(full) / Median(reload);
        await output.WriteLineAsync(FormattableString.Invariant(
            $"one file of {WorkloadShape.W3.Files} changed: live after {Median(reload):0.0} ms, a full resolve takes {Median(full):0.0} ms: {speedup:0.0} times faster (at least {LeastSpeedup:0})"));
        return speedup >= LeastSpeedup;
    }

    private async Task<bool> AgainstReloadOnChangeAsync(string directory, TextWriter output)
    {
        var overrides = Directory.CreateDirectory(Path.Combine(directory, "overrides")).FullName;
        var provided = Directory.CreateDirectory(Path.Combine(directory, "provided")).FullName;
        var (ours, providers, theirs) = (Path.Combine(overrides, "app.json"), Path.Combine(provided, "app.json"), Path.Combine(directory, "appsettings.json"));
        Write(ours, -3);
        Write(providers, -3);
        Write(theirs, -3);
        await using var manager = new OverrideManager(overrides, new OverrideManagerOptions { Variables = VariableSet.Empty });
        await using var live = await manager.WatchAsync("app");
        var configuration = new ConfigurationBuilder().AddStrata(provided).Build();
        var settings = new ConfigurationBuilder().AddJsonFile(theirs, optional: false, reloadOnChange: true).Build();
        var (strata, provider, microsoft) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = -2; round < rounds; round++)
        {
            var ofOurs = Latency(ours, round, () => live.Current.Configuration.TryGet("section.value", out var node) ? ((ScalarNode)node).Text : null);
            var ofProvider = Latency(providers, round, () => configuration["section:value"]);
            var ofTheirs = Latency(theirs, round, () => settings["section:value"]);
            if (round >= 0)
            {
                strata.Add(ofOurs);
                provider.Add(ofProvider);
                microsoft.Add(ofTheirs);
            }
        }

        (settings as IDisposable)?.Dispose();
        (configuration as IDisposable)?.Dispose();
        var share = Median(strata) / Median(microsoft);
        var providersShare = Median(provider) / Median(microsoft);
        await output.WriteLineAsync(FormattableString.Invariant(
            $"from the write to the value being read: {Median(strata):0.0} ms, reloadOnChange {Median(microsoft):0.0} ms: {share:0.000} of it (at most {MostOfReloadOnChange:0.0})"));
        await output.WriteLineAsync(FormattableString.Invariant(
            $"the same through IConfiguration: {Median(provider):0.0} ms: {providersShare:0.000} of it (at most {MostOfReloadOnChange:0.0})"));
        return share <= MostOfReloadOnChange && providersShare <= MostOfReloadOnChange;
    }

    private static double Latency(string file, int value, Func<string?> read)
    {
        var expected = FormattableString.Invariant($"{value}");
        var begun = Stopwatch.GetTimestamp();
        Write(file, value);
        while (read() != expected)
        {
            Thread.Sleep(0);
            Expect(Stopwatch.GetElapsedTime(begun) < TimeSpan.FromSeconds(60));
        }

        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    private static void Write(string file, int value) => File.WriteAllText(file, FormattableString.Invariant($$"""{ "section": { "value": {{value}} } }"""));

    private static double Median(List<double> times)
    {
        var sorted = times.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static void Expect(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("What came out is not what was to be measured.");
        }
    }
}
