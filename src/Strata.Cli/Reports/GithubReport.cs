using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Validation;

namespace Strata.Cli.Reports;

/// <summary>
/// The commands by which a step of a GitHub workflow annotates lines. GitHub shows the first ten of a level, so errors come first; a
/// line at the end says how many there are.
/// </summary>
internal static class GithubReport
{
    public static string Of(ReviewedReport report, ReportPaths paths)
    {
        var pages = new ReportPages();
        var text = new StringBuilder();
        var findings = report.New.Findings;
        foreach (var finding in findings.OrderBy(static finding => finding.Diagnostic.Severity))
        {
            Append(text, finding, report.New.ReachOf(finding), paths, pages);
        }

        text.Append(Summary(findings, report.Contexts.Length));
        return text.Append(report.KnownLine is { } known ? $"; {Shown(known)}\n" : "\n").ToString();
    }

    /// <summary>A text where a command's message is.</summary>
    public static string Data(string text) => text
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    /// <summary>A text where the value of a command's property is.</summary>
    public static string Property(string text) => Data(text)
        .Replace(":", "%3A", StringComparison.Ordinal)
        .Replace(",", "%2C", StringComparison.Ordinal);

    private static void Append(StringBuilder text, MatrixFinding finding, string? reach, ReportPaths paths, ReportPages pages)
    {
        var diagnostic = finding.Diagnostic;
        var code = diagnostic.Code.ToString();
        text.Append("::").Append(CommandOf(diagnostic.Severity)).Append(' ');
        if (diagnostic.File is { } file)
        {
            text.Append("file=").Append(Property(paths.FromRoot(file))).Append(',');
            if (diagnostic.Position is { Line: > 0 } position)
            {
                text.Append(CultureInfo.InvariantCulture, $"line={position.Line},endLine={position.Line},col={position.Column},endColumn={position.Column + Math.Max(1, diagnostic.Length)},");
            }
        }

        var title = pages.Of(code) is { } page ? $"{code} {page.Title}" : code;
        text.Append("title=").Append(Property(title)).Append("::").Append(Data(Shown(FindingText.Message(diagnostic))));
        if (reach is not null)
        {
            text.Append(Data($" ({Shown(reach)})"));
        }

        foreach (var related in diagnostic.Related)
        {
            text.Append(Data($"\n{Shown(FindingText.Related(related, paths))}"));
        }

        if (FindingText.Help(diagnostic) is { } help)
        {
            text.Append(Data($"\n{Shown(help)}"));
        }

        text.Append('\n');
    }

    private static string Summary(ImmutableArray<MatrixFinding> findings, int contextCount)
    {
        var counts = new List<string>();
        Count(DiagnosticSeverity.Error, "error");
        Count(DiagnosticSeverity.Warning, "warning");
        Count(DiagnosticSeverity.Suggestion, "suggestion");
        var where = contextCount < 2 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {contextCount} contexts checked");
        return (counts.Count == 0 ? "nothing new to report" : string.Join(", ", counts)) + where;

        void Count(DiagnosticSeverity severity, string name)
        {
            var count = findings.Count(finding => finding.Diagnostic.Severity == severity);
            if (count > 0)
            {
                counts.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {name}{(count == 1 ? "" : "s")}"));
            }
        }
    }

    private static string CommandOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "notice",
    };

    // A message is a line of its own; what a key holds neither breaks nor colours it.
    private static string Shown(string text) => TerminalText.Harmless(text);
}
