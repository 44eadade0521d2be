using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using CsCheck;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Projects;
using Strata.Secrets;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Tests.Sources;
using Strata.Validation;
using Strata.Validation.Rules;
using Strata.Values;

namespace Strata.Tests.Validation;

/// <summary>What is shared between contexts changes nothing: each is as it would be by itself.</summary>
[Trait("Level", "integration")]
public class MatrixLaws
{
    private static readonly VariableSet Variables = new(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["SET"] = "set" });

    private static readonly ProjectMatrix Matrix = new()
    {
        Environments = [new Named("development"), new Named("staging")],
        Tenants = [new Named(null), new Named("acme"), new Named("globex")],
        Facts = [ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("region", "eu")])],
        AppVersions = ["1.0", "2.1"],
    };

    [Fact]
    public void Validate_RandomProject_FindsWhatEachContextFindsByItself()
    {
        var (found, shared) = (0, 0);
        Gen.Int.Sample(
            seed =>
            {
                using var directory = new TempDirectory();
                foreach (var (name, text) in new RandomProject(seed).Files())
                {
                    directory.Write(name, text);
                }

                var set = OverrideSet.Read(directory.Path);
                var contexts = Plan(set);
                var report = set.Validate(contexts, new DiagnosticBag(), RuleChecks.None, MatrixScope.Whole);
                var naive = Naive(set, contexts);

                Assert.Equal(Show(naive), Show(report));
                Interlocked.Add(ref found, report.Findings.Length);
                Interlocked.Add(ref shared, report.Findings.Count(finding => finding.Contexts.Length is > 1 and < 24));
            },
            iter: 400);
        Assert.True(found > 1_000 && shared > 300, $"{found} findings, {shared} of them in some contexts");
    }

    [Fact]
    public void Validate_RandomSettings_RulesFindWhatTheyFindInEachContextByItself()
    {
        var rules = new RuleSet([], OperationalRules.EntryRules, OperationalRules.ConfigurationRules, [], [new WeakSecret(), .. OperationalRules.MappingRules]);
        var checks = new RuleChecks(rules, RuleSeverities.Default, ProductionEnvironments.Default);
        var matrix = new ProjectMatrix
        {
            Environments = [new Named("development"), new Named("production"), new Named("staging")],
            Tenants = [new Named(null), new Named("acme"), new Named("globex")],
        };
        var codes = new ConcurrentDictionary<DiagnosticCode, int>();
        Gen.Int.Sample(
            seed =>
            {
                using var directory = new TempDirectory();
                foreach (var (name, text) in new RandomSettings(seed).Files())
                {
                    directory.Write(name, text);
                }

                var set = OverrideSet.Read(directory.Path);
                Assert.True(set.Validation.IsValid);
                var contexts = Plan(set, matrix);
                var report = set.Validate(contexts, new DiagnosticBag(), checks, MatrixScope.Whole);

                Assert.Equal(Show(Naive(set, contexts, checks)), Show(report));
                foreach (var finding in report.Findings)
                {
                    codes.AddOrUpdate(finding.Diagnostic.Code, 1, static (_, count) => count + 1);
                }
            },
            iter: 1_000);

        // Most of the rules found something.
        Assert.True(codes.Count(static code => code.Key.IsRule && code.Value > 10) >= 12, string.Join(", ", codes));
    }

    [Fact]
    public void Resolve_RandomProject_GivesTheTreesAndTrailsThatEachContextGivesByItself()
    {
        var compared = 0;
        Gen.Int.Sample(
            seed =>
            {
                using var directory = new TempDirectory();
                foreach (var (name, text) in new RandomProject(seed).Files())
                {
                    directory.Write(name, text);
                }

                var set = OverrideSet.Read(directory.Path);
                var contexts = Plan(set);
                var resolver = new MatrixResolver(set.Layers, ResolutionOptions.Default, static _ => new IncludedText(IncludeOutcome.Missing, ""), new SchemaSet(directory.Path, ResolutionOptions.Default));
                var resolved = resolver.Resolve(contexts);
                for (var i = 0; i < contexts.Length; i++)
                {
                    var single = set.Resolve(contexts[i].Context).Attempt;
                    var context = resolved.Contexts[i];
                    Assert.Equal(single is null, context.Configuration is null);
                    if (single is null || !set.Validation.IsValid)
                    {
                        continue;
                    }

                    Assert.Equal(Json(single), Json(context.Configuration!));
                    Assert.Equal(single.Selection.Excluded, context.Selection!.Excluded);
                    foreach (var leaf in single.Leaves())
                    {
                        Assert.Equal(Story(single, leaf.Path), Story(context.Configuration!, leaf.Path));
                        Interlocked.Increment(ref compared);
                    }
                }
            },
            iter: 200);
        Assert.True(compared > 10_000);
    }

    private static ImmutableArray<PlannedContext> Plan(OverrideSet set, ProjectMatrix? matrix = null) => MatrixPlanner.Plan(
        matrix ?? Matrix,
        set,
        static type => new ResolutionContext { Type = type, Now = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), Variables = Variables },
        new DiagnosticBag());

    private static MatrixReport Naive(OverrideSet set, ImmutableArray<PlannedContext> contexts, RuleChecks? checks = null)
    {
        var files = new DiagnosticBag();
        files.AddRange(set.Validation.Diagnostics);
        Selector.CheckAll(set.Layers, files);
        var findings = new FindingCollector();
        findings.AddOfFiles(files.ToSorted());
        for (var i = 0; i < contexts.Length; i++)
        {
            var outcome = set.Resolve(contexts[i].Context);
            var diagnostics = outcome.Validation.Diagnostics;
            if (checks is not null && outcome.Configuration is { } configuration)
            {
                var ofRules = new DiagnosticBag();
                checks.Rules.Check(configuration, checks.Production.Contains(contexts[i].Context.Environment), new RuleReport(ofRules, checks.Severities));
                diagnostics = diagnostics.AddRange(ofRules.ToSorted());
            }

            findings.Add(diagnostics.Select(static diagnostic => diagnostic.Code == DiagnosticCode.AllLeftOut ? diagnostic with { Severity = DiagnosticSeverity.Suggestion } : diagnostic), [i]);
        }

        return findings.ToReport([.. contexts.Select(static context => context.Name)]);
    }

    private static string Show(MatrixReport report) => string.Join('\n', report.Findings.Select(static finding =>
        $"{finding.Diagnostic} at {finding.Diagnostic.Path} help {finding.Diagnostic.Hint} secret {finding.Diagnostic.IsSensitive} "
        + $"near {string.Join(", ", finding.Diagnostic.Related)} in {string.Join(", ", finding.Contexts)}"));

    private static string Json(ResolvedConfiguration configuration)
    {
        using var output = new MemoryStream();
        Assert.True(OutputFormat.TryGet("json", out var json));
        json.Write(configuration.Root, Sensitivity.None, output, new DiagnosticBag());
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static string Story(ResolvedConfiguration configuration, string path)
    {
        var explanation = configuration.Explain(path)!;
        return string.Join("; ", explanation.Trail.Select(static part => $"{part.Effect} {part.Override} {part.Position}"))
            + string.Join("; ", explanation.Interpolations) + explanation.IsSensitive;
    }
}
