using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Validation;

namespace Strata.Cli.Reports;

/// <summary>What was found, held against the baseline. Immutable.</summary>
/// <param name="findings">The problems, ordered by file and place.</param>
/// <param name="contexts">All contexts that were looked at.</param>
/// <param name="baselineFile">The baseline as it was named; null where there is none.</param>
internal sealed class ReviewedReport(ImmutableArray<ReviewedFinding> findings, ImmutableArray<ContextName> contexts, string? baselineFile)
{
    /// <summary>All problems.</summary>
    public ImmutableArray<ReviewedFinding> Findings { get; } = findings;

    /// <summary>The problems that the baseline does not hold. They alone decide the exit code.</summary>
    public MatrixReport New { get; } = new([.. findings.Where(static finding => !finding.IsKnown).Select(static finding => finding.Finding)], contexts);

    public ImmutableArray<ContextName> Contexts => New.Contexts;

    public string? BaselineFile { get; } = baselineFile;

    /// <summary>How many problems the baseline holds.</summary>
    public int KnownCount => Findings.Length - New.Findings.Length;

    /// <summary><c>12 known findings are in the baseline FILE</c>; null where none is known.</summary>
    public string? KnownLine => KnownCount switch
    {
        0 => null,
        1 => $"1 known finding is in the baseline {BaselineFile}",
        var count => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} known findings are in the baseline {BaselineFile}"),
    };
}

/// <summary>A problem, and whether the baseline holds it.</summary>
internal readonly record struct ReviewedFinding(MatrixFinding Finding, bool IsKnown)
{
    public Diagnostic Diagnostic => Finding.Diagnostic;
}
