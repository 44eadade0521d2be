using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Layers;

namespace Strata.Validation;

/// <summary>Gathers what is wrong in many contexts, and what rules find in them, each problem once.</summary>
/// <param name="layers">All overrides.</param>
/// <param name="checks">The rules.</param>
/// <param name="ofConfigurations">What is wrong with the configurations.</param>
/// <param name="isComplete">Whether every file could be read, so that nothing is missing only because of another problem.</param>
internal sealed class MatrixChecks(ImmutableArray<Layer> layers, RuleChecks checks, ConfigurationChecks ofConfigurations, bool isComplete)
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
        var isWhole = scope == MatrixScope.Whole && isComplete;
        var ofMatrix = isWhole ? checks.Rules.MatrixRules : [];
        var matrix = new ResolvedMatrix(layers, resolved.Contexts) { DocumentedVariables = checks.DocumentedVariables };

        // Rules about all contexts come first: each is one piece of work, and the small ones behind them keep all cores busy.
        files.AddRange(Found(ofMatrix.Length + written.Length, (i, report) =>
        {
            if (i < ofMatrix.Length)
            {
                RuleSet.Check(ofMatrix[i], matrix, report);
            }
            else
            {
                checks.Rules.Check(written[i - ofMatrix.Length], report);
            }
        }));
        findings.AddOfFiles(files.ToSorted());
        for (var i = 0; i < contexts.Length; i++)
        {
            findings.Add(ofConfigurations.Following(resolved.Found[i]).Select(diagnostic => Judged(diagnostic, contexts[i], scope)), [i]);
        }

        // In the order in which they come first, so that the same problem is told in the same words however many cores there are.
        var groups = resolved.Contexts
            .Select(static (context, index) => (context.Configuration, context.Context.Environment, Index: index))
            .Where(static context => context.Configuration is not null)
            .GroupBy(context => (Configuration: context.Configuration!, IsProduction: ofConfigurations.IsProduction(context.Environment)), static context => context.Index)
            .Select(static group => (group.Key.Configuration, group.Key.IsProduction, Contexts: group.ToArray()));
        foreach (var (configuration, isProduction, hit) in groups)
        {
            findings.Add(ofConfigurations.Of(configuration, isProduction), hit);
        }

        return Suppressions.Apply(findings.ToReport([.. contexts.Select(static context => context.Name)]), LayersIn(resolved, scope), isWhole, checks.Severities);
    }

    // Each piece of work has a bag of its own, so that what is kept of very much is the same however many cores there are.
    private IEnumerable<Diagnostic> Found(int count, Action<int, RuleReport> check)
    {
        var found = new ImmutableArray<Diagnostic>[count];
        Workers.ForEach(count, static () => 0, (index, _) =>
        {
            var own = new DiagnosticBag();
            check(index, new RuleReport(own, checks.Severities));
            found[index] = own.Count == 0 ? [] : own.ToSorted();
        });
        return found.SelectMany(static some => some);
    }

    private IEnumerable<Layer> LayersIn(MatrixResult resolved, MatrixScope scope) => scope != MatrixScope.Part
        ? layers
        : resolved.Contexts.SelectMany(static context => context.Selection?.Stack ?? []).Distinct(ReferenceEqualityComparer.Instance).Cast<Layer>();

    // A type that applies nowhere here is for elsewhere, unless somebody says that it is deployed here.
    private static Diagnostic Judged(Diagnostic diagnostic, PlannedContext context, MatrixScope scope) =>
        diagnostic.Code == DiagnosticCode.AllLeftOut && scope != MatrixScope.Part && !context.MustApply
            ? diagnostic with { Severity = DiagnosticSeverity.Suggestion }
            : diagnostic;
}
