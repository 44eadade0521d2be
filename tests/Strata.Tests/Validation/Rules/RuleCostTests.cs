using Strata.Diagnostics;
using Strata.Tests.Snapshots;

namespace Strata.Tests.Validation.Rules;

/// <summary>Files that are made to take long.</summary>
[Trait("Level", "security")]
public class RuleCostTests
{
    [Fact(Timeout = 60_000)]
    public async Task Check_ManySectionsThatAllBreakRules_TakesLinearTime()
    {
        var sections = string.Concat(Enumerable.Range(0, 4_000).Select(static i =>
            $"s{i}: {{debug: true, ssl: false, host: h{i}, port: 99999, pool: {{min: 9, max: 8}}, max_connections: 1, logging: {{level: x{i}, file: a.log}}, "
            + "serving: {host: h, port: 1}, batching: {size: 2, delay: 0}, gpu: true, devices: [], spleeter: {stems: 3}}\n"));
        var services = string.Concat(Enumerable.Range(0, 2_000).Select(static i => $"s{i}: {{command: [a, b], ports: [\"80:80\"], profiles: [p{i}]}}\n"));
        var configuration = Resolved.From(Findings.Compose(sections, services));

        var found = await Task.Run(() => Findings.Of(configuration, isProduction: true), TestContext.Current.CancellationToken);

        Assert.Equal(DiagnosticCode.MoreDiagnostics, found[^1].Code);
    }

    [Fact(Timeout = 60_000)]
    public async Task Check_OneSectionOfManyKeys_TakesLinearTime()
    {
        var keys = string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"min_{i}: 2\nmax_{i}: 1\na{i}_port: 0\nX{i}-host: h{i}\n"));
        var configuration = Resolved.From($"host: far.example\n{keys}listeners:\n{string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"- {{host: h{i}, bind: 10.0.0.{i}, port: 80}}\n"))}");

        var found = await Task.Run(() => Findings.Of(configuration, isProduction: true), TestContext.Current.CancellationToken);

        Assert.Equal(DiagnosticCode.MoreDiagnostics, found[^1].Code);
    }
}
