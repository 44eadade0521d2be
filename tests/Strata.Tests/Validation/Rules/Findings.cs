using System.Globalization;
using Strata.Diagnostics;
using Strata.Snapshots;
using Strata.Tests.Merging;
using Strata.Tests.Snapshots;
using Strata.Validation;
using Strata.Validation.Rules;

namespace Strata.Tests.Validation.Rules;

/// <summary>What the operational rules find in configurations that the engine resolved.</summary>
internal static class Findings
{
    private static readonly RuleSet Rules = new([], OperationalRules.EntryRules, OperationalRules.ConfigurationRules, [], OperationalRules.MappingRules);

    /// <summary>The findings in overrides given as texts, which are named a, b, c and so on: <c>6004 error a:1:8 debug: debug is on in production</c>.</summary>
    public static string[] In(params string[] overrides) => [.. Of(Resolved.From(overrides), isProduction: false).Select(Show)];

    public static string[] InProduction(params string[] overrides) => [.. Of(Resolved.From(overrides), isProduction: true).Select(Show)];

    /// <summary>The findings in a Compose file with this configuration and these services; columns and lines are those of the whole text.</summary>
    public static string[] InCompose(string config, string services, params (string Name, string Value)[] variables) =>
        [.. Of(Resolved.From(Merged.Layers(Compose(config, services)), variables), isProduction: false).Select(Show)];

    public static string Compose(string config, string services) =>
        $"x-strata:\n  config:\n{Indent(config, "    ")}services:\n{Indent(services, "  ")}";

    public static IReadOnlyList<Diagnostic> Of(ResolvedConfiguration configuration, bool isProduction)
    {
        Assert.Empty(configuration.Validation.Errors);
        var bag = new DiagnosticBag();
        Rules.Check(configuration, isProduction, new RuleReport(bag, RuleSeverities.Default));
        return bag.ToSorted();
    }

    public static string Show(Diagnostic finding) => string.Create(
        CultureInfo.InvariantCulture,
        $"{finding.Code.Number} {finding.Severity.ToString().ToLowerInvariant()} {Path.GetFileNameWithoutExtension(finding.File)}:{finding.Position} {finding.Path}: {finding.Message}");

    private static string Indent(string text, string by) => string.Concat(text.TrimEnd('\n').Split('\n').Select(line => by + line + "\n"));
}
