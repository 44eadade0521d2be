using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Selection;
using Strata.Validation;
using Strata.Validation.Rules;
using static Strata.Tests.Validation.Checked;

namespace Strata.Tests.Validation.Rules;

/// <summary>The rules that look at all contexts together.</summary>
public class MatrixRuleTests
{
    private static readonly (string, string) Base = ("base.yml", "_metadata: { type: \"*\", priority: lowest }\nport: 1\nlevel: info\n");

    [Fact]
    public void NeverSelected_ConditionNeverHolds_SaysTheMostFrequentReason()
    {
        var matrix = Matrix([Base, ("app.yml", "port: 2\n"), ("eu.yml", "_metadata:\n  type: app\n  conditions: { tenant: acme, environment: [staging, production] }\nport: 3\n")],
            new("app", "staging"), new("app", "production"), new("app", "development", "acme"));

        Assert.Equal(
            ["suggestion STR6023 eu.yml:1:1 the override \"eu\" is selected in none of 3 contexts: tenant is unset, \"acme\" is required"],
            Matrix(new NeverSelected(), matrix).Lines());
    }

    [Fact]
    public void NeverSelected_TypeThatNoContextAsksFor_SaysSo() => Assert.Equal(
        ["suggestion STR6023 other.yml:1:1 the override \"other\" is not selected in the only context: no context asks for its type \"other\""],
        Matrix(new NeverSelected(), Matrix([("app.yml", "port: 2\n"), ("other.yml", "port: 3\n")], new Asked("app"))).Lines());

    [Fact]
    public void NeverSelected_SelectedOnceOrExpired_IsNotReported() => Assert.Empty(
        Matrix(new NeverSelected(), Matrix([("app.yml", "port: 2\n"), ("eu.yml", "_metadata: { type: app, conditions: { tenant: acme } }\nport: 3\n"), ("old.yml", "_metadata: { type: app, expires: 2026-01-01 }\nport: 4\n")],
            new("app"), new("app", "development", "acme"))));

    [Fact]
    public void AlwaysLoses_EveryValueBeaten_NamesTheWinner()
    {
        var matrix = Matrix([("low.yml", "_metadata: { type: app, priority: low }\na: { b: 1 }\nc: 2\n"), ("top.yml", "_metadata: { type: app, priority: high }\na: { b: 3 }\nc: 4\n")],
            new("app"), new("app", "staging"));

        var found = Assert.Single(Matrix(new AlwaysLoses(), matrix));

        Assert.Equal(["warning STR6024 low.yml:1:1 every value of the override \"low\" is beaten wherever it is selected, in 2 contexts"], new[] { found }.Lines());
        Assert.Equal("overrides/top.yml", Assert.Single(found.Related).File);
        Assert.Equal("2:9", found.Related[0].Position.ToString());
    }

    [Theory]
    [InlineData("a: { b: 1, c: 2 }")]
    [InlineData("a: { c: {} }")]
    [InlineData("a: { l: !append [2] }")]
    [InlineData("a: { x: !unset }")]
    [InlineData("d: ${config:a}")]
    public void AlwaysLoses_SomethingIsLeft_IsNotReported(string middle) => Assert.Empty(Matrix(new AlwaysLoses(), Matrix(
        [("low.yml", "_metadata: { type: app, priority: low }\na: { x: 0, l: [1] }\n"), ("mid.yml", $"_metadata: {{ type: app }}\n{middle}\n"), ("top.yml", "_metadata: { type: app, priority: high }\na: { b: 3 }\n")],
        new Asked("app"))));

    [Fact]
    public void AlwaysLoses_BeatenInOneContextOnly_IsNotReported() => Assert.Empty(Matrix(new AlwaysLoses(), Matrix(
        [("low.yml", "_metadata: { type: app, priority: low }\nc: 2\n"), ("top.yml", "_metadata: { type: app, priority: high, conditions: { tenant: acme } }\nc: 4\n")],
        new Asked("app", "development", "acme"), new("app"))));

