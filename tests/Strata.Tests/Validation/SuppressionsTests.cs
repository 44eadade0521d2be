using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Tests.Layers;
using Strata.Validation;
using Strata.Values;

namespace Strata.Tests.Validation;

public class SuppressionsTests
{
    [Theory]
    [InlineData("a:\n  # strata:disable STR6001 why\n  b:\n    c: 1\n    d: |\n      x\n      y\n  e: 2\n", "3 4 5 6 7")]
    [InlineData("# strata:disable STR6001 why\nl:\n- 1\n- 2\nm: 1\n", "2 3 4")]
    [InlineData("l:\n# strata:disable STR6001 why\n- a: 1\n  b: 2\n- c: 3\n", "3 4")]
    [InlineData("a: 1 # strata:disable STR6001 why\nb: 2\n", "1")]
    [InlineData("a: | # strata:disable STR6001 why\n  text\nb: 2\n", "1")]
    [InlineData("f: {\n  # strata:disable STR6001 why\n  a: 1,\n  b: 2 }\n", "3")]
    [InlineData("# strata:disable STR6001 why\n\n# prose\n---\na: 1\nb: 2\n", "5")]
    [InlineData("#strata:disable str6001: why\na: 1\n", "2")]
    [InlineData("# strata:disable STR6007, STR6001 - why\na: 1\n", "2")]
    [InlineData("a: 1\n---\n# strata:disable STR6001 why\nb: 1\nc: 2\n", "4")]
    [InlineData("a: |\n  # strata:disable STR6001 text and no comment\n  x\nb: \"# strata:disable STR6001 why\"\n", "")]
    [InlineData("a: b#strata:disable STR6001 why\n", "")]
    [InlineData("a: 1\n# strata:disable STR6001 why\n", "")]
    [InlineData("# strata: disable STR6001 is prose\na: 1\n", "")]
    [InlineData("_metadata:\n  # strata:disable STR6001 why\n  expires: 2027-01-01\na: 1\n", "3")]
    [InlineData("services:\n  # strata:disable STR6001 why\n  app: { image: x }\nx-strata: { config: { a: 1 } }\n", "3")]
    public void Apply_Yaml_SilencesTheseLines(string text, string lines) => Assert.Equal(lines, Silenced(text, "test.yml"));

    [Theory]
    [InlineData("# strata:disable STR6001 why\na = 1\nb = 2\n", "2")]
    [InlineData("a = 1 # strata:disable STR6001 why\nb = 2\n", "1")]
    [InlineData("# strata:disable STR6001 why\n[a]\nb = 1\n[a.c]\nd = 2\n[e]\nf = 1\n", "2 3 4 5")]
    [InlineData("# strata:disable STR6001 why\na = [\n  1,\n  2,\n]\nb = 1\n", "2 3 4 5")]
    [InlineData("a = [\n  # strata:disable STR6001 why\n  1,\n  2,\n]\n", "3")]
    [InlineData("# strata:disable STR6001 why\na = \"\"\"\n[x]\nb = 1\n\"\"\"\nc = 1\n", "2 3 4 5")]
    [InlineData("a = \"\"\"\n# strata:disable STR6001 text\n\"\"\"\nb = '# strata:disable STR6001 text'\n", "")]
    public void Apply_Toml_SilencesTheseLines(string text, string lines) => Assert.Equal(lines, Silenced(text, "test.toml"));

    [Fact]
    public void Apply_WithoutAReason_SilencesNothingAndSaysSo()
    {
        var applied = Apply("# strata:disable STR6001 -\na: 1\n", "test.yml", isWholeMatrix: false, At(6001, 2));

        Assert.Equal(
            ["warning STR6029 test.yml:1:1 this comment gives no reason, and nothing is silenced", "warning STR6001 test.yml:2:1 finding"],
            applied.Findings.Select(static finding => finding.Diagnostic).Lines());
        Assert.Empty(applied.Findings[0].Contexts);
    }

