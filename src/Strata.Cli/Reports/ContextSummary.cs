using System.Globalization;
using Strata.Validation;

namespace Strata.Cli.Reports;

/// <summary>Says which contexts a problem hits, in a few words.</summary>
internal static class ContextSummary
{
    // Who needs them all reads the SARIF report.
    private const int Named = 3;

    /// <summary>
    /// <c>in 14 of 18 contexts: docker/production/acme, ...</c>, or <c>in all 18 contexts</c>; null for what is about files, and where one
    /// context alone was looked at.
    /// </summary>
    public static string? Of(MatrixFinding finding, int contextCount)
    {
        var hit = finding.Contexts;
        if (hit.IsEmpty || contextCount < 2)
        {
            return null;
        }

        if (hit.Length == contextCount)
        {
            return string.Create(CultureInfo.InvariantCulture, $"in all {contextCount} contexts");
        }

        var names = string.Join(", ", hit.Take(Named)) + (hit.Length > Named ? ", ..." : "");
        return string.Create(CultureInfo.InvariantCulture, $"in {hit.Length} of {contextCount} contexts: {names}");
    }
}
