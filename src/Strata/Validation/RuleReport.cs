using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation;

/// <summary>Takes the findings of rules, as grave as the project says they are. Safe for use from several threads.</summary>
internal sealed class RuleReport(DiagnosticBag diagnostics, RuleSeverities severities)
{
    /// <summary>Whether anybody wants to hear of a rule's findings.</summary>
    public bool Wants(RuleDescriptor rule) => severities.Of(rule) is not null;

    /// <summary>A finding about a value, at the place where it is written.</summary>
    public void Add(RuleDescriptor rule, ConfigNode at, ConfigPath? path, string message, string? hint, params RelatedPosition[] related)
    {
        if (severities.Of(rule) is { } severity)
        {
            diagnostics.Add(Diagnostic.At(at, rule.Code, severity, message) with { Path = path, Hint = hint, Related = related });
        }
    }

    /// <summary>A finding at a place of a file.</summary>
    public void Add(RuleDescriptor rule, SourceText text, SourcePosition position, string message, string? hint, params RelatedPosition[] related)
    {
        if (severities.Of(rule) is { } severity)
        {
            diagnostics.Add(Diagnostic.At(text, position, rule.Code, severity, message) with { Hint = hint, Related = related });
        }
    }
}
