using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Merging;
using Strata.Secrets;
using Strata.Values;

namespace Strata;

/// <summary>
/// What many contexts have in common, done once: for resolutions from the same overrides, with the same options, variables and
/// included files. Results are the same as without it. Safe for use from several threads.
/// </summary>
internal sealed class SharedWork
{
    private readonly ImmutableArray<Diagnostic> _foundInAssignments;
    private readonly List<(ImmutableArray<PathPattern> Patterns, Sensitivity Sensitivity)> _sensitivities = [];
    private readonly Lock _lock = new();

    /// <param name="options">The options.</param>
    /// <param name="stacks">The overrides that apply to each of the contexts, without those that the options add.</param>
    public SharedWork(ResolutionOptions options, IReadOnlyCollection<ImmutableArray<Layer>> stacks)
    {
        Joins = new JoinMemo(stacks);
        var diagnostics = new DiagnosticBag();
        Assigned = AssignedLayers.Read(options.Assignments, options.Limits, diagnostics);
        _foundInAssignments = diagnostics.ToSorted();
    }

    public JoinMemo Joins { get; }

    /// <summary>The places of the stacks in groups that are each one piece of work.</summary>
    public List<List<int>> Groups(int largest) => Joins.Prefixes.Groups(largest);

    public InterpolationMemo Finals { get; } = new();

    /// <summary>The values that are set over all overrides.</summary>
    public ImmutableArray<Layer> Assigned { get; }

    /// <summary>What overrides declare secret: the same object for stacks that declare the same.</summary>
    public Sensitivity SensitivityOf(ImmutableArray<PathPattern> patterns)
    {
        lock (_lock)
        {
            var known = _sensitivities.Find(known => known.Patterns.AsSpan().SequenceEqual(patterns.AsSpan(), ReferenceEqualityComparer.Instance));
            if (known.Sensitivity is null)
            {
                known = (patterns, new Sensitivity(patterns));
                _sensitivities.Add(known);
            }

            return known.Sensitivity;
        }
    }

    /// <summary>Reports what is wrong with those values, as each resolution does.</summary>
    public void ReportAssignments(DiagnosticBag diagnostics) => diagnostics.AddRange(_foundInAssignments);
}
