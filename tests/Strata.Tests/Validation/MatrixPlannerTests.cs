using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Projects;
using Strata.Selection;
using Strata.Tests.Sources;
using Strata.Validation;

namespace Strata.Tests.Validation;

public sealed class MatrixPlannerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    public MatrixPlannerTests() => _directory
        .Write("overrides/docker.yml", "a: 1\n")
        .Write("overrides/local.yml", "_metadata: { conditions: { environment: development } }\na: 1\n")
        .Write("overrides/acme.yml", "_metadata: { type: \"*\", conditions: { any: [{ tenant: acme }, { not: { tenant: \"globex-*\" } }] } }\na: 2\n");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Plan_WithoutMatrix_IsEveryTypeInItsEnvironmentWithEachTenantThatIsNamed() =>
        Assert.Equal(["docker/development", "docker/development/acme", "local/development", "local/development/acme"], Names(Plan("", out _)));

    [Fact]
    public void Plan_Axes_AreCombinedWithoutWhatIsExcludedAndWithWhatIsIncluded()
    {
        const string Matrix = """
            matrix:
              types: [docker, local]
              environments: [development, staging]
              tenants: [null, acme]
              exclude:
                - { type: local, environment: staging }
                - { environment: staging, tenant: "!*" }
              include:
                - { type: local, environment: production, tenant: globex }
                - { type: docker, environment: development, tenant: acme }
            """;

        var contexts = Plan(Matrix, out var found);

        Assert.Equal(
            ["docker/development", "docker/development/acme", "docker/staging/acme", "local/development", "local/development/acme", "local/production/globex"],
            Names(contexts));
        Assert.All(contexts, static context => Assert.True(context.MustApply));
        Assert.Empty(found);
    }

    [Fact]
    public void Plan_FurtherAxes_AreNamedInTheContext() => Assert.Equal(
        ["docker/development context=x fact.region=eu version=2.1", "docker/development context=x fact.region=us version=2.1"],
        Names(Plan("matrix: { types: docker, tenants: [null], contexts: [[x]], facts: [{ region: eu }, { region: us }], app_versions: [2.1] }\n", out _)));

    [Theory]
    [InlineData("matrix: { types: [docker, dokcer] }", "1:27: error STR2008: the matrix names the type \"dokcer\", which no override has")]
    [InlineData("matrix: { include: [{ type: lcal }] }", "1:29: error STR2008: the matrix names the type \"lcal\", which no override has")]
    [InlineData("matrix: { exclude: [{ tenant: nobody }] }", "1:21: warning STR2008: this excludes no context of the matrix")]
    [InlineData("matrix: { exclude: [{ type: \"*\" }] }", "1:21: error STR2008: what is excluded leaves the matrix no context, so that nothing is checked")]
    [InlineData("matrix: { environments: [developmnt] }", "1:26: suggestion STR2008: the matrix names the environment \"developmnt\", which no condition does")]
    [InlineData("matrix: { tenants: [acmee] }", "1:21: suggestion STR2008: the matrix names the tenant \"acmee\", which no condition does")]
    public void Plan_WhatNothingKnows_IsReportedAtItsPlace(string project, string expected)
    {
        Plan(project, out var found);

        var diagnostic = Assert.Single(found);
        Assert.EndsWith("strata.yml:" + expected, diagnostic.ToString(), StringComparison.Ordinal);
        Assert.NotNull(diagnostic.Hint);
    }

    [Fact]
    public void Plan_TenantsWithoutLikeness_AreNoSlip()
    {
        Plan("matrix: { environments: [qa], tenants: [initech, globex-eu] }", out var found);

        Assert.Empty(found);
    }

    [Fact]
    public void Plan_MoreContextsThanAnybodyDeploys_IsAnError()
    {
        var many = string.Join(", ", Enumerable.Range(0, 400).Select(static i => $"n{i}"));
        Assert.Empty(Plan($"matrix: {{ environments: [{many}], tenants: [{many}] }}", out var found));

        Assert.Contains(found, static diagnostic => diagnostic.Code == DiagnosticCode.OutOfRange && diagnostic.Message.Contains("320,000", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_ChosenEnvironmentAndTenant_LeavesThePartOfTheMatrixThatLiesInThem()
    {
        const string Matrix = "matrix: { types: docker, environments: [development, staging], exclude: [{ tenant: x }], include: [{ type: local, environment: staging }, { type: local, environment: qa }] }";
        _directory.Write("strata.yml", Matrix);
        var project = ProjectFile.Read(_directory["strata.yml"], ParseLimits.Default, new DiagnosticBag())!;
        var found = new DiagnosticBag();
        var matrix = new ChosenAxes("staging", "acme", HasTags: false, AppVersion: null).Of(project.Matrix);

        var contexts = MatrixPlanner.Plan(matrix, OverrideSet.Read(_directory["overrides"]), static type => Context(type) with { Environment = "staging", Tenant = "acme" }, found);

        Assert.Equal(["docker/staging/acme", "local/staging/acme"], Names(contexts));
        Assert.Equal(0, found.Count);
    }

    private static ResolutionContext Context(string type) => new() { Type = type, Now = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero) };

    private static IEnumerable<string> Names(ImmutableArray<PlannedContext> contexts) => contexts.Select(static context => context.Name.Text);

    private ImmutableArray<PlannedContext> Plan(string project, out ImmutableArray<Diagnostic> found)
    {
        var diagnostics = new DiagnosticBag();
        var matrix = new ProjectMatrix();
        if (project.Length > 0)
        {
            _directory.Write("strata.yml", project);
            matrix = ProjectFile.Read(_directory["strata.yml"], ParseLimits.Default, diagnostics)!.Matrix;
        }

        var contexts = MatrixPlanner.Plan(matrix, OverrideSet.Read(_directory["overrides"]), Context, diagnostics);
        found = diagnostics.ToSorted();
        return contexts;
    }
}
