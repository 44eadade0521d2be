using Strata.Diagnostics;
using Strata.Tests.Layers;
using Strata.Validation;

namespace Strata.Tests.Validation;

/// <summary>The overrides that the repository brings along are what the rules want, in every context.</summary>
public class BundledRulesTests
{
    [Fact]
    public void Check_Bundled_FindsNothing()
    {
        var directory = Path.Combine(Repository.Root, "overrides");
        string[] files = ["base.yml", "docker.yml", "local.yml", "testing.yml", "tenants/acme.yml", "tenants/globex.yml"];
        var matrix = Checked.Matrix(
            [.. files.Select(file => Described.From(File.ReadAllText(Path.Combine(directory, file)), file).Layer)],
            [.. from type in new[] { "docker", "local", "testing" }
                from environment in new[] { "development", "staging", "testing", "ci" }
                from tenant in new string?[] { null, "acme", "globex-north" }
                select new Checked.Asked(type, environment, tenant)]);
        var bag = new DiagnosticBag();
        var report = new RuleReport(bag, RuleSeverities.Default);

        foreach (var layer in matrix.Layers)
        {
            RuleSet.BuiltIn.Check(layer, report);
        }

        Assert.All(matrix.Contexts, static context => Assert.NotNull(context.Configuration));
        foreach (var context in matrix.Contexts)
        {
            RuleSet.BuiltIn.Check(context.Configuration!, isProduction: false, report);
        }

        foreach (var rule in RuleSet.BuiltIn.MatrixRules)
        {
            RuleSet.Check(rule, matrix, report);
        }

        Assert.Empty(bag.ToSorted().Lines());
    }
}