    [Fact]
    public void Apply_SilencesNothing_IsToldInAWholeMatrixOnly()
    {
        const string Text = "# strata:disable STR6001, STR6002 why\na: 1\n";

        Assert.Empty(Apply(Text, "test.yml", isWholeMatrix: false, At(6001, 2)).Findings);
        Assert.Equal(
            ["suggestion STR6030 test.yml:1:1 this comment silences no STR6002: nothing is found here"],
            Apply(Text, "test.yml", isWholeMatrix: true, At(6001, 2)).Findings.Select(static finding => finding.Diagnostic).Lines());
    }

    [Fact]
    public void Apply_OfARuleThatIsOff_IsNotNeedless()
    {
        var severities = new RuleSeverities(ImmutableDictionary<DiagnosticCode, DiagnosticSeverity?>.Empty.Add(new DiagnosticCode(6002), null));

        Assert.Empty(Suppressions.Apply(Report(), [Checked.Layer("# strata:disable STR6002 why\na: 1\n")], isWholeMatrix: true, severities).Findings);
    }

    [Theory]
    [InlineData("# strata:disabel STR6001 why", "unknown comment \"strata:disabel\", and nothing is silenced", "did you mean strata:disable?")]
    [InlineData("# strata:disable because", "this comment names no code, and nothing is silenced", "write # strata:disable STR6007 and the reason")]
    [InlineData("# strata:disable STR0004 why", "STR0004 cannot be silenced by a comment, and nothing is silenced", "only what schemas (5xxx) and rules (6xxx) find can be")]
    [InlineData("# strata:disable STR6030 why", "STR6030 cannot be silenced by a comment, and nothing is silenced", "only what schemas (5xxx) and rules (6xxx) find can be")]
    public void Apply_CommentThatIsNone_IsTold(string comment, string message, string hint)
    {
        var found = Assert.Single(Apply($"{comment}\na: 1\n", "test.yml", isWholeMatrix: false).Findings).Diagnostic;

        Assert.Equal((message, hint, "STR6030"), (found.Message, found.Hint, found.Code.ToString()));
    }

    [Fact]
    public void Apply_OtherFilesAndStages_ArePassedBy()
    {
        var other = new MatrixFinding(Diagnostic.At(new SourceText("overrides/other.yml", default), new SourcePosition(2, 1), new DiagnosticCode(6001), DiagnosticSeverity.Warning, "finding"), []);

        var applied = Suppressions.Apply(Report(other, At(4002, 2)), [Checked.Layer("# strata:disable STR6001 why\na: 1\n")], isWholeMatrix: false);

        Assert.Equal(2, applied.Findings.Length);
    }

    [Fact]
    public void Apply_ManyCommentsInARow_TakesTimeInProportion()
    {
        var text = string.Concat(Enumerable.Repeat("# strata:disable STR6001 why\n", 20_000)) + "a:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(static i => $"  k{i}: 1\n"));

        Assert.Empty(Apply(text, "test.yml", isWholeMatrix: true, At(6001, 20_001)).Findings);
    }

    private static string Silenced(string text, string file)
    {
        var lines = Enumerable.Range(1, text.Split('\n').Length).ToArray();
        var left = Apply(text, file, isWholeMatrix: false, [.. lines.Select(static line => At(6001, line))]).Findings
            .Where(static finding => finding.Diagnostic.Code.Number == 6001)
            .Select(static finding => finding.Diagnostic.Position.Line);
        return string.Join(' ', lines.Except(left));
    }

    private static MatrixReport Apply(string text, string file, bool isWholeMatrix, params MatrixFinding[] findings)
    {
        var layers = Described.From(text, file).Layers;
        Assert.NotEmpty(layers);
        var source = layers[0].Document.Text;
        return Suppressions.Apply(
            Report([.. findings.Select(finding => finding with { Diagnostic = Diagnostic.At(source, finding.Diagnostic.Position, finding.Diagnostic.Code, DiagnosticSeverity.Warning, "finding") })]),
            layers,
            isWholeMatrix);
    }

    private static MatrixFinding At(int code, int line) =>
        new(Diagnostic.At(new SourceText("overrides/test.yml", default), new SourcePosition(line, 1), new DiagnosticCode(code), DiagnosticSeverity.Warning, "finding"), [new ContextName("app/development")]);

    private static MatrixReport Report(params MatrixFinding[] findings) => new([.. findings], []);
}
