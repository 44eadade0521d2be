using System.Collections.Immutable;

namespace Strata.Validation;

/// <summary>The rules of a check, and what the project says of them. Immutable.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Severities">How grave their findings are.</param>
/// <param name="Production">Which environments are production.</param>
internal sealed record RuleChecks(RuleSet Rules, RuleSeverities Severities, ProductionEnvironments Production)
{
    /// <summary>Strata's own rules, as they are without a project's file.</summary>
    public static RuleChecks Default { get; } = new(RuleSet.BuiltIn, RuleSeverities.Default, ProductionEnvironments.Default);

    /// <summary>No rules.</summary>
    public static RuleChecks None { get; } = Default with { Rules = RuleSet.None };

    /// <summary>The variables that the project documents; null where it has no place for it.</summary>
    public ImmutableHashSet<string>? DocumentedVariables { get; init; }
}
