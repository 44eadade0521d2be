using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using Strata.Cli.Reports;
using Strata.Diagnostics;
using Strata.Validation;

namespace Strata.Consumers.Tests.Reports;

public class JunitReportTests
{
    [Fact]
    public void Of_TheSample_IsApproved() => ApprovedFile.Matches("report.junit.xml", JunitReport.Of(SampleReport.Unreviewed, SampleReport.Paths(), strict: false));

    [Fact]
    public void Of_ACleanRun_HasOnePassingCaseForEachContext()
    {
        var root = Parse(SampleReport.Of(SampleReport.Contexts));

        Assert.Equal(SampleReport.Contexts.Select(static context => context.Text), root.Descendants("testcase").Select(static test => test.Attribute("name")!.Value));
        Assert.Empty(root.Descendants("testcase").Elements());
        Assert.Equal("3", root.Attribute("tests")!.Value);
    }

    [Fact]
    public void Of_NothingAtAll_HasACase() => Assert.Single(Parse(SampleReport.Of()).Descendants("testcase"));

    [Fact]
    public void Of_Warnings_FailWhereTheyFailTheRun()
    {
        Assert.Empty(Parse(SampleReport.Of(SampleReport.Warning)).Descendants("failure"));
        Assert.Single(Parse(SampleReport.Of(SampleReport.Warning), strict: true).Descendants("failure"));
        Assert.Empty(Parse(SampleReport.Of(SampleReport.Suggestion), strict: true).Descendants("failure"));
    }

    [Fact]
    public void Of_KnownFindings_HasNoCasesOfThem() =>
        Assert.DoesNotContain("STR3001", JunitReport.Of(SampleReport.Reviewed, SampleReport.Paths(), strict: true), StringComparison.Ordinal);

    [Fact]
    public void Of_TheSameProblemTwice_HasTwoNames()
    {
        var names = Parse(SampleReport.Of(SampleReport.Warning, SampleReport.Warning, SampleReport.Warning)).Descendants("testcase").Select(static test => test.Attribute("name")!.Value).ToList();

        Assert.Distinct(names);
        Assert.EndsWith(" (3)", names[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\0b\u001bc\ufffed\u0085e", "a\ufffdb\ufffdc\ufffdd\ufffde")]
    [InlineData("<a & \"b\">]]>\t\r\n", "<a & \"b\">]]>\t\r\n")]
    public void Of_AnyText_IsReadBack(string text, string readBack)
    {
        var failure = Parse(SampleReport.Of(Diagnostic.InFile("a.yml", DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, text))).Descendants("failure").Single();

        Assert.Equal(readBack, failure.Attribute("message")!.Value);
        Assert.Contains($"STR0004: {readBack}\n", failure.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_HalfACharacter_IsReplaced() => Assert.Equal(
        "\ufffd and \U0001F600",
        Parse(SampleReport.Of(Diagnostic.InFile("a.yml", DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, "\ud800 and \U0001F600"))).Descendants("failure").Single().Attribute("message")!.Value);

    [Fact]
    public void Of_WhateverIsFound_CountsRight() =>
        Gen.Select(Gen.Int[0, 2].List[0, 8], Gen.Bool, Gen.Int[0, 3]).Sample((kinds, strict, contexts) =>
        {
            var findings = kinds.Select((kind, index) => new MatrixFinding(
                Diagnostic.InFile($"{index % 2}.yml", DiagnosticCode.DuplicateKey, (DiagnosticSeverity)kind, "x"), SampleReport.Contexts[..Math.Min(contexts, index)])).ToArray();

            var root = Parse(SampleReport.Of(SampleReport.Contexts[..contexts], findings), strict);

            foreach (var counted in root.DescendantsAndSelf().Where(static element => element.Name != "testcase" && element.Attribute("tests") is not null))
            {
                Assert.Equal(counted.Descendants("testcase").Count(), Number(counted, "tests"));
                Assert.Equal(counted.Descendants("failure").Count(), Number(counted, "failures"));
                Assert.Equal(counted.Descendants("skipped").Count(), Number(counted, "skipped"));
            }

            Assert.Equal(kinds.Count(kind => kind == 0 || (strict && kind == 1)), Number(root, "failures"));
        });

    private static int Number(XElement element, string name) => int.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    private static XElement Parse(ReviewedReport report, bool strict = false) => XDocument.Parse(JunitReport.Of(report, SampleReport.Paths(), strict), LoadOptions.PreserveWhitespace).Root!;
}
