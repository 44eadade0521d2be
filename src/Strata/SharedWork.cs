using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Merging;
using Strata.Secrets;
using Strata.Values;

namespace Strata;

/// <summary>
/// What many contexts have in common, or one context from one reading of its files to the next, done once: for resolutions with the same
/// options and variables. Results are the same as without it. Safe for use from several threads.
/// </summary>
internal sealed class SharedWork
{
    private readonly ImmutableArray<Diagnostic> _foundInAssignments;
    private readonly Lock _lock = new();

    private List<(ImmutableArray<PathPattern> Patterns, Sensitivity Sensitivity)> _sensitivities = [];

    /// <summary>For contexts that are resolved from the same overrides and included files.</summary>
    /// <param name="options">The options.</param>
    /// <param name="stacks">The overrides that apply to each of the contexts, without those that the options add.</param>
    public SharedWork(ResolutionOptions options, IReadOnlyCollection<ImmutableArray<Layer>> stacks)
        : this(options, new JoinMemo(stacks), new InterpolationMemo())
    {
    }

    /// <summary>For a context that is resolved again when its files have changed. Between two readings <see cref="Forget"/> is called.</summary>
    /// <param name="options">The options.</param>
    /// <param name="finals">What templates came to, for all contexts with the same variables.</param>
    public SharedWork(ResolutionOptions options, InterpolationMemo finals)
        : this(options, new JoinMemo([]), finals)
    {
    }

    private SharedWork(ResolutionOptions options, JoinMemo joins, InterpolationMemo finals)
    {
        Joins = joins;
        Finals = finals;
        var diagnostics = new DiagnosticBag();
        Assigned = AssignedLayers.Read(options.Assignments, options.Limits, diagnostics);
        _foundInAssignments = diagnostics.ToSorted();
    }

    public JoinMemo Joins { get; private set; }

    /// <summary>The places of the stacks in groups that are each one piece of work.</summary>
    public List<List<int>> Groups(int largest) => Joins.Prefixes.Groups(largest);

    public InterpolationMemo Finals { get; }

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

    /// <summary>Lets go of what was made of overrides that there are no more, once that is more than a small part of what is kept. Not while anything is resolved.</summary>
    /// <param name="layers">The overrides that there are.</param>
    public void Forget(ImmutableArray<Layer> layers)
    {
        _sensitivities = [];
        Joins = Joins.Keeping([.. layers, .. Assigned]);
    }

    /// <summary>Reports what is wrong with those values, as each resolution does.</summary>
    public void ReportAssignments(DiagnosticBag diagnostics) => diagnostics.AddRange(_foundInAssignments);
}