    [Fact]
    public void UndocumentedVariable_NotAmongTheDocumented_IsToldOnceWithTheNearest()
    {
        var matrix = Matrix([("a.yml", "host: ${DB_HOST:-${FALLBACK}}\nport: 1${DB_PROT}\nhome: ${HOME}\n"), ("b.yml", "host: ${DB_PROT}\n")], new Asked("a"))
            with
        { DocumentedVariables = ["DB_HOST", "DB_PORT"] };

        var found = Matrix(new UndocumentedVariable(), matrix);

        Assert.Equal(["suggestion STR6025 a.yml:1:18 the variable FALLBACK is documented nowhere", "suggestion STR6025 a.yml:2:8 the variable DB_PROT is documented nowhere"], found.Lines());
        Assert.StartsWith("did you mean DB_PORT?", found[1].Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void UndocumentedVariable_WhereNoPlaceDocumentsAny_IsSilent() =>
        Assert.Empty(Matrix(new UndocumentedVariable(), Matrix([("a.yml", "host: ${DB_HOST}\n")], new Asked("a"))));

    [Theory]
    [InlineData("2026-07-01", "warning STR6026 a.yml:1:27 the override \"a\" is not loaded after 2026-07-01")]
    [InlineData("2026-07-08", "warning STR6026 a.yml:1:27 the override \"a\" is not loaded after 2026-07-08")]
    [InlineData("2026-07-09", "suggestion STR6026 a.yml:1:27 the override \"a\" is not loaded after 2026-07-09")]
    [InlineData("2026-07-31", "suggestion STR6026 a.yml:1:27 the override \"a\" is not loaded after 2026-07-31")]
    public void ExpiresSoon_InTime_IsTold(string date, string line) => Assert.Equal([line], Expiring(date).Lines());

    [Fact]
    public void ExpiresSoon_OnAnotherDay_IsTheSameMessageAndSoStaysInABaseline() => Assert.Equal(
        Assert.Single(Expiring("2026-07-31", today: 1)).Message,
        Assert.Single(Expiring("2026-07-31", today: 2)).Message);

    [Theory]
    [InlineData("2026-08-01")]
    [InlineData("2026-06-30")]
    public void ExpiresSoon_LaterOrPast_IsNotTold(string date) => Assert.Empty(Expiring(date));

    [Fact]
    public void Differs_ByCaseOrType_IsToldOnceWithBothPlaces()
    {
        var matrix = Matrix(
            [
                ("app.yml", "level: info\nport: 8080\ndebug: true\nname: a\nsecret: abcdef\n"),
                ("prod.yml", "_metadata: { type: app, priority: high, conditions: { environment: production } }\nlevel: INFO\nport: \"8080\"\ndebug: \"True\"\nname: b\nsecret: ABCDEF\n"),
                ("acme.yml", "_metadata: { type: app, conditions: { tenant: acme } }\nx: 1\n"),
            ],
            new("app"), new("app", "production"), new("app", "development", "acme"), new("app", "production", "acme"));

        var found = Matrix(new DiffersBetweenEnvironments(), matrix);

        Assert.Equal(
            [
                "suggestion STR6027 prod.yml:2:8 level is the text \"INFO\" in production and the text \"info\" in development: only the case of letters differs",
                "suggestion STR6027 prod.yml:3:7 port is the text \"8080\" in production and the number 8080 in development: only the type differs",
                "suggestion STR6027 prod.yml:4:8 debug is the text \"True\" in production and the boolean true in development: only the type differs",
            ],
            found.Lines());
        Assert.Equal("1:8", Assert.Single(found[0].Related).Position.ToString());
    }

    [Theory]
    [InlineData("1", "1.0")]
    [InlineData("info", "debug")]
    [InlineData("~", "\"\"")]
    [InlineData("0x10", "16")]
    public void Differs_ByMoreOrByNothing_IsNotTold(string one, string other) => Assert.Empty(Matrix(new DiffersBetweenEnvironments(), Matrix(
        [("app.yml", $"a: {one}\n"), ("prod.yml", $"_metadata: {{ type: app, priority: high, conditions: {{ environment: production }} }}\na: {other}\n")], new("app"), new("app", "production"))));

    [Fact]
    public void Differs_BetweenThreeEnvironments_ComparesEachWithEach() => Assert.Single(Matrix(new DiffersBetweenEnvironments(), Matrix(
        [
            ("app.yml", "level: INFO\n"),
            ("stage.yml", "_metadata: { type: app, priority: high, conditions: { environment: staging } }\nlevel: debug\n"),
            ("prod.yml", "_metadata: { type: app, priority: high, conditions: { environment: production } }\nlevel: info\n"),
        ],
        new("app"), new("app", "staging"), new("app", "production"))));

    private static ImmutableArray<Diagnostic> Expiring(string date, int today = 1) =>
        Matrix(new ExpiresSoon(), new ResolvedMatrix([Layer($"_metadata:     {{ expires: {date} }}\nx: 1\n", "a.yml")], [new MatrixContext(new("a"), new ResolutionContext { Type = "a", Now = new DateTimeOffset(2026, 7, today, 23, 59, 0, TimeSpan.Zero) }, null, null)]));
}
