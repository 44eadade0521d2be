using System.Text;
using CsCheck;
using Strata.Cli.Reports;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Values;

namespace Strata.Consumers.Tests.Reports;

public class BaselineTests
{
    private const string File = "strata-baseline.json";

    // Files are named from where the baseline stands, and that is named from the working directory.
    static BaselineTests() => TestProject.Enter();

    [Fact]
    public void TextOf_TheSample_IsApproved() => ApprovedFile.Matches("baseline.json", BaselineFile.TextOf(Baseline.Of(SampleReport.Matrix, File)));

    [Fact]
    public void TextOf_NothingFound_IsReadBack() => Assert.Empty(Read(BaselineFile.TextOf(Baseline.Of(new MatrixReport([], []), File))).Entries);

    [Fact]
    public void Review_OfWhatWasWritten_KnowsAllOfIt()
    {
        string?[] paths = ["a", "a.b", null];
        Gen.Select(Gen.String, Gen.Int[0, 3], Gen.Int[5010, 6999], Gen.Int[0, 2]).List[0, 20].Sample(items =>
        {
            var report = Of([.. items.Select(item => Finding(item.Item3, $"{item.Item2}.yml", paths[item.Item4], item.Item1))]);

            var text = BaselineFile.TextOf(Baseline.Of(report, File));
            var baseline = Read(text);

            Assert.Equal(items.Count, baseline.Count);
            Assert.Equal(text, BaselineFile.TextOf(baseline));
            Assert.All(baseline.Review(report, isWhole: true).Findings, static finding => Assert.True(finding.IsKnown));
        });
    }

    [Fact]
    public void Of_AnyOrderOfFindings_IsTheSame() =>
        Assert.Equal(
            BaselineFile.TextOf(Baseline.Of(SampleReport.Matrix, File)),
            BaselineFile.TextOf(Baseline.Of(new MatrixReport([.. SampleReport.Matrix.Findings.Reverse()], []), File)));

    [Theory]
    [InlineData(1, "Error", false)]
    [InlineData(1001, "Error", false)]
    [InlineData(2001, "Error", false)]
    [InlineData(4002, "Error", false)]
    [InlineData(5002, "Error", false)]
    [InlineData(5010, "Error", true)]
    [InlineData(6001, "Error", true)]
    [InlineData(6950, "Error", true)]
    [InlineData(8007, "Error", false)]
    [InlineData(3001, "Warning", true)]
    [InlineData(1008, "Suggestion", true)]
    public void MayHold_ACode_IsWhatSchemasAndRulesSayAndWhatFailsNothing(int code, string severity, bool expected) =>
        Assert.Equal(expected, Baseline.MayHold(Diagnostic.InFile("a.yml", new DiagnosticCode(code), Enum.Parse<DiagnosticSeverity>(severity), "x")));

    [Fact]
    public void MayHold_ThatThereIsMore_IsNeverSo() =>
        Assert.False(Baseline.MayHold(new Diagnostic(DiagnosticCode.MoreDiagnostics, DiagnosticSeverity.Warning, "and 3 more") { Lost = 3 }));

    [Fact]
    public void Review_MoreThanAreKnown_TellsTheLast()
    {
        var finding = Finding(6001, "a.yml", "x", "secret");

        var reviewed = Baseline.Of(Of(finding, finding), File).Review(Of(finding, finding, finding), isWhole: true);

        Assert.Equal([true, true, false], reviewed.Findings.Select(static item => item.IsKnown));
        Assert.Equal("2 known findings are in the baseline strata-baseline.json", reviewed.KnownLine);
    }

    [Theory]
    [InlineData("b.yml", "x", 6001, "secret")]
    [InlineData("a.yml", "y", 6001, "secret")]
    [InlineData("a.yml", null, 6001, "secret")]
    [InlineData("a.yml", "x", 6002, "secret")]
    [InlineData("a.yml", "x", 6001, "another")]
    public void Review_SomethingElse_IsNew(string file, string? path, int code, string message)
    {
        var reviewed = Baseline.Of(Of(Finding(6001, "a.yml", "x", "secret")), File).Review(Of(Finding(code, file, path, message)), isWhole: false);

        Assert.False(Assert.Single(reviewed.Findings).IsKnown);
    }

    [Fact]
    public void Review_SomeAreGone_SuggestsToUpdateAtTheFirst()
    {
        var baseline = Read(BaselineFile.TextOf(Baseline.Of(Of(Finding(6001, "a.yml", "x", "1"), Finding(6001, "a.yml", "y", "2"), Finding(6001, "a.yml", "y", "2")), File)));

        var gone = Assert.Single(baseline.Review(Of(Finding(6001, "a.yml", "x", "1")), isWhole: true).New.Findings).Diagnostic;

        Assert.Equal(("STR8012", DiagnosticSeverity.Suggestion, "2 findings of the baseline are gone"), (gone.Code.ToString(), gone.Severity, gone.Message));
        Assert.Equal((File, new SourcePosition(5, 5)), (gone.File, gone.Position));
    }

