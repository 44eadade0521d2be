using System.Text.Json;
using Strata.Cli;
using Strata.Cli.Reports;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Consumers.Tests.Reports;

public class SarifReportTests
{
    [Fact]
    public void Write_OfTheSample_IsApproved() => ApprovedFile.Matches("report.sarif", WithoutHelp(SampleReport.Sarif(SampleReport.Reviewed)));

    [Fact]
    public void Write_WithoutABaseline_SaysNothingOfOne()
    {
        var sarif = SampleReport.Sarif(SampleReport.Unreviewed);

        Assert.DoesNotContain("baselineState", sarif, StringComparison.Ordinal);
        Assert.DoesNotContain("suppressions", sarif, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes() => Assert.Equal(SampleReport.Sarif(SampleReport.Reviewed), SampleReport.Sarif(SampleReport.Reviewed));

    [Fact]
    public void Write_OfARule_HelpsWithTheDocumentation()
    {
        var rule = Rules(Diagnostic.InFile("a.yml", DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, "duplicate key")).Single();

        Assert.Equal("duplicate key", rule.GetProperty("shortDescription").GetProperty("text").GetString());
        Assert.StartsWith("A mapping has the same key twice.", rule.GetProperty("fullDescription").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("## STR0004: duplicate key\n", rule.GetProperty("help").GetProperty("markdown").GetString(), StringComparison.Ordinal);
        Assert.Equal("error", rule.GetProperty("defaultConfiguration").GetProperty("level").GetString());
    }

    [Fact]
    public void Write_ARuleOfUsers_IsCalledByItsCode()
    {
        var rule = Rules(Diagnostic.InFile("a.yml", new DiagnosticCode(6950), DiagnosticSeverity.Error, "ours")).Single();

        Assert.Equal(["id", "shortDescription", "fullDescription", "help"], rule.EnumerateObject().Select(static property => property.Name));
        Assert.Equal("STR6950", rule.GetProperty("shortDescription").GetProperty("text").GetString());
    }

    [Fact]
    public void Write_SeveralResults_PointToTheirRules()
    {
        using var json = JsonDocument.Parse(SampleReport.Sarif(SampleReport.Reviewed));
        var run = json.RootElement.GetProperty("runs")[0];
        var rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules");

        Assert.All(run.GetProperty("results").EnumerateArray(), result => Assert.Equal(
            result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()));
    }

    [Theory]
    [InlineData("overrides/ä b#1.yml", "overrides/%C3%A4%20b%231.yml", true)]
    [InlineData("a:b.yml", "a%3Ab.yml", true)]
    [InlineData("/srv/a b#c?d%e.yml", "file:///srv/a%20b%23c%3Fd%25e.yml", false)]
    public void Write_AFile_IsAUriReference(string file, string uri, bool isRelative)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Such paths are those of Unix.");
        var location = Results(Diagnostic.InFile(file, DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, "x")).Single()
            .GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation");

        Assert.Equal(uri, location.GetProperty("uri").GetString());
        Assert.Equal(isRelative, location.TryGetProperty("uriBaseId", out _));
    }

    [Theory]
    [InlineData("${A:-{b}}", "${{A:-{{b}}}}")]
    [InlineData("a[0] is none", "a[0] is none")]
    [InlineData("[here](https://x.example) \\", "\\[here\\](https://x.example) \\\\")]
    public void Write_AMessage_HoldsNoPlaceholderAndNoLink(string message, string text) =>
        Assert.Equal(text, Results(Diagnostic.InFile("a.yml", DiagnosticCode.BadTemplate, DiagnosticSeverity.Error, message)).Single().GetProperty("message").GetProperty("text").GetString());

    [Fact]
    public void Write_LinesMove_KeepsTheFingerprints()
    {
        var text = new SourceText("a.yml", "a\nb\nc\nd"u8.ToArray());
        Diagnostic At(int line) => Diagnostic.At(text, new SourcePosition(line, 1), DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, "duplicate");

        var before = Fingerprints(At(1), At(2));
        var after = Fingerprints(At(2), At(4));

        Assert.Equal(before, after);
        Assert.Distinct(before);
        Assert.DoesNotContain(Fingerprints(At(1) with { Path = ConfigPath.Parse("x") }).Single(), before);
    }

    [Fact]
    public void Write_HalfACharacter_IsReplaced() =>
        Assert.Equal("\uFFFD", Results(Diagnostic.InFile("a.yml", DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, "\ud800")).Single().GetProperty("message").GetProperty("text").GetString());

    [Fact]
    public void Write_AnErrorWithoutAFile_IsANotificationOfAFailedRun()
    {
        using var json = JsonDocument.Parse(SampleReport.Sarif(SampleReport.Of(SampleReport.WithoutFile)));
        var run = json.RootElement.GetProperty("runs")[0];
        var invocation = run.GetProperty("invocations")[0];

        Assert.Empty(run.GetProperty("results").EnumerateArray());
        Assert.False(invocation.GetProperty("executionSuccessful").GetBoolean());
        Assert.Equal("error", invocation.GetProperty("toolExecutionNotifications")[0].GetProperty("level").GetString());
    }

    [Fact]
    public void Write_StartedBelowTheRepository_NamesFilesFromItsRoot()
    {
        TestProject.Enter();
        var paths = SampleReport.Paths(("GITHUB_WORKSPACE", Repository.Root));

        Assert.Equal("tests/Strata.Consumers.Tests/Overrides/base.yml", paths.FromRoot("Overrides/base.yml"));
        Assert.Equal("bench/x.yml", paths.FromRoot("../../bench/x.yml"));
        Assert.Equal("../../../x.yml", paths.FromRoot("../../../x.yml"));
        Assert.Equal("--set", paths.FromRoot("--set"));
    }

    // What a page says within its fences is shown as it is.
    [Fact]
    public void Pages_AllOfThem_AreTakenApart()
    {
        var pages = new ReportPages();
        Assert.All(DiagnosticPages.Read().Keys, code =>
        {
            var page = pages.Of(code)!;
            Assert.Matches("^[^`#]+$", page.Title);
            Assert.Matches("^[^`].*[.:)]$", page.Summary);
            Assert.True(page.Severity is "error" or "warning" or "suggestion", page.Severity);
            Assert.DoesNotContain("](", page.Markdown, StringComparison.Ordinal);
            Assert.DoesNotContain("```", page.Text, StringComparison.Ordinal);
            Assert.Equal(Fenced(DiagnosticPages.Read()[code]), Fenced(page.Markdown));
        });
    }

    private static List<string> Fenced(string page) => [.. page.Split("```").Where(static (_, index) => index % 2 == 1)];

    private static List<JsonElement> Results(params Diagnostic[] diagnostics) =>
        [.. JsonDocument.Parse(SampleReport.Sarif(SampleReport.Of(diagnostics))).RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray()];

    private static List<JsonElement> Rules(params Diagnostic[] diagnostics) =>
        [.. JsonDocument.Parse(SampleReport.Sarif(SampleReport.Of(diagnostics))).RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()];

    private static List<string> Fingerprints(params Diagnostic[] diagnostics) =>
        [.. Results(diagnostics).Select(static result => result.GetProperty("partialFingerprints").GetProperty("strataFinding/v1").GetString()!)];

    // The documentation and the version change without the report.
    private static string WithoutHelp(string sarif) => string.Join('\n', sarif.Split('\n').Select(static line =>
    {
        var key = line.TrimStart();
        var isHelp = (key.StartsWith("\"text\": \"STR", StringComparison.Ordinal) && key.Contains("\\n", StringComparison.Ordinal)) || key.StartsWith("\"markdown\"", StringComparison.Ordinal);
        return isHelp
            ? $"{line[..line.IndexOf(": ", StringComparison.Ordinal)]}: \"...\"{(line.EndsWith(',') ? "," : "")}"
            : line.Replace($"\"{ProductVersion.Text}\"", "\"VERSION\"", StringComparison.Ordinal);
    }));
}
