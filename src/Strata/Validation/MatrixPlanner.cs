using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers.Conditions;
using Strata.Projects;
using Strata.Selection;

namespace Strata.Validation;

/// <summary>Makes the contexts of a matrix: every combination, without those that are excluded, and the single ones beside them.</summary>
internal sealed class MatrixPlanner
{
    // Nobody deploys more, and each is a text in memory.
    private const int MostContexts = 100_000;

    private readonly ProjectMatrix _matrix;
    private readonly ImmutableArray<string> _types;
    private readonly ConditionNames _names;
    private readonly Func<string, ResolutionContext> _contextOf;
    private readonly bool _isComplete;
    private readonly DiagnosticBag _diagnostics;
    private readonly HashSet<ContextPattern> _used = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly ImmutableArray<PlannedContext>.Builder _contexts = ImmutableArray.CreateBuilder<PlannedContext>();

    private MatrixPlanner(ProjectMatrix matrix, OverrideSet overrides, Func<string, ResolutionContext> contextOf, DiagnosticBag diagnostics)
    {
        _matrix = matrix;
        _types = overrides.Types;
        _names = ConditionNames.Of(overrides.Layers);
        _isComplete = overrides.IsComplete;
        _contextOf = contextOf;
        _diagnostics = diagnostics;
    }

    /// <summary>The contexts, in the order of the axes: types, environments, tenants, and the rest.</summary>
    /// <param name="matrix">The matrix.</param>
    /// <param name="overrides">The overrides, whose types and tenants are the defaults.</param>
    /// <param name="contextOf">Makes the context for a type, of which the matrix varies what it names.</param>
    /// <param name="diagnostics">Takes what the matrix names and nothing knows.</param>
    public static ImmutableArray<PlannedContext> Plan(ProjectMatrix matrix, OverrideSet overrides, Func<string, ResolutionContext> contextOf, DiagnosticBag diagnostics)
    {
        var planner = new MatrixPlanner(matrix, overrides, contextOf, diagnostics);
        planner.AddCombinations();
        planner.AddSingles();
        planner.ReportUnused();
        planner.ReportNothingLeft();
        return planner._contexts.DrainToImmutable();
    }

    private void AddCombinations()
    {
        string[] types = [.. _matrix.Types is { } named ? named.Where(IsKnownType).Select(static type => type.Text!) : _types];
        Named?[] environments = _matrix.Environments is { } given ? [.. given.Select(static name => (Named?)name)] : [null];
        Named[] tenants = _matrix.Tenants is { } chosen ? [.. chosen] : [new Named(null), .. _names.LiteralTenants.Select(static name => new Named(name))];
        ImmutableArray<string>?[] tagSets = _matrix.Contexts is { } sets ? [.. sets.Select(static set => (ImmutableArray<string>?)set)] : [null];
        ImmutableSortedDictionary<string, string>?[] factSets = _matrix.Facts is { } facts ? [.. facts] : [null];
        string?[] versions = _matrix.AppVersions is { } some ? [.. some] : [null];
        ReportUnknown(environments.OfType<Named>(), "environment", _names.Environments);
        ReportUnknown(_matrix.Tenants ?? [], "tenant", _names.Tenants);

        var count = (decimal)types.Length * environments.Length * tenants.Length * tagSets.Length * factSets.Length * versions.Length;
        if (count > MostContexts)
        {
            var message = string.Create(CultureInfo.InvariantCulture, $"the matrix has {count:N0} contexts; {MostContexts:N0} are allowed");
            var diagnostic = _matrix.Node is { } node
                ? Diagnostic.At(node, DiagnosticCode.OutOfRange, DiagnosticSeverity.Error, message)
                : new Diagnostic(DiagnosticCode.OutOfRange, DiagnosticSeverity.Error, message);
            _diagnostics.Add(diagnostic with { Hint = "name fewer tenants or facts: those that differ in no override add nothing" });
            return;
        }

        foreach (var type in types)
        {
            var context = _contextOf(type);
            foreach (var environment in environments)
            {
                foreach (var tenant in tenants)
                {
                    foreach (var tags in tagSets)
                    {
                        foreach (var set in factSets)
                        {
                            foreach (var version in versions)
                            {
                                Add(
                                    context with
                                    {
                                        Environment = environment?.Text ?? context.Environment,
                                        Tenant = tenant.Text,
                                        Contexts = tags ?? context.Contexts,
                                        Facts = set is null ? context.Facts : set.SetItems(context.Facts),
                                        AppVersion = version ?? context.AppVersion,
                                    },
                                    tags,
                                    set,
                                    version,
                                    mayBeExcluded: true);
                            }
                        }
                    }
                }
            }
        }
    }

