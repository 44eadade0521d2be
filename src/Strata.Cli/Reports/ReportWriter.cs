using Strata.Diagnostics;
using Strata.Explanations;
using Strata.Output;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>Writes what a validation found, in the format that was asked for.</summary>
internal static class ReportWriter
{
    /// <summary>The formats, the default first.</summary>
    public static IEnumerable<string> Formats { get; } = [.. SharedOptions.ReportFormats, "sarif", "junit", "github"];

    /// <summary>Writes a report: text to standard error, anything else to standard output.</summary>
    /// <returns>The exit code. What the baseline holds has no part in it.</returns>
    public static int Write(Invocation invocation, string format, ReviewedReport report)
    {
        var exitCode = ExitCode.Of(report.New.ToValidation(), invocation.Strict);
        var paths = ReportPaths.Of(invocation.Host);
        switch (format)
        {
            case "text":
                invocation.Report(report.New);
                if (report.KnownLine is { } known)
                {
                    invocation.Note(known);
                }

                break;
            case "sarif":
                SarifReport.Write(report, paths, exitCode, invocation.Host.Output);
                invocation.Host.Output.Flush();
                break;
            case "junit":
                invocation.WriteText(JunitReport.Of(report, paths, invocation.Strict));
                break;
            case "github":
                invocation.WriteText(GithubReport.Of(report, paths));
                break;
            default:
                invocation.Write(format, ShapeOf(report, exitCode), default);
                break;
        }

        return exitCode;
    }

    private static MappingNode ShapeOf(ReviewedReport report, int exitCode)
    {
        return new ObjectShape()
            .Add("valid", exitCode == ExitCode.Done)
            .Add("errors", Of(DiagnosticSeverity.Error))
            .Add("warnings", Of(DiagnosticSeverity.Warning))
            .Add("suggestions", Of(DiagnosticSeverity.Suggestion))
            .Build();

        SequenceNode Of(DiagnosticSeverity severity) => ListShape.Of(report.New.Findings
            .Where(finding => finding.Diagnostic.Severity == severity)
            .Select(finding => DiagnosticShape.Of(finding.Diagnostic, report.New.ReachOf(finding))));
    }
}
