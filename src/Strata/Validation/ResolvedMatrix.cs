using System.Collections.Immutable;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;

namespace Strata.Validation;

/// <summary>Every context of a project, resolved. Immutable.</summary>
/// <param name="Layers">All overrides of the directory, in the order of their files.</param>
/// <param name="Contexts">The contexts, in the order of the matrix.</param>
internal sealed record ResolvedMatrix(ImmutableArray<Layer> Layers, ImmutableArray<MatrixContext> Contexts)
{
    /// <summary>The variables that the project documents, in <c>strata.yml</c> or in files of examples; null where it has no such place. Default: null.</summary>
    public ImmutableHashSet<string>? DocumentedVariables { get; init; }
}

/// <summary>A context, and what came of it.</summary>
/// <param name="Name">How it is shown: <c>docker/production/acme</c>.</param>
/// <param name="Context">What was resolved.</param>
/// <param name="Selection">Which overrides apply; null where that could not be told.</param>
/// <param name="Configuration">The configuration, errors or not; null where there is none. Contexts with the same overrides share one.</param>
internal sealed record MatrixContext(ContextName Name, ResolutionContext Context, SelectionResult? Selection, ResolvedConfiguration? Configuration);

/// <summary>How a context of a matrix is shown.</summary>
/// <param name="Text"><c>docker/production/acme</c>: type, environment and tenant, then whatever else the matrix varies.</param>
internal readonly record struct ContextName(string Text)
{
    public override string ToString() => Text;
}
