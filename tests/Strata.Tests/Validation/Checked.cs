using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Selection;
using Strata.Tests.Layers;
using Strata.Tests.Selection;
using Strata.Validation;
using Strata.Values;

namespace Strata.Tests.Validation;

/// <summary>Holds overrides, given as texts, against a rule, and keeps what it finds.</summary>
internal static class Checked
{
    /// <summary>What a rule about overrides finds in one file.</summary>
    public static ImmutableArray<Diagnostic> Override(IOverrideRule rule, string text, string file = "test.yml") =>
        Run(new RuleSet([rule], [], [], []), (rules, report) => rules.Check(Layer(text, file), report));

    /// <summary>What a rule about configurations finds in what one file gives.</summary>
    public static ImmutableArray<Diagnostic> Configuration(IConfigurationRule rule, string text, string environment = "development", RuleSeverities? severities = null) =>
        Configuration(new RuleSet([], [], [rule], []), text, environment, severities);

    /// <summary>What a rule about mappings finds in what one file gives.</summary>
    public static ImmutableArray<Diagnostic> Configuration(IMappingRule rule, string text, string environment = "development", RuleSeverities? severities = null) =>
        Configuration(new RuleSet([], [], [], [], [rule]), text, environment, severities);

    private static ImmutableArray<Diagnostic> Configuration(RuleSet rules, string text, string environment, RuleSeverities? severities) =>
        Run(
            rules,
            (checkedRules, report) => checkedRules.Check(Matrix([("test.yml", text)], [new("test", environment)]).Contexts[0].Configuration!, ProductionEnvironments.Default.Contains(environment), report),
            severities);

    /// <summary>What a rule about all contexts finds.</summary>
    public static ImmutableArray<Diagnostic> Matrix(IMatrixRule rule, ResolvedMatrix matrix) =>
        Run(new RuleSet([], [], [], [rule]), (rules, report) => RuleSet.Check(rules.MatrixRules[0], matrix, report));

    /// <summary>Files resolved for some contexts: a type, an environment, a tenant.</summary>
    public static ResolvedMatrix Matrix((string File, string Text)[] files, params Asked[] contexts) =>
        Matrix([.. files.Select(static file => Layer(file.Text, file.File))], contexts);

    public static ResolvedMatrix Matrix(ImmutableArray<Layer> layers, params Asked[] contexts) => new(layers, [.. contexts.Select(asked =>
    {
        var context = Selected.Context(asked.Type) with { Environment = asked.Environment, Tenant = asked.Tenant };
        var bag = new DiagnosticBag();
        var selection = Selector.Judge(layers, context, bag);
        Assert.False(bag.HasErrors);
        var configuration = selection is null ? null : Pipeline.Combine(selection, context, ResolutionOptions.Default with { AllowUnset = true }, static _ => new IncludedText(IncludeOutcome.Missing, ""), bag);
        return new MatrixContext(new ContextName($"{asked.Type}/{asked.Environment}" + (asked.Tenant is null ? "" : $"/{asked.Tenant}")), context, selection, configuration);
    })]);

    public static Layer Layer(string text, string file = "test.yml") => Described.From(text, file).Layer;

    /// <summary>Each finding in a line: <c>warning STR6001 test.yml:2:3 message</c>.</summary>
    public static IEnumerable<string> Lines(this IEnumerable<Diagnostic> found) => found.Select(static d =>
        $"{Diagnostic.SeverityName(d.Severity)} {d.Code} {d.File?.Replace("overrides/", "", StringComparison.Ordinal)}:{d.Position} {d.Message}");

    /// <summary>The places alone: <c>2:3</c>.</summary>
    public static IEnumerable<string> Places(this IEnumerable<Diagnostic> found) => found.Select(static d => d.Position.ToString());

    private static ImmutableArray<Diagnostic> Run(RuleSet rules, Action<RuleSet, RuleReport> check, RuleSeverities? severities = null)
    {
        var bag = new DiagnosticBag();
        check(rules, new RuleReport(bag, severities ?? RuleSeverities.Default));
        return bag.ToSorted();
    }

    internal sealed record Asked(string Type, string Environment = "development", string? Tenant = null);
}
