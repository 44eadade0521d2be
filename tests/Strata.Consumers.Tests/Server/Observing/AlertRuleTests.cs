using System.Text.RegularExpressions;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>The alerts: promtool tests them, and each has a runbook.</summary>
public sealed partial class AlertRuleTests
{
    private static readonly string Rules = Path.Combine(Repository.Root, "deploy", "prometheus");

    [Theory]
    [InlineData("check", "rules", "strata.rules.yml")]
    [InlineData("test", "rules", "strata.rules.test.yml")]
    [InlineData("check", "config", "prometheus.yml")]
    public void Rules_ByPromtool_Hold(params string[] arguments)
    {
        InstalledProgram.Need("promtool");
        InstalledProgram.Run("promtool", arguments, Rules).Success();
    }

    [Fact]
    public void Rules_Each_AreTestedBothWaysAndHaveARunbook()
    {
        var rules = File.ReadAllText(Path.Combine(Rules, "strata.rules.yml"));
        var tests = File.ReadAllText(Path.Combine(Rules, "strata.rules.test.yml"));
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var alerts = Alert().Matches(rules).Select(static match => (Name: match.Groups[1].Value, Runbook: match.Groups[2].Value)).ToList();
        Assert.True(alerts.Count > 8);
        Assert.Equal(alerts.Count, rules.Split("- alert:").Length - 1);
        Assert.All(alerts, alert =>
        {
            Assert.Equal($"docs/operations.md#{alert.Name.ToLowerInvariant()}", alert.Runbook);
            Assert.Matches($@"(?m)^### {alert.Name}\n\n.+\n\n1\. ", page);
            Assert.Contains($"name: {alert.Name} fires\n", tests, StringComparison.Ordinal);
            Assert.Contains($"name: {alert.Name} is silent\n", tests, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void ScrapeConfigurations_OfThePage_AreAcceptedByPromtool()
    {
        InstalledProgram.Need("promtool");
        var directory = Directory.CreateTempSubdirectory("strata-scrape-");
        try
        {
            var shown = Yaml().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md")));
            Assert.Equal(2, shown.Count);
            foreach (Match match in shown)
            {
                var file = Path.Combine(directory.FullName, "prometheus.yml");
                File.WriteAllText(file, match.Groups[1].Value);
                InstalledProgram.Run("promtool", ["check", "config", "--syntax-only", file]).Success();
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"- alert: (\w+)\n(?:(?!- alert).*\n)*? +runbook: (\S+)\n")]
    private static partial Regex Alert();

    [GeneratedRegex(@"```yaml\n(scrape_configs:\n[\s\S]*?)```")]
    private static partial Regex Yaml();
}
