using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation;

/// <summary>Takes the findings of rules, as grave as the project says they are. Safe for use from several threads.</summary>
internal sealed class RuleReport(DiagnosticBag diagnostics, RuleSeverities severities)
{
    /// <summary>Whether anybody wants to hear of a rule's findings.</summary>
    public bool Wants(RuleDescriptor rule) => severities.Of(rule) is not null;

    /// <summary>A finding about a value, at the place where it is written.</summary>
    public void Add(RuleDescriptor rule, ConfigNode at, ConfigPath? path, string message, string? hint, params RelatedPosition[] related) =>
        Add(rule, Diagnostic.At(at, rule.Code, rule.DefaultSeverity, message) with { Path = path, Hint = hint, Related = related });

    /// <summary>A finding at a place of a file.</summary>
    public void Add(RuleDescriptor rule, SourceText text, SourcePosition position, string message, string? hint, params RelatedPosition[] related) =>
        Add(rule, Diagnostic.At(text, position, rule.Code, rule.DefaultSeverity, message) with { Hint = hint, Related = related });

    /// <summary>A finding that only a diagnostic can tell: of a value that is secret though nothing on its line says so, or one graver than others of its rule.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="finding">The finding, with the severity that it has unless the project says otherwise.</param>
    public void Add(RuleDescriptor rule, Diagnostic finding)
    {
        if (severities.Of(rule, finding.Severity) is { } severity)
        {
            diagnostics.Add(finding with { Severity = severity });
        }
    }
}
