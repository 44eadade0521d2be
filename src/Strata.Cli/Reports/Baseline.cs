using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Validation;
using Strata.Values;

namespace Strata.Cli.Reports;

/// <summary>
/// The findings that a team knows of and accepts for now. They are known by file, code, path and message, not by line, and as often as
/// they were counted. Immutable.
/// </summary>
internal sealed class Baseline
{
    /// <summary>The version of the file's form.</summary>
    public const int Version = 1;

    // The first of the codes that speak of values. Those before it say that a schema itself is of no use: nothing would be checked.
    private const int FirstOfValues = 5010;
    private const int EndOfRules = 7000;

    private readonly SourceText _text;

    /// <param name="entries">The entries, in any order; of two for the same finding the greater count holds, as where two branches added it.</param>
    /// <param name="text">The file that holds them.</param>
    public Baseline(IEnumerable<BaselineEntry> entries, SourceText text)
    {
        _text = text;
        Entries = [.. entries.GroupBy(static entry => entry.Key).Select(static group => group.MaxBy(static entry => entry.Count)!).OrderBy(static entry => entry.Key)];
    }

    /// <summary>The entries, one for each finding, ordered by file, code, path and message.</summary>
    public ImmutableArray<BaselineEntry> Entries { get; }

    /// <summary>How many findings are known.</summary>
    public long Count => Entries.Sum(static entry => (long)entry.Count);

    /// <summary>
    /// Whether a finding may be accepted: what fails nothing, and what schemas and rules say of values. Where a file cannot be read or
    /// resolved, what else is wrong with it is not known, and nobody could have accepted that.
    /// </summary>
    public static bool MayHold(Diagnostic diagnostic) =>
        diagnostic.Lost == 0 && (diagnostic.Severity != DiagnosticSeverity.Error || diagnostic.Code.Number is >= FirstOfValues and < EndOfRules);

    /// <summary>Whether a run has seen all there is to see, so that what it did not find is gone.</summary>
    public static bool IsComplete(MatrixReport report) =>
        report.Findings.All(static finding => finding.Diagnostic.Lost == 0 && (finding.Diagnostic.Severity != DiagnosticSeverity.Error || MayHold(finding.Diagnostic)));

    /// <summary>A baseline of all that a report holds and may be accepted.</summary>
    /// <param name="report">The report.</param>
    /// <param name="file">The baseline's file, as it is named.</param>
    public static Baseline Of(MatrixReport report, string file)
    {
        var fileName = FileNames(file);
        var entries = report.Findings
            .Where(static finding => MayHold(finding.Diagnostic))
            .CountBy(finding => FindingKey.Of(finding.Diagnostic, fileName))
            .Select(static pair => new BaselineEntry(pair.Key, pair.Value, SourcePosition.None));
        return new Baseline(entries, new SourceText(file, default));
    }

    /// <summary>Tells the known findings of a report from the new ones. Of more than are known, the last in the file are new.</summary>
    /// <param name="report">The report.</param>
    /// <param name="isWhole">Whether everything was looked at, so that it may be told what is gone.</param>
    public ReviewedReport Review(MatrixReport report, bool isWhole)
    {
        var fileName = FileNames(_text.File);
        var left = Entries.ToDictionary(static entry => entry.Key, static entry => entry.Count);
        var findings = ImmutableArray.CreateBuilder<ReviewedFinding>(report.Findings.Length + 1);
        foreach (var finding in report.Findings)
        {
            var isKnown = false;
            if (MayHold(finding.Diagnostic) && FindingKey.Of(finding.Diagnostic, fileName) is var key && left.GetValueOrDefault(key) is var count and > 0)
            {
                isKnown = true;
                left[key] = count - 1;
            }

            findings.Add(new ReviewedFinding(finding, isKnown));
        }

        if (isWhole && IsComplete(report) && Gone(left) is { } gone)
        {
            findings.Add(new ReviewedFinding(new MatrixFinding(gone, []), IsKnown: false));
        }

        return new ReviewedReport(findings.ToImmutable(), report.Contexts, _text.File);
    }

    private Diagnostic? Gone(Dictionary<FindingKey, int> left)
    {
        var count = left.Values.Sum(static some => (long)some);
        if (count == 0)
        {
            return null;
        }

        var first = Entries.First(entry => left[entry.Key] > 0);
        var what = count == 1 ? "1 finding of the baseline is gone" : string.Create(CultureInfo.InvariantCulture, $"{count} findings of the baseline are gone");
        return Diagnostic.At(_text, first.Position, DiagnosticCode.StaleBaseline, DiagnosticSeverity.Suggestion, what) with
        {
            Hint = "take them out of it, so that they cannot come back unseen: --update-baseline",
        };
    }

    // A baseline names files from where it stands, so that it means the same from every working directory.
    private static Func<string, string> FileNames(string file)
    {
        var directory = Path.GetDirectoryName(Sources.FullPath.Of(file)) ?? "";
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        return shown => names.TryGetValue(shown, out var name) ? name : names[shown] = ReportPaths.Relative(directory, shown);
    }
}

/// <summary>A finding that is known.</summary>
/// <param name="Key">The finding; its file is named from the baseline's directory.</param>
/// <param name="Count">How often it may be met.</param>
/// <param name="Position">Where the baseline says so.</param>
internal sealed record BaselineEntry(FindingKey Key, int Count, SourcePosition Position);
