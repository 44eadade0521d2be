using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Sources;

namespace Strata;

/// <summary>What came of a resolution: a configuration, or none, and everything that was found.</summary>
internal sealed class ResolutionOutcome
{
    public ResolutionOutcome(ResolvedConfiguration? configuration, DiagnosticBag diagnostics)
    {
        Validation = configuration?.Validation ?? new ValidationResult(diagnostics.ToSorted());
        Configuration = Validation.IsValid ? configuration : null;
        Attempt = configuration;
    }

    /// <summary>The configuration; null after an error.</summary>
    public ResolvedConfiguration? Configuration { get; }

    /// <summary>How far the resolution came, errors or not: to tell what was substituted. Never to be used as a configuration.</summary>
    public ResolvedConfiguration? Attempt { get; }

    public ValidationResult Validation { get; }
}

/// <summary>The overrides of a directory, read once. Any number of contexts are resolved from them without parsing again. Immutable.</summary>
internal sealed class OverrideSet
{
    private readonly ImmutableArray<Diagnostic> _found;
    private readonly ImmutableHashSet<string> _unreadable;
    private readonly IncludedFiles _includes;

    private OverrideSet(ImmutableArray<Layer> layers, ImmutableArray<Diagnostic> found, ImmutableHashSet<string> unreadable, IncludedFiles includes)
    {
        Layers = layers;
        _found = found;
        _unreadable = unreadable;
        _includes = includes;
    }

    /// <summary>All overrides, in the order of their files.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>The types that the overrides name, in ordinal order.</summary>
    public ImmutableArray<string> Types => Selector.TypesOf(Layers);

    /// <summary>What was found while reading.</summary>
    public ValidationResult Validation => new(_found);

    public static OverrideSet Read(string directory, ParseLimits limits, IEnumerable<string> includeDirectories)
    {
        var diagnostics = new DiagnosticBag();
        var files = OverrideDirectory.List(directory, diagnostics);
        var layers = Pipeline.ReadLayers(files, limits, diagnostics);
        var read = layers.Select(static layer => layer.Source.Name).ToHashSet(StringComparer.Ordinal);
        var unreadable = files.Select(static file => file.Name).Where(name => !read.Contains(name)).ToImmutableHashSet(StringComparer.Ordinal);
        return new OverrideSet(layers, diagnostics.ToSorted(), unreadable, new IncludedFiles(directory, includeDirectories, limits.MaxFileBytes));
    }

    /// <summary>
    /// Resolves a context. There is no configuration where any file is bad, for what it would have said is not known; what is
    /// wrong beyond that is found all the same, so that all of it can be mended at once.
    /// </summary>
    public ResolutionOutcome Resolve(ResolutionContext context, ResolutionOptions options)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(_found);
        if (!diagnostics.HasErrors)
        {
            return new ResolutionOutcome(Pipeline.Resolve(Layers, context, options, _includes.Read, diagnostics), diagnostics);
        }

        var further = new DiagnosticBag();
        var attempt = Pipeline.Resolve(Layers, context, options, _includes.Read, further);
        diagnostics.AddRange((attempt?.Validation.Diagnostics ?? further.ToSorted()).Where(static diagnostic => !FollowsFromAnother(diagnostic.Code)));
        return new ResolutionOutcome(null, diagnostics);
    }

    /// <summary>Checks every file and resolves every type. A type none of whose overrides applies here is no error: it is for elsewhere.</summary>
    /// <param name="contextOf">Makes the context for a type.</param>
    /// <param name="options">How types are resolved.</param>
    public ValidationResult ValidateAll(Func<string, ResolutionContext> contextOf, ResolutionOptions options)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(_found);
        Selector.CheckAll(Layers, diagnostics, _unreadable);
        foreach (var type in Types)
        {
            diagnostics.AddRange(Resolve(contextOf(type), options).Validation.Diagnostics.Select(static diagnostic =>
                diagnostic.Code == DiagnosticCode.AllLeftOut ? diagnostic with { Severity = DiagnosticSeverity.Suggestion } : diagnostic));
        }

        return new ValidationResult(diagnostics.ToSorted());
    }

    // What a file that could not be read might have provided.
    private static bool FollowsFromAnother(DiagnosticCode code) =>
        code == DiagnosticCode.UnknownType || code == DiagnosticCode.AllLeftOut || code == DiagnosticCode.MissingDependency || code == DiagnosticCode.MissingReference;
}
