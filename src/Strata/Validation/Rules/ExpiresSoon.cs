using System.Globalization;
using Strata.Diagnostics;

namespace Strata.Validation.Rules;

/// <summary>An override that will soon not be loaded any more: on a day that nobody has in mind, a configuration changes by itself.</summary>
internal sealed class ExpiresSoon : IMatrixRule
{
    private const int Soon = 30;
    private const int VerySoon = 7;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.ExpiresSoon, "override that expires soon", DiagnosticSeverity.Suggestion);

    public void Check(ResolvedMatrix matrix, RuleReport report)
    {
        if (matrix.Contexts.IsEmpty)
        {
            return;
        }

        var today = DateOnly.FromDateTime(matrix.Contexts[0].Context.Now.UtcDateTime);
        foreach (var layer in matrix.Layers)
        {
            if (layer.Metadata is not { Enabled: true, Expires: { } lastDay } metadata || lastDay < today || lastDay.DayNumber - today.DayNumber is var days && days > Soon)
            {
                continue;
            }

            // The day and not how many are left: a finding that a baseline holds is the same one tomorrow.
            var date = lastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var severity = days <= VerySoon ? DiagnosticSeverity.Warning : DiagnosticSeverity.Suggestion;
            report.Add(Descriptor, Diagnostic.At(layer.Document.Text, metadata.ExpiresPosition, Descriptor.Code, severity, $"the override {LayerNames.Quoted(layer)} is not loaded after {date}") with
            {
                Hint = "move the date, or prepare for what holds without it",
            });
        }
    }
}
