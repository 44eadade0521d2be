using Strata.Diagnostics;
using Strata.Profiling;
using Strata.Snapshots;
using Strata.Validation;

namespace Strata;

/// <summary>What came of a resolution: a configuration, or none, and everything that was found. Immutable.</summary>
public sealed class ResolutionOutcome
{
    internal ResolutionOutcome(ResolvedConfiguration? attempt, DiagnosticBag diagnostics, bool isStrict)
    {
        attempt = attempt is null ? null : WithoutSilenced(attempt);
        Validation = attempt?.Validation ?? new ValidationResult(diagnostics.ToSorted());
        Configuration = Validation.IsValid && (!isStrict || Validation.Warnings.IsEmpty) ? attempt : null;
        Attempt = attempt;
    }

    private ResolutionOutcome(ResolvedConfiguration configuration)
    {
        Validation = configuration.Validation;
        Configuration = configuration;
        Attempt = configuration;
    }

    /// <summary>The configuration; null after an error, and where the options are strict after a warning.</summary>
    public ResolvedConfiguration? Configuration { get; }

    /// <summary>Everything that was found, in the files and in the resolution.</summary>
    public ValidationResult Validation { get; }

    /// <summary>How far the resolution came, errors or not: to tell what was substituted. Never to be used as a configuration.</summary>
    internal ResolvedConfiguration? Attempt { get; }

    /// <summary>A configuration that was found to be good before, with nothing to be told of it.</summary>
    internal static ResolutionOutcome Of(ResolvedConfiguration configuration) => new(configuration);

    /// <summary>The same outcome and what rules find in it. A configuration with errors is not shown to rules: half of what they look for would be missing.</summary>
    internal ResolutionOutcome CheckedBy(RuleSet rules, bool isStrict)
    {
        if (rules.Descriptors.IsEmpty || Attempt is not { Validation.IsValid: true } configuration)
        {
            return this;
        }

        using var stage = StageActivity.Begin(StageActivity.Rules);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(Validation.Diagnostics);
        rules.Check(configuration, ProductionEnvironments.Default.Contains(configuration.Context.Environment), new RuleReport(diagnostics, RuleSeverities.Default));
        return new ResolutionOutcome(configuration.With(new ValidationResult(diagnostics.ToSorted())), diagnostics, isStrict);
    }

    // A configuration that passes where all contexts are checked must load: comments count here too.
    private static ResolvedConfiguration WithoutSilenced(ResolvedConfiguration attempt)
    {
        var found = attempt.Validation.Diagnostics;
        var left = Suppressions.Without(found, attempt.Selection.Stack);
        return left == found ? attempt : attempt.With(new ValidationResult(left));
    }
}
