using Strata.Diagnostics;
using Strata.Validation;
using Strata.Values;

namespace Strata.Consumers.Tests.Docs;

/// <summary>docs/rules.md lists every rule, and its C# is compiled and run here.</summary>
public sealed class RulesPageTests
{
    private const string Page = "docs/rules.md";

    [Fact]
    public void Table_AgainstTheRules_IsTheSame()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, Page)).Where(static line => line.StartsWith("| STR", StringComparison.Ordinal));

        Assert.Equal(
            RuleSet.BuiltIn.Descriptors.Select(static rule => $"| {rule.Code} | {rule.Title} | {Diagnostic.SeverityName(rule.DefaultSeverity)} |"),
            rows);
    }

    [Fact]
    public async Task Snippet_RuleOfOnesOwn_Runs()
    {
        var directory = Path.Combine(Repository.Root, "overrides");

        var configuration = await Load(directory);

        Assert.Empty(configuration.Validation.Errors);
        Assert.Contains("docker", configuration.Overrides);
    }

    [Fact]
    public async Task Snippet_RuleOfOnesOwn_FindsWhatItIsFor()
    {
        var options = new OverrideManagerOptions { Environment = "staging", Assignments = { "database.postgresql.statement_timeout_seconds=31" } };
        options.Rules.Add(new LongStatements());
        var manager = new OverrideManager(Path.Combine(Repository.Root, "overrides"), options);

        var exception = await Assert.ThrowsAsync<OverrideValidationException>(() => manager.LoadWithValidationAsync("docker", TestContext.Current.CancellationToken));

        Assert.Equal("STR6901", Assert.Single(exception.Result.Errors).Code.ToString());
    }

    [Theory]
    [InlineData("rule")]
    [InlineData("options")]
    public void Snippet_OfThePage_IsTheOneThatRuns(string name) => Assert.Contains(CompiledSnippets.Of<RulesPageTests>(name), MarkdownPage.Read(Page).CSharp);

    private static async Task<Snapshots.ResolvedConfiguration> Load(string directory)
    {
        // <options>
        var options = new OverrideManagerOptions { Environment = "staging" };
        options.Rules.Add(new LongStatements());
        var manager = new OverrideManager(directory, options);
        var configuration = await manager.LoadWithValidationAsync("docker");
        // </options>
        return configuration;
    }

    // <rule>
    public sealed class LongStatements : IConfigurationRule
    {
        public RuleDescriptor Descriptor { get; } = new(new DiagnosticCode(6901), "statement longer than a request", DiagnosticSeverity.Error);

        public void Check(RuleContext context)
        {
            var statement = ConfigPath.Parse("database.postgresql.statement_timeout_seconds");
            if (context.Configuration.TryGet(statement, out var limit) && limit is ScalarNode number && number.TryGetInt64(out var seconds)
                && seconds > context.Configuration.GetApiConfig().Timeouts.Request?.TotalSeconds)
            {
                context.Report(statement, $"a statement may take {seconds} seconds, and no request waits so long", "lower it");
            }
        }
    }
    // </rule>
}
