using System.Collections.Immutable;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Values;

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
    /// <summary>The name of a context.</summary>
    /// <param name="context">The context.</param>
    /// <param name="tags">Its tags, where the matrix varies them.</param>
    /// <param name="facts">Its facts, where the matrix varies them.</param>
    /// <param name="version">The application's version, where the matrix varies it.</param>
    public static ContextName Of(
        ResolutionContext context,
        ImmutableArray<string>? tags = null,
        ImmutableSortedDictionary<string, string>? facts = null,
        string? version = null)
    {
        var name = $"{context.Type}/{context.Environment}{(context.Tenant is null ? "" : "/" + context.Tenant)}";
        if (tags is null && facts is null && version is null)
        {
            return new ContextName(name);
        }

        IEnumerable<string> further =
        [
            .. (tags ?? []).Select(static tag => $"context={tag}"),
            .. (facts ?? ImmutableSortedDictionary<string, string>.Empty).Select(static fact => $"fact.{fact.Key}={(SecretNames.Contains(fact.Key) ? SecretText.Mask : fact.Value)}"),
            .. version is null ? Enumerable.Empty<string>() : [$"version={version}"],
        ];
        return new ContextName(string.Join(' ', further.Prepend(name)));
    }

    public override string ToString() => Text;
}
