using Strata.Selection;
using Strata.Tests.Selection;
using Strata.Values;

namespace Strata.Tests.Validation.Rules;

/// <summary>The overrides that the repository brings along give no rule any cause.</summary>
public class BundledOverridesTests
{
    private static readonly OverrideSet Bundled = OverrideSet.Read(Path.Combine(Repository.Root, "overrides"));

    [Fact]
    public void Check_BundledOverridesInEveryContext_FindsNothing()
    {
        var resolved = 0;
        foreach (var context in Contexts())
        {
            if (Bundled.Resolve(context).Configuration is { } configuration)
            {
                resolved++;
                var found = Findings.Of(configuration, context.Environment is "production");
                Assert.True(found.Count == 0, $"{context.Type}/{context.Environment}/{context.Tenant}: {string.Join("\n", found)}");
            }
        }

        Assert.True(resolved >= 30, $"only {resolved} contexts could be resolved");
    }

    [Fact]
    public void Check_BundledStackWithMoreWorkersThanItCanServe_SaysSo()
    {
        var variables = new VariableSet(process: new Dictionary<string, string> { ["API_WORKERS"] = "6" });

        var found = Findings.Of(Bundled.Resolve(Selected.Context("docker") with { Variables = variables }).Configuration!, isProduction: false);

        Assert.Equal(
            [
                "6010 database.postgresql.pool.max_size: 6 workers with pools of 50 open 300 connections, and the server takes 120",
                "6014 api.workers: workers 6 is above twice the 2 CPUs of the container and one",
            ],
            found.Select(static finding => $"{finding.Code.Number} {finding.Path}: {finding.Message}").Order());
    }

    [Fact]
    public void Check_BundledStackWithAGpuThatItDoesNotReserve_SaysSo()
    {
        var variables = new VariableSet(process: new Dictionary<string, string> { ["ML_GPU_ENABLED"] = "true" });

        var found = Findings.Of(Bundled.Resolve(Selected.Context("docker") with { Variables = variables }).Configuration!, isProduction: false);

        Assert.Equal(
            [
                "6019 ml.pytorch.cuda_enabled: cuda_enabled asks for a GPU, and the service \"torchserve\" is given none",
                "6019 ml.tensorflow.gpu_enabled: gpu_enabled asks for a GPU, and the service \"tensorflow-serving\" is given none",
            ],
            found.Select(static finding => $"{finding.Code.Number} {finding.Path}: {finding.Message}").Order());
    }

    private static IEnumerable<ResolutionContext> Contexts() =>
        from type in Bundled.Types
        from environment in (string[])["development", "staging", "testing", "ci", "production"]
        from tenant in (string?[])[null, "acme", "globex", "globex-north"]
        select Selected.Context(type) with { Environment = environment, Tenant = tenant };
}
