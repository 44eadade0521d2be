using Strata.Diagnostics;
using Strata.Tests.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata.Tests.Validation;

public sealed class UserRuleTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task LoadWithValidation_UsersRuleWithAnError_IsInvalidAtTheValue()
    {
        var manager = Manager(new Rule(6901, DiagnosticSeverity.Error, static context => context.Report(ConfigPath.Parse("pool.size"), "too small", "raise it")));

        var exception = await Assert.ThrowsAsync<OverrideValidationException>(() => manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken));

        var error = Assert.Single(exception.Result.Errors);
        Assert.Equal(("STR6901", "too small", "raise it", "1:15"), (error.Code.ToString(), error.Message, error.Hint, error.Position.ToString()));
    }

    [Fact]
    public async Task LoadWithValidation_UsersRuleWithAWarning_IsToldAndLoaded()
    {
        var manager = Manager(new Rule(6901, DiagnosticSeverity.Warning, static context => context.Report(ConfigPath.Parse("pool.none.at.all"), "missing")));

        var configuration = await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Equal("1:7", Assert.Single(configuration.Validation.Warnings).Position.ToString());
    }

    [Fact]
    public async Task LoadWithValidation_UsersRuleThatThrows_SaysWhichAndWhere()
    {
        var manager = Manager(new Rule(6902, DiagnosticSeverity.Error, static _ => throw new FormatException("no number")));

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken));

        Assert.Contains("STR6902", exception.Message, StringComparison.Ordinal);
        Assert.Contains("app/staging", exception.Message, StringComparison.Ordinal);
        Assert.IsType<FormatException>(exception.InnerException);
    }

    [Fact]
    public void Manager_RuleWithACodeOfOurs_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Manager(new Rule(6001, DiagnosticSeverity.Error, static _ => { })));

    [Fact]
    public async Task LoadWithValidation_BuiltInRulesAskedFor_AreChecked()
    {
        _directory.Write("app.yml", "password: changeme\n");

        var asked = await new OverrideManager(_directory.Path, new OverrideManagerOptions { Environment = "staging", CheckBuiltInRules = true }).LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        var others = await new OverrideManager(_directory.Path, new OverrideManagerOptions { Environment = "staging" }).LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Equal(DiagnosticCode.WeakSecret, Assert.Single(asked.Validation.Warnings).Code);
        Assert.Empty(others.Validation.Diagnostics);
    }

    [Fact]
    public void BuiltIn_Codes_AreOursAndKnown()
    {
        Assert.All(RuleSet.BuiltIn.Descriptors, static rule => Assert.InRange(rule.Code.Number, 6001, 6899));
        Assert.All(RuleSet.BuiltIn.Descriptors, static rule => Assert.Matches("^[A-Za-z]", rule.Title));
        Assert.Contains(RuleSet.BuiltIn.Descriptors, static rule => rule.Code == DiagnosticCode.NeedlessSuppression);
    }

    private OverrideManager Manager(IConfigurationRule rule)
    {
        _directory.Write("app.yml", "pool: { size: 1 }\n");
        var options = new OverrideManagerOptions { Environment = "staging" };
        options.Rules.Add(rule);
        return new OverrideManager(_directory.Path, options);
    }

    private sealed class Rule(int code, DiagnosticSeverity severity, Action<RuleContext> check) : IConfigurationRule
    {
        public RuleDescriptor Descriptor { get; } = new(new DiagnosticCode(code), "a rule of one's own", severity);

        public void Check(RuleContext context) => check(context);
    }
}
