using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Validation;

namespace Strata.Cli.Reports;

/// <summary>What was found, held against the baseline. Immutable.</summary>
/// <param name="Findings">The problems, ordered by file and place.</param>
/// <param name="Contexts">All contexts that were looked at.</param>
/// <param name="BaselineFile">The baseline as it was named; null where there is none.</param>
internal sealed record ReviewedReport(ImmutableArray<ReviewedFinding> Findings, ImmutableArray<ContextName> Contexts, string? BaselineFile)
{
    /// <summary>The problems that the baseline does not hold.</summary>
    public IEnumerable<MatrixFinding> New => Findings.Where(static finding => !finding.IsKnown).Select(static finding => finding.Finding);

    /// <summary>How many problems the baseline holds.</summary>
    public int KnownCount => Findings.Count(static finding => finding.IsKnown);

    /// <summary><c>12 known findings are in the baseline FILE</c>; null where none is known.</summary>
    public string? KnownLine => KnownCount switch
    {
        0 => null,
        1 => $"1 known finding is in the baseline {BaselineFile}",
        var count => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{count} known findings are in the baseline {BaselineFile}"),
    };

    /// <summary>The new problems by their severity: what decides the exit code.</summary>
    public ValidationResult ToValidation() => new([.. New.Select(static finding => finding.Diagnostic)]);
}

/// <summary>A problem, and whether the baseline holds it.</summary>
internal readonly record struct ReviewedFinding(MatrixFinding Finding, bool IsKnown)
{
    public Diagnostic Diagnostic => Finding.Diagnostic;
}
