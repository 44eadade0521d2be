using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;

namespace Strata.Validation;

/// <summary>What was found in all contexts of a project, each problem once. Immutable.</summary>
/// <param name="Findings">The problems, ordered by file and place.</param>
/// <param name="Contexts">All contexts that were looked at.</param>
internal sealed record MatrixReport(ImmutableArray<MatrixFinding> Findings, ImmutableArray<ContextName> Contexts)
{
    // Of hundreds only the first are read.
    private const int MostNames = 5;

    /// <summary>The problems without their contexts.</summary>
    public ValidationResult ToValidation() => new([.. Findings.Select(static finding => finding.Diagnostic)]);

    /// <summary>Where a problem is met, for people: <c>in 14 of 18 contexts: docker/production/acme, ...</c>. Null where that says nothing.</summary>
    public string? ReachOf(MatrixFinding finding)
    {
        var (hit, all) = (finding.Contexts.Length, Contexts.Length);
        if (hit == 0 || all < 2)
        {
            return null;
        }

        return hit == all
            ? string.Create(CultureInfo.InvariantCulture, $"in all {all} contexts")
            : string.Create(CultureInfo.InvariantCulture, $"in {hit} of {all} contexts: {string.Join(", ", finding.Contexts.Take(MostNames))}{(hit > MostNames ? ", ..." : "")}");
    }
}

/// <summary>A problem, and where it is met.</summary>
/// <param name="Diagnostic">The problem.</param>
/// <param name="Contexts">The contexts that it hits, in the order of the matrix; empty for one that is about files and not about contexts.</param>
internal sealed record MatrixFinding(Diagnostic Diagnostic, ImmutableArray<ContextName> Contexts);
