using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Reports;

/// <summary><c>--report</c>: what a run finds, in files beside what it prints.</summary>
public sealed class ReportFilesTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(("app.yml", "api: { port: 8000, port: 9000 }\n"));

    public void Dispose() => _overrides.Dispose();

    [Theory]
    [InlineData("sarif")]
    [InlineData("junit")]
    public void Report_InAFile_IsWhatTheFormatPrints(string format)
    {
        var printed = _overrides.Run("validate", "-o", format);
        var file = Path.Combine(_overrides.Root, "report");

        var result = _overrides.Run("validate", "-o", "github", "--report", $"{format}={file}");

        Assert.Equal((1, printed.Output), (result.ExitCode, File.ReadAllText(file)));
        Assert.Equal(_overrides.Run("validate", "-o", "github"), result);
    }

    [Fact]
    public void Reports_OfWhichOneCannotBeWritten_AreNoneAndAnError()
    {
        var file = Path.Combine(_overrides.Root, "report");

        var result = _overrides.Run("validate", "--report", $"sarif={file}", "--report", $"junit={Path.Combine(_overrides.Root, "nowhere", "report")}");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("error STR0004", result.Error, StringComparison.Ordinal);
        Assert.Contains("error STR8013: the report cannot be written: its directory does not exist\n", result.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }

    [Theory]
    [InlineData("sarif")]
    [InlineData("sarif=")]
    [InlineData("=a")]
    [InlineData("text=a")]
    public void Report_ThatIsNone_IsWrongUsage(string report)
    {
        var result = _overrides.Run("validate", "--report", report);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains($"--report takes FORMAT=FILE, and not \"{report}\"", result.Error, StringComparison.Ordinal);
    }
}
