using System.Globalization;
using System.Text;
using Strata.Doctor;

namespace Strata.Cli.Reports;

/// <summary>
/// What the checks of <c>strata doctor</c> found, as JUnit's XML: a suite for each check, a case for each finding. An error about the
/// configuration is a failure, who cannot be reached an error.
/// </summary>
internal static class DoctorJunitReport
{
    /// <summary>The report.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="paths">How files are named.</param>
    /// <param name="strict">Whether warnings fail.</param>
    public static string Of(DoctorReport report, ReportPaths paths, bool strict)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"strata doctor\"");
        AppendCounts(xml, report.Findings, report.Duration, strict);
        xml.Append(">\n");
        foreach (var suite in report.Findings.GroupBy(static finding => finding.Check, StringComparer.Ordinal))
        {
            CheckFinding[] findings = [.. suite];
            xml.Append("  <testsuite").Append(Attribute("name", suite.Key));
            AppendCounts(xml, findings, TimeSpan.FromTicks(findings.Sum(static finding => finding.Duration.Ticks)), strict);
            xml.Append(">\n");

            // GitLab takes two cases of one class and name for one.
            var names = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var finding in findings)
            {
                var name = finding.Path.IsRoot ? finding.Id : $"{finding.Id} {finding.Path}";
                var number = names[name] = names.GetValueOrDefault(name) + 1;
                Append(xml, finding, number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({number})"), paths, strict);
            }

            xml.Append("  </testsuite>\n");
        }

        return xml.Append("</testsuites>\n").ToString();
    }

    private static void Append(StringBuilder xml, CheckFinding finding, string name, ReportPaths paths, bool strict)
    {
        xml.Append("    <testcase").Append(Attribute("classname", finding.Check)).Append(Attribute("name", name)).Append(Attribute("time", SecondsOf(finding.Duration)));
        if (finding.File is { } file)
        {
            xml.Append(Attribute("file", paths.FromRoot(file)));
            if (finding.Position.Line > 0)
            {
                xml.Append(Attribute("line", finding.Position.Line.ToString(CultureInfo.InvariantCulture)));
            }
        }

        var element = finding.Outcome switch
        {
            CheckOutcome.Error => "failure",
            CheckOutcome.Warning when strict => "failure",
            CheckOutcome.Unreachable => "error",
            CheckOutcome.Skipped => "skipped",
            _ => null,
        };
        var text = $"{finding.Message}{(DoctorText.PlaceOf(finding) is { } place ? $"\n  --> {place}" : "")}{(finding.Hint is { } hint ? $"\n   = help: {hint}" : "")}";
        xml.Append(">\n      ").Append(element switch
        {
            null => $"<system-out>{XmlText.Of(text, isAttribute: false)}</system-out>",
            "skipped" => $"<skipped{Attribute("message", finding.Message)}/>",
            _ => $"<{element}{Attribute("message", finding.Message)}{Attribute("type", finding.Id)}>{XmlText.Of(text, isAttribute: false)}</{element}>",
        }).Append("\n    </testcase>\n");
    }

    private static void AppendCounts(StringBuilder xml, IReadOnlyCollection<CheckFinding> findings, TimeSpan duration, bool strict) => xml
        .Append(CultureInfo.InvariantCulture, $" tests=\"{findings.Count}\"")
        .Append(CultureInfo.InvariantCulture, $" failures=\"{findings.Count(finding => finding.Outcome == CheckOutcome.Error || (strict && finding.Outcome == CheckOutcome.Warning))}\"")
        .Append(CultureInfo.InvariantCulture, $" errors=\"{findings.Count(static finding => finding.Outcome == CheckOutcome.Unreachable)}\"")
        .Append(CultureInfo.InvariantCulture, $" skipped=\"{findings.Count(static finding => finding.Outcome == CheckOutcome.Skipped)}\"")
        .Append(Attribute("time", SecondsOf(duration)));

    private static string SecondsOf(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Attribute(string name, string value) => $" {name}=\"{XmlText.Of(value, isAttribute: true)}\"";
}
