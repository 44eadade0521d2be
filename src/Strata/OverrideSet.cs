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
    }

    /// <summary>The configuration; null after an error.</summary>
    public ResolvedConfiguration? Configuration { get; }

    public ValidationResult Validation { get; }
}

/// <summary>The overrides of a directory, read once. Any number of contexts are resolved from them without parsing again. Immutable.</summary>
internal sealed class OverrideSet
{
    private readonly ImmutableArray<Diagnostic> _found;
    private readonly IncludedFiles _includes;

    private OverrideSet(ImmutableArray<Layer> layers, ImmutableArray<Diagnostic> found, IncludedFiles includes)
    {
        Layers = layers;
        _found = found;
        _includes = includes;
    }

    /// <summary>All overrides, in the order of their files.</summary>
    public ImmutableArray<Layer> Layers { get; }

    /// <summary>What was found while reading.</summary>
    public ValidationResult Validation => new(_found);

    public static OverrideSet Read(string directory, ParseLimits limits, IEnumerable<string> includeDirectories)
    {
        var diagnostics = new DiagnosticBag();
        var layers = Pipeline.ReadLayers(OverrideDirectory.List(directory, diagnostics), limits, diagnostics);
        return new OverrideSet(layers, diagnostics.ToSorted(), new IncludedFiles(directory, includeDirectories, limits.MaxFileBytes));
    }

    /// <summary>Resolves a context. Nothing is resolved from a directory with a bad file: what it would have said is not known.</summary>
    public ResolutionOutcome Resolve(ResolutionContext context, ResolutionOptions options)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(_found);
        return diagnostics.HasErrors
            ? new ResolutionOutcome(null, diagnostics)
            : new ResolutionOutcome(Pipeline.Resolve(Layers, context, options, _includes.Read, diagnostics), diagnostics);
    }

    /// <summary>Everything that is wrong whatever is resolved: missing dependencies and cycles among them.</summary>
    public ValidationResult CheckAll()
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(_found);
        Selector.CheckAll(Layers, diagnostics);
        return new ValidationResult(diagnostics.ToSorted());
    }
}
