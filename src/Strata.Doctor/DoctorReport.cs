using System.Collections.Immutable;

namespace Strata.Doctor;

/// <summary>What the checks found. Immutable.</summary>
/// <param name="Findings">What each step found, in the order of the checks and of their steps.</param>
/// <param name="Duration">How long it took.</param>
public sealed record DoctorReport(ImmutableArray<CheckFinding> Findings, TimeSpan Duration)
{
    /// <summary>Whether the configuration is wrong somewhere.</summary>
    public bool HasErrors => Has(CheckOutcome.Error);

    /// <summary>Whether somebody did not answer.</summary>
    public bool HasUnreachable => Has(CheckOutcome.Unreachable);

    /// <summary>Whether there are warnings.</summary>
    public bool HasWarnings => Has(CheckOutcome.Warning);

    /// <summary>Whether all is well, warnings aside.</summary>
    public bool IsHealthy => !HasErrors && !HasUnreachable;

    /// <summary>How many findings have an outcome.</summary>
    public int Count(CheckOutcome outcome) => Findings.Count(finding => finding.Outcome == outcome);

    private bool Has(CheckOutcome outcome) => Findings.Any(finding => finding.Outcome == outcome);
}
