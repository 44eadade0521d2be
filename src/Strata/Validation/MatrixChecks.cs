using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Snapshots;

namespace Strata.Validation;

/// <summary>Gathers what is wrong in many contexts, and what rules find in them, each problem once.</summary>
/// <param name="layers">All overrides.</param>
/// <param name="checks">The rules.</param>
/// <param name="isComplete">Whether every file could be read, so that nothing is missing only because of another problem.</param>
internal sealed class MatrixChecks(ImmutableArray<Layer> layers, RuleChecks checks, bool isComplete)
{
    /// <summary>The report.</summary>
    /// <param name="resolved">The contexts, resolved.</param>
    /// <param name="contexts">The contexts, as they were planned.</param>
    /// <param name="scope">What they stand for.</param>
    /// <param name="files">What was found in the files themselves.</param>
    public MatrixReport Report(MatrixResult resolved, ImmutableArray<PlannedContext> contexts, MatrixScope scope, DiagnosticBag files)
    {
        var findings = new FindingCollector();
        Layer[] written = [.. LayersIn(resolved, scope)];
        AddFound(written.Length, (i, report) => checks.Rules.Check(written[i], report), files);
        if (scope == MatrixScope.Whole && isComplete)
        {
            var matrix = new ResolvedMatrix(layers, resolved.Contexts) { DocumentedVariables = checks.DocumentedVariables };
            AddFound(checks.Rules.MatrixRules.Length, (i, report) => RuleSet.Check(checks.Rules.MatrixRules[i], matrix, report), files);
        }

        findings.AddOfFiles(files.ToSorted());
        for (var i = 0; i < contexts.Length; i++)
        {
            findings.Add(Following(resolved.Found[i]).Select(diagnostic => Judged(diagnostic, contexts[i], scope)), [i]);
        }

        // In the order in which they come first, so that the same problem is told in the same words however many cores there are.
        var groups = resolved.Contexts
            .Select(static (context, index) => (context.Configuration, IsProduction: context.Context.Environment, Index: index))
            .Where(static context => context.Configuration is not null)
            .GroupBy(context => (context.Configuration!, IsProduction: checks.Production.Contains(context.IsProduction)), static context => context.Index)
            .Select(static group => (group.Key.Item1, group.Key.IsProduction, Contexts: group.ToArray()))
            .ToArray();
        var found = new ImmutableArray<Diagnostic>[groups.Length];
        var barren = groups.Select(static group => group.Item1.Sensitivity).Distinct().ToDictionary(static declared => declared, static _ => new BarrenParts());
        Workers.ForEach(groups.Length, static () => 0, (index, _) =>
            found[index] = Check(groups[index].Item1, groups[index].IsProduction, barren[groups[index].Item1.Sensitivity]));
        for (var i = 0; i < groups.Length; i++)
        {
            findings.Add(found[i], groups[i].Contexts);
        }

        return Suppressions.Apply(findings.ToReport([.. contexts.Select(static context => context.Name)]), LayersIn(resolved, scope), scope == MatrixScope.Whole && isComplete, checks.Severities);
    }

    // Each piece of work has a bag of its own, so that what is kept of very much is the same however many cores there are.
    private void AddFound(int count, Action<int, RuleReport> check, DiagnosticBag diagnostics)
    {
        var found = new ImmutableArray<Diagnostic>[count];
        Workers.ForEach(count, static () => 0, (index, _) =>
        {
            var own = new DiagnosticBag();
            check(index, new RuleReport(own, checks.Severities));
            found[index] = own.Count == 0 ? [] : own.ToSorted();
        });
        diagnostics.AddRange(found.SelectMany(static some => some));
    }

    private IEnumerable<Layer> LayersIn(MatrixResult resolved, MatrixScope scope) => scope != MatrixScope.Part
        ? layers
        : resolved.Contexts.SelectMany(static context => context.Selection?.Stack ?? []).Distinct(ReferenceEqualityComparer.Instance).Cast<Layer>();

    // Half of what rules look for would be missing in a configuration with errors. One that a comment silences is none: it loads.
    private ImmutableArray<Diagnostic> Check(ResolvedConfiguration configuration, bool isProduction, BarrenParts barren)
    {
        if (!isComplete || !(configuration.Validation.IsValid || IsValidButForSilenced(configuration)))
        {
            return [.. Following(configuration.Validation.Diagnostics)];
        }

        var diagnostics = new DiagnosticBag();
        checks.Rules.Check(configuration, isProduction, new RuleReport(diagnostics, checks.Severities), barren);
        return diagnostics.Count == 0 ? configuration.Validation.Diagnostics : [.. configuration.Validation.Diagnostics, .. diagnostics.ToSorted()];
    }

    private static bool IsValidButForSilenced(ResolvedConfiguration configuration) =>
        new ValidationResult(Suppressions.Without(configuration.Validation.Diagnostics, configuration.Selection.Stack)).IsValid;

    private IEnumerable<Diagnostic> Following(ImmutableArray<Diagnostic> diagnostics) =>
        isComplete ? diagnostics : diagnostics.Where(static diagnostic => !OverrideSet.FollowsFromAnother(diagnostic.Code));

    // A type that applies nowhere here is for elsewhere, unless somebody says that it is deployed here.
    private static Diagnostic Judged(Diagnostic diagnostic, PlannedContext context, MatrixScope scope) =>
        diagnostic.Code == DiagnosticCode.AllLeftOut && scope != MatrixScope.Part && !context.MustApply
            ? diagnostic with { Severity = DiagnosticSeverity.Suggestion }
            : diagnostic;
}
