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

            var when = days switch
            {
                0 => "today is the last day",
                1 => "tomorrow is the last day",
                _ => string.Create(CultureInfo.InvariantCulture, $"{days} days are left"),
            };
            var date = lastDay.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var severity = days <= VerySoon ? DiagnosticSeverity.Warning : DiagnosticSeverity.Suggestion;
            report.Add(Descriptor, Diagnostic.At(layer.Document.Text, metadata.ExpiresPosition, Descriptor.Code, severity, $"the override {LayerNames.Quoted(layer)} is not loaded after {date}: {when}") with
            {
                Hint = "move the date, or prepare for what holds without it",
            });
        }
    }
}
