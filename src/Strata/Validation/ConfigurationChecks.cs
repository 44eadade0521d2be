using System.Collections.Concurrent;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Secrets;
using Strata.Snapshots;

namespace Strata.Validation;

/// <summary>
/// What is wrong with the configurations of a matrix, and what rules find in them. Each is looked at as soon as it is resolved: what
/// was made for it is then still in the processor's caches, which does more than anything that could be left out. Safe for use from
/// several threads.
/// </summary>
/// <param name="checks">The rules.</param>
/// <param name="isComplete">Whether every file could be read, so that nothing is missing only because of another problem.</param>
internal sealed class ConfigurationChecks(RuleChecks checks, bool isComplete)
{
    private readonly ConcurrentDictionary<Sensitivity, BarrenParts> _barren = new();
    private readonly ConcurrentDictionary<(ResolvedConfiguration Configuration, bool IsProduction), ImmutableArray<Diagnostic>> _found = new();

    /// <summary>Whether an environment counts as production.</summary>
    public bool IsProduction(string environment) => checks.Production.Contains(environment);

    /// <summary>What is wrong with a configuration in production, or elsewhere. Looked for once.</summary>
    public ImmutableArray<Diagnostic> Of(ResolvedConfiguration configuration, bool isProduction) =>
        _found.TryGetValue((configuration, isProduction), out var found) ? found : _found[(configuration, isProduction)] = Check(configuration, isProduction);

    /// <summary>What does not follow from a file that could not be read.</summary>
    public IEnumerable<Diagnostic> Following(ImmutableArray<Diagnostic> diagnostics) =>
        isComplete ? diagnostics : diagnostics.Where(static diagnostic => !OverrideSet.FollowsFromAnother(diagnostic.Code));

    // Half of what rules look for would be missing in a configuration with errors. One that a comment silences is none: it loads.
    private ImmutableArray<Diagnostic> Check(ResolvedConfiguration configuration, bool isProduction)
    {
        if (!isComplete || !(configuration.Validation.IsValid || IsValidButForSilenced(configuration)))
        {
            return [.. Following(configuration.Validation.Diagnostics)];
        }

        var diagnostics = new DiagnosticBag();
        var barren = _barren.GetOrAdd(configuration.Sensitivity, static _ => new BarrenParts());
        checks.Rules.Check(configuration, isProduction, new RuleReport(diagnostics, checks.Severities), barren);
        return diagnostics.Count == 0 ? configuration.Validation.Diagnostics : [.. configuration.Validation.Diagnostics, .. diagnostics.ToSorted()];
    }

    private static bool IsValidButForSilenced(ResolvedConfiguration configuration) =>
        new ValidationResult(Suppressions.Without(configuration.Validation.Diagnostics, configuration.Selection.Stack)).IsValid;
}
