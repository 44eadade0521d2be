using Strata.Cli.Reports;
using Strata.Diagnostics;

namespace Strata.Consumers.Tests.Reports;

public class GithubReportTests
{
    [Fact]
    public void Of_TheSample_IsApproved() => ApprovedFile.Matches("report.github.txt", GithubReport.Of(SampleReport.Reviewed, SampleReport.Paths()));

    [Fact]
    public void Of_ACleanRun_SaysSo() => Assert.Equal("nothing new to report; 3 contexts checked\n", GithubReport.Of(SampleReport.Of(SampleReport.Contexts), SampleReport.Paths()));

    [Theory]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb", "a%0D%0Ab")]
    [InlineData("a:b,c", "a:b,c")]
    [InlineData("%0A", "%250A")]
    public void Data_OfAText_IsEscaped(string text, string expected) => Assert.Equal(expected, GithubReport.Data(text));

    [Theory]
    [InlineData("a:b,c", "a%3Ab%2Cc")]
    [InlineData("%2C\n", "%252C%0A")]
    public void Property_OfAText_IsEscaped(string text, string expected) => Assert.Equal(expected, GithubReport.Property(text));

    [Fact]
    public void Of_AFileThatLooksLikeACommand_IsOneCommandStill()
    {
        var file = "a,line=9::x\n::stop-commands::y";

        var lines = GithubReport.Of(SampleReport.Of(Diagnostic.InFile(file, DiagnosticCode.DuplicateKey, DiagnosticSeverity.Error, "\n::set-env name=A::b")), SampleReport.Paths()).Split('\n');

        Assert.Equal(["::error file=a%2Cline=9%3A%3Ax%0A%3A%3Astop-commands%3A%3Ay,title=STR0004 duplicate key::\u240a::set-env name=A::b", "1 error", ""], lines);
    }

    [Fact]
    public void Of_SeveralLevels_PutsErrorsFirst()
    {
        var lines = GithubReport.Of(SampleReport.Of(SampleReport.Suggestion, SampleReport.Warning, SampleReport.Error, SampleReport.Warning), SampleReport.Paths()).Split('\n');

        Assert.Equal(["::error", "::warning", "::warning", "::notice", "1"], lines[..5].Select(static line => line.Split(' ')[0]));
        Assert.Equal("1 error, 2 warnings, 1 suggestion", lines[4]);
    }
}