    // What a broken file hides is not gone, nor what nobody looked for.
    [Fact]
    public void Review_NotEverythingWasSeen_SaysNothingOfWhatIsGone()
    {
        var baseline = Baseline.Of(Of(Finding(6001, "a.yml", "x", "1")), File);

        Assert.Empty(baseline.Review(Of(), isWhole: false).Findings);
        Assert.Single(baseline.Review(Of(Finding(1, "b.yml", null, "bad")), isWhole: true).Findings);
    }

    [Fact]
    public void Read_TheSameFindingOfTwoBranches_CountsItOnce()
    {
        var line = """{"code":"STR6001","file":"a.yml","path":null,"message":"m","count":""";

        var baseline = Read($$"""{"version": 1, "findings": [{{line}}1}, {{line}}2}]}""");

        Assert.Equal(2, baseline.Count);
    }

    [Theory]
    [InlineData("", 1, 1, "the baseline cannot be read: the file is empty")]
    [InlineData("{\n  \"version\": 1,\n<<<<<<< ours\n", 3, 1, "the baseline cannot be read: ")]
    [InlineData("{\"version\": 1, \"version\": 1}", 1, 16, "the baseline cannot be read: duplicate key \"version\"")]
    [InlineData("[]", 1, 1, "the baseline cannot be read: ")]
    [InlineData("{\"services\": {}}", 1, 1, "it is no baseline: it has no \"version\"")]
    [InlineData("{\"version\": \"3.8\"}", 1, 13, "it is no baseline: its \"version\" is no whole number")]
    [InlineData("{\"version\": 2, \"findings\": []}", 1, 13, "the baseline has version 2; this command reads version 1")]
    [InlineData("{\"version\": 1}", 1, 1, "\"findings\" must be a list")]
    [InlineData("{\"version\": 1, \"findings\": {}}", 1, 28, "\"findings\" must be a list")]
    [InlineData("{\"version\": 1, \"findings\": [], \"x\": 1}", 1, 32, "unknown key \"x\"")]
    [InlineData("{\"version\": 1, \"findings\": [7]}", 1, 29, "a finding is an object of code, file, path, message and count")]
    [InlineData("{\"version\": 1, \"findings\": [{\"code\":\"STR6001\",\"file\":null,\"path\":null,\"count\":1}]}", 1, 29, "the finding has no \"message\"")]
    [InlineData("{\"version\": 1, \"findings\": [{\"code\":null,\"file\":null,\"path\":null,\"message\":\"m\",\"count\":1}]}", 1, 37, "\"code\" must be text")]
    [InlineData("{\"version\": 1, \"findings\": [{\"code\":\"STR6001\",\"file\":1,\"path\":null,\"message\":\"m\",\"count\":1}]}", 1, 54, "\"file\" must be text or null")]
    [InlineData("{\"version\": 1, \"findings\": [{\"code\":\"STR6001\",\"file\":null,\"path\":null,\"message\":\"m\",\"count\":0}]}", 1, 93, "\"count\" must be a whole number from 1")]
    [InlineData("{\"version\": 1, \"findings\": [{\"code\":\"STR6001\",\"file\":null,\"path\":null,\"message\":\"m\",\"count\":1,\"line\":3}]}", 1, 95, "unknown key \"line\"")]
    public void Read_WhatIsNoBaseline_IsRefusedWithItsPlace(string text, int line, int column, string message)
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(BaselineReader.Read(new SourceText(File, Encoding.UTF8.GetBytes(text)), diagnostics));

        var diagnostic = Assert.Single(diagnostics.ToSorted());
        Assert.Equal(("STR8011", File, new SourcePosition(line, column)), (diagnostic.Code.ToString(), diagnostic.File, diagnostic.Position));
        Assert.StartsWith(message, diagnostic.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WhatIsNotUtf8_IsRefusedWithItsPlace()
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(BaselineReader.Read(new SourceText(File, new byte[] { (byte)'{', (byte)'"', 0xFF }), diagnostics));

        Assert.Equal("strata-baseline.json:1:3: error STR8011: the baseline cannot be read: it is not UTF-8", Assert.Single(diagnostics.ToSorted()).ToString());
    }

    private static MatrixReport Of(params MatrixFinding[] findings) => new([.. findings], []);

    private static MatrixFinding Finding(int code, string file, string? path, string message) =>
        new(Diagnostic.InFile(file, new DiagnosticCode(code), DiagnosticSeverity.Error, message) with { Path = path is null ? null : ConfigPath.Parse(path) }, []);

    private static Baseline Read(string text)
    {
        var diagnostics = new DiagnosticBag();
        var baseline = BaselineReader.Read(new SourceText(File, Encoding.UTF8.GetBytes(text)), diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return baseline!;
    }
}
