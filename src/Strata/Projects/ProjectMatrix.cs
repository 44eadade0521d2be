using System.Collections.Immutable;
using Strata.Layers.Conditions;
using Strata.Values;

namespace Strata.Projects;

/// <summary>
/// The contexts that a project deploys: every combination of the values of each axis, without those that are excluded, and the
/// single ones beside them. An axis that is null was not named, and has its default. Immutable.
/// </summary>
internal sealed record ProjectMatrix
{
    /// <summary>The types. Default: every type.</summary>
    public ImmutableArray<Named>? Types { get; init; }

    /// <summary>The environments. Default: the one in force.</summary>
    public ImmutableArray<Named>? Environments { get; init; }

    /// <summary>The tenants; a name of null stands for none. Default: none, and each that a condition names.</summary>
    public ImmutableArray<Named>? Tenants { get; init; }

    /// <summary>Sets of context tags. Default: the type alone.</summary>
    public ImmutableArray<ImmutableArray<string>>? Contexts { get; init; }

    /// <summary>Sets of facts. Default: those in force.</summary>
    public ImmutableArray<ImmutableSortedDictionary<string, string>>? Facts { get; init; }

    /// <summary>The application's versions. Default: the one in force.</summary>
    public ImmutableArray<string>? AppVersions { get; init; }

    /// <summary>What is left out of the combinations.</summary>
    public ImmutableArray<ContextPattern> Excludes { get; init; } = [];

    /// <summary>Single contexts beside the combinations.</summary>
    public ImmutableArray<SingleContext> Includes { get; init; } = [];

    /// <summary>Whether it is but a part of what the project says, so that nothing is wrong with what matches nothing in it.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>How many combinations it names, with one for each axis of which it says nothing: about as many contexts there will be.</summary>
    public long NamedContexts => new[] { Types?.Length, Environments?.Length, Tenants?.Length, Contexts?.Length, Facts?.Length, AppVersions?.Length }
        .Aggregate(1L, static (product, axis) => Math.Min(product * (axis ?? 1), int.MaxValue));

    /// <summary>Where the matrix is written; null for the default one of a project that says nothing of it.</summary>
    public ConfigNode? Node { get; init; }
}

/// <summary>A name and where it is written.</summary>
/// <param name="Text">The name; null where "none" is meant.</param>
/// <param name="Node">Its place; null for one that no file holds.</param>
internal readonly record struct Named(string? Text, ConfigNode? Node = null);

/// <summary>Which contexts are excluded: those for which everything that is said holds, as in conditions.</summary>
internal sealed record ContextPattern(
    PatternList? Type,
    PatternList? Environment,
    PatternList? Tenant,
    PatternList? Context,
    PatternList? AppVersion,
    ImmutableArray<(string Name, PatternList Patterns)> Facts,
    ConfigNode Node);

/// <summary>A context that is written out. What it does not name is as in every other.</summary>
internal sealed record SingleContext(
    Named Type,
    Named? Environment,
    Named? Tenant,
    ImmutableArray<string>? Contexts,
    ImmutableSortedDictionary<string, string>? Facts,
    string? AppVersion,
    ConfigNode Node);
