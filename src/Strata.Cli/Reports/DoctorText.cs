using System.Globalization;
using System.Text;
using Strata.Diagnostics;
using Strata.Doctor;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>What the checks of <c>strata doctor</c> found, as a table for people: what is well takes a line, what is not says what to do.</summary>
internal static class DoctorText
{
    private const string Indent = "    ";

    /// <summary>The table.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="hasColour">Whether it is coloured.</param>
    public static string Of(DoctorReport report, bool hasColour)
    {
        var text = new StringBuilder();
        var (ids, results) = (report.Findings.Select(static finding => finding.Id.Length).DefaultIfEmpty(0).Max(), Enum.GetValues<CheckOutcome>().Max(static outcome => NameOf(outcome).Length));
        var times = report.Findings.Select(static finding => TookOf(finding).Length).DefaultIfEmpty(0).Max();
        foreach (var finding in report.Findings)
        {
            var name = NameOf(finding.Outcome);
            text.Append(hasColour ? ColourOf(finding.Outcome) : "").Append(name).Append(hasColour ? "\e[0m" : "").Append(' ', results - name.Length + 2)
                .Append(finding.Id.PadRight(ids)).Append("  ").Append(TookOf(finding).PadLeft(times)).Append("  ").Append(TerminalText.Harmless(finding.Message));
            var isProblem = finding.Outcome is not (CheckOutcome.Passed or CheckOutcome.Skipped);
            if (PlaceOf(finding) is { } place)
            {
                text.Append(isProblem ? $"\n{Indent}--> {place}" : finding.Outcome == CheckOutcome.Passed ? $" ({place})" : "");
            }

            text.Append('\n').Append(isProblem && finding.Hint is { } hint ? $"{Indent} = help: {TerminalText.Harmless(hint)}\n" : "");
        }

        return text.Append(SumOf(report)).Append('\n').ToString();
    }

    /// <summary>What an outcome is called.</summary>
    public static string NameOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "ok",
        CheckOutcome.Skipped => "skipped",
        CheckOutcome.Warning => "warning",
        CheckOutcome.Error => "error",
        _ => "unreachable",
    };

    /// <summary>The value and where it is set; null where no value is concerned.</summary>
    public static string? PlaceOf(CheckFinding finding) =>
        finding.Path.IsRoot ? null : TerminalText.Harmless(finding.Place is { } place ? $"{SecretText.MaskUrlPasswords(finding.Path.ToString())}, {place}" : SecretText.MaskUrlPasswords(finding.Path.ToString()));

    private static string TookOf(CheckFinding finding) =>
        finding.Outcome == CheckOutcome.Skipped ? "" : string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(finding.Duration.TotalMilliseconds):0} ms");

    private static string SumOf(DoctorReport report)
    {
        List<string> parts = [Counted(CheckOutcome.Passed, "ok", "ok")];
        foreach (var (outcome, one, many) in new[] { (CheckOutcome.Warning, "warning", "warnings"), (CheckOutcome.Error, "error", "errors"), (CheckOutcome.Unreachable, "unreachable", "unreachable"), (CheckOutcome.Skipped, "skipped", "skipped") })
        {
            if (report.Count(outcome) > 0)
            {
                parts.Add(Counted(outcome, one, many));
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", parts)}, in {report.Duration.TotalSeconds:0.0} s");

        string Counted(CheckOutcome outcome, string one, string many) => string.Create(CultureInfo.InvariantCulture, $"{report.Count(outcome)} {(report.Count(outcome) == 1 ? one : many)}");
    }

    private static string ColourOf(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => "\e[32m",
        CheckOutcome.Skipped => "\e[90m",
        CheckOutcome.Warning => "\e[33m",
        _ => "\e[31m",
    };
}