    private void AddSingles()
    {
        foreach (var single in _matrix.Includes)
        {
            if (!IsKnownType(single.Type))
            {
                continue;
            }

            ReportUnknown(single.Environment is { } name ? [name] : [], "environment", _names.Environments);
            ReportUnknown(single.Tenant is { } other ? [other] : [], "tenant", _names.Tenants);
            var context = _contextOf(single.Type.Text!);
            Add(
                context with
                {
                    Environment = single.Environment?.Text ?? context.Environment,
                    Tenant = single.Tenant is { } tenant ? tenant.Text : context.Tenant,
                    Contexts = single.Contexts ?? context.Contexts,
                    Facts = single.Facts is { } facts ? facts.SetItems(context.Facts) : context.Facts,
                    AppVersion = single.AppVersion ?? context.AppVersion,
                },
                single.Contexts,
                single.Facts,
                single.AppVersion,
                mayBeExcluded: false);
        }
    }

    private void Add(ResolutionContext context, ImmutableArray<string>? tags, ImmutableSortedDictionary<string, string>? facts, string? version, bool mayBeExcluded)
    {
        var isExcluded = false;
        foreach (var pattern in _matrix.Excludes)
        {
            if (mayBeExcluded && IsOf(pattern, context))
            {
                _used.Add(pattern);
                isExcluded = true;
            }
        }

        if (!isExcluded && _known.Add(IdentityOf(context)))
        {
            _contexts.Add(new PlannedContext(ContextName.Of(context, tags, facts, version), context, MustApply: _matrix.Node is not null));
        }
    }

    // The name may hide a secret, and then two contexts have the same one.
    private static string IdentityOf(ResolutionContext context) => string.Join(
        '\0',
        [context.Type, context.Environment, context.Tenant ?? "", context.AppVersion ?? "", .. context.EffectiveContexts, .. context.Facts.Select(static fact => $"{fact.Key}\0{fact.Value}")]);

    private static bool IsOf(ContextPattern pattern, ResolutionContext context) =>
        pattern.Type?.Hold([context.Type]) != false
        && pattern.Environment?.Hold([context.Environment]) != false
        && pattern.Tenant?.Hold(context.Tenant is { } tenant ? [tenant] : []) != false
        && pattern.Context?.Hold(context.EffectiveContexts.AsSpan()) != false
        && pattern.AppVersion?.Hold(context.AppVersion is { } version ? [version] : []) != false
        && pattern.Facts.All(fact => fact.Patterns.Hold(context.Facts.TryGetValue(fact.Name, out var value) ? [value] : []));

    private bool IsKnownType(Named type)
    {
        if (_types.Contains(type.Text!))
        {
            return true;
        }

        // A file that could not be read may have it.
        if (_isComplete)
        {
            _diagnostics.Add(Diagnostic.At(type.Node!, DiagnosticCode.MatrixNamesUnknown, DiagnosticSeverity.Error, $"the matrix names the type {Quotation.Of(type.Text!)}, which no override has") with
            {
                Hint = Candidates.HintFor(type.Text!, _types),
            });
        }

        return false;
    }

    // An environment or a tenant needs no override of its own; one that is nearly the name of another is a slip.
    private void ReportUnknown(IEnumerable<Named> names, string kind, ImmutableArray<PatternList> patterns)
    {
        foreach (var (text, node) in names)
        {
            if (_isComplete && text is not null && node is not null && ConditionNames.Meant(text, patterns) is { } near)
            {
                _diagnostics.Add(Diagnostic.At(node, DiagnosticCode.MatrixNamesUnknown, DiagnosticSeverity.Suggestion, $"the matrix names the {kind} {Quotation.Of(text)}, which no condition does") with
                {
                    Hint = $"did you mean {Quotation.Of(near)}?",
                });
            }
        }
    }

    private void ReportUnused()
    {
        foreach (var pattern in _matrix.Excludes)
        {
            if (_isComplete && !_matrix.IsNarrowed && !_used.Contains(pattern))
            {
                _diagnostics.Add(Diagnostic.At(pattern.Node, DiagnosticCode.MatrixNamesUnknown, DiagnosticSeverity.Warning, "this excludes no context of the matrix") with
                {
                    Hint = "correct the names, or remove it",
                });
            }
        }
    }

    // A matrix without contexts finds nothing wrong with anything.
    private void ReportNothingLeft()
    {
        if (_contexts.Count > 0 || _used.Count == 0)
        {
            return;
        }

        var (message, severity, hint) = _matrix.IsNarrowed
            ? ("what was chosen of the matrix is excluded, so that nothing is checked", DiagnosticSeverity.Suggestion, "choose a part that is deployed")
            : ("what is excluded leaves the matrix no context, so that nothing is checked", DiagnosticSeverity.Error, "exclude less, or include single contexts");
        _diagnostics.Add(Diagnostic.At(_matrix.Excludes.First(_used.Contains).Node, DiagnosticCode.MatrixNamesUnknown, severity, message) with { Hint = hint });
    }
}
