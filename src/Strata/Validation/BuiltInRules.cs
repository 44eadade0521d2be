using Strata.Validation.Rules;

namespace Strata.Validation;

/// <summary>Strata's own rules. What a rule is for and how grave it is stands in its file below <c>Rules/</c>.</summary>
internal static class BuiltInRules
{
    /// <summary>All of them, each as grave as it says itself.</summary>
    public static RuleSet All { get; } = new(
        overrideRules: [new SecretInClear(), new TokenInClear()],
        entryRules: OperationalRules.EntryRules,
        configurationRules: OperationalRules.ConfigurationRules,
        matrixRules:
        [
            new NeverSelected(), new AlwaysLoses(), new UndocumentedVariable(), new ExpiresSoon(), new DiffersBetweenEnvironments(), new NearMissKey(),
        ],
        mappingRules: [new WeakSecret(), .. OperationalRules.MappingRules],
        others: Suppressions.Descriptors);
}
