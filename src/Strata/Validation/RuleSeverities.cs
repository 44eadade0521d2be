using System.Collections.Immutable;
using Strata.Diagnostics;

namespace Strata.Validation;

/// <summary>How grave the findings of each rule are: what the project says, else the rule's own default. Immutable.</summary>
/// <param name="overridden">The codes that the project judges otherwise; null for a rule that is off.</param>
internal sealed class RuleSeverities(ImmutableDictionary<DiagnosticCode, DiagnosticSeverity?> overridden)
{
    /// <summary>Every rule's own default.</summary>
    public static RuleSeverities Default { get; } = new(ImmutableDictionary<DiagnosticCode, DiagnosticSeverity?>.Empty);

    /// <summary>The severity of a rule's findings; null where it is off.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="here">How grave this one finding is by itself; null where it is as grave as any of the rule.</param>
    public DiagnosticSeverity? Of(RuleDescriptor rule, DiagnosticSeverity? here = null) =>
        overridden.TryGetValue(rule.Code, out var severity) ? severity : here ?? rule.DefaultSeverity;
}
