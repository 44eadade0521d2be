using System.Collections.Immutable;
using Strata.Caching;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Profiling;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Validation;

namespace Strata;

/// <summary>
/// The overrides of a directory, read once: any number of contexts are resolved from them without parsing again. Immutable; safe
/// for use from several threads. Files that <c>${file:...}</c> includes are read when they are first asked for.
/// </summary>
public sealed class OverrideSet
{
    private readonly ImmutableArray<Layer> _ofFiles;
    private readonly ImmutableArray<Diagnostic> _found;
    private readonly ImmutableHashSet<string> _unreadable;
    private readonly IncludedFiles _includes;
    private readonly ResolutionOptions _options;
    private readonly SchemaSet _schemas;
    private readonly ObservedInputs? _inputs;

    /// <param name="directory">The directory as it was named.</param>
    /// <param name="layers">The overrides of its files that could be read, in the order of the files.</param>
    /// <param name="found">What was found while reading them.</param>
    /// <param name="unreadable">The names of those that could not be read.</param>
    /// <param name="options">The options.</param>
    /// <param name="schemas">The schemas.</param>
    /// <param name="includes">The files that overrides include.</param>
    /// <param name="inputs">Takes note of what a resolution depends on; null for nobody.</param>
    /// <param name="temporary">The overrides that no file holds.</param>
    internal OverrideSet(
        string directory,
        ImmutableArray<Layer> layers,
        ImmutableArray<Diagnostic> found,
        ImmutableHashSet<string> unreadable,
        ResolutionOptions options,
        SchemaSet schemas,
        IncludedFiles includes,
        ObservedInputs? inputs = null,
        ImmutableArray<Layer> temporary = default)
    {
        Directory = directory;
        _ofFiles = layers;
        Temporary = temporary.IsDefault ? [] : temporary;
        Layers = Temporary.IsEmpty ? layers : [.. layers, .. Temporary];
        _found = found;
        _unreadable = unreadable;
        _includes = includes;
        _schemas = schemas;
        _options = options;
        _inputs = inputs;
    }

    /// <summary>The overrides that could be read, in the order of their files, whatever their types and conditions.</summary>
    public ImmutableArray<OverrideDocument> Overrides
    {
        get
        {
            var found = _found.ToLookup(static diagnostic => diagnostic.File, StringComparer.Ordinal);
            return [.. Layers.Select(layer => new OverrideDocument(layer, new ValidationResult([.. found[layer.File]])))];
        }
    }

    /// <summary>The types that the overrides name, in ordinal order.</summary>
    public ImmutableArray<string> Types => Selector.TypesOf(Layers);

    /// <summary>What was found while reading: of each file by itself, and of what cannot be read.</summary>
    public ValidationResult Validation => new(_found);

    internal ImmutableArray<Layer> Layers { get; }

    /// <summary>Those of them that no file holds.</summary>
    internal ImmutableArray<Layer> Temporary { get; }

    /// <summary>Whether nothing is missing: every file could be read, and none was left out because no key opens it.</summary>
    internal bool IsComplete => Validation.IsValid && !_found.Any(found => found.Code == DiagnosticCode.LockedOverride && !Layers.Any(layer => layer.File == found.File));

    /// <summary>The directory as it was named.</summary>
    internal string Directory { get; }

    /// <summary>Reads the overrides of a directory as they are now. What is wrong with them is said by <see cref="Validation"/>, and by each resolution.</summary>
    /// <param name="directory">The overrides directory, relative to the working directory.</param>
    /// <param name="options">The options; the default ones when null. Those that make a context are not looked at: <see cref="OverrideManager.CreateContext"/> makes one from them.</param>
    public static OverrideSet Read(string directory = OverrideManager.DefaultDirectory, OverrideManagerOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        return Read(directory, options?.ToResolutionOptions() ?? ResolutionOptions.Default);
    }

    /// <summary>Reads the overrides of a directory, and beside them the schema of the type that is going to be resolved.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">How they are read and resolved.</param>
    /// <param name="type">The type; null where none comes first.</param>
    /// <param name="inputs">Takes note of everything that the one resolution that follows depends on; null for nobody.</param>
    internal static OverrideSet Read(string directory, ResolutionOptions options, string? type = null, ObservedInputs? inputs = null)
    {
        using var stage = StageActivity.Begin(StageActivity.Read);
        var schemas = new SchemaSet(directory, options, inputs is null ? null : inputs.NoteSchema);
        if (type is not null)
        {
            schemas.Anticipate(type);
        }

        var limits = options.Limits;
        var diagnostics = new DiagnosticBag();
        var files = OverrideDirectory.List(directory, diagnostics, inputs?.Directory is { } observation ? observation.Entering : null, options.ShownDirectory);
        inputs?.Directory?.Found(files);
        var layers = Pipeline.ReadLayers(files, limits, options.Keys, diagnostics, options.AllowLocked);
        var includes = new IncludedFiles(directory, options.IncludeDirectories, limits.MaxFileBytes);
        return new OverrideSet(directory, layers, diagnostics.ToSorted(), UnreadableAmong(files, layers), options, schemas, includes, inputs);
    }

    /// <summary>The names of the files that no override could be read from.</summary>
    internal static ImmutableHashSet<string> UnreadableAmong(IReadOnlyList<OverrideFile> files, ImmutableArray<Layer> layers)
    {
        var read = layers.Select(static layer => layer.Source.Name).ToHashSet(StringComparer.Ordinal);
        return files.Select(static file => file.Name).Where(name => !read.Contains(name)).ToImmutableHashSet(StringComparer.Ordinal);
    }

    /// <summary>The same overrides of files, and beside them others that no file holds.</summary>
    internal OverrideSet With(ImmutableArray<Layer> temporary) => temporary == Temporary ? this : new(Directory, _ofFiles, _found, _unreadable, _options, _schemas, _includes, inputs: null, temporary);

    /// <summary>
    /// Resolves a context. There is no configuration where any file is bad, for what it would have said is not known; what is
    /// wrong beyond that is found all the same, so that all of it can be mended at once.
    /// </summary>
    /// <param name="context">What the resolution is for.</param>
    public ResolutionOutcome Resolve(ResolutionContext context) => Resolve(context, shared: null);

    /// <summary>The same, with what was made for other contexts, or for this one before.</summary>
    internal ResolutionOutcome Resolve(ResolutionContext context, SharedWork? shared)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var stage = StageActivity.Begin(StageActivity.Resolve, context.Type);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(_found);
        if (IsComplete)
        {
            return new ResolutionOutcome(Combine(context, diagnostics, shared), diagnostics, _options.IsStrict);
        }

        var further = new DiagnosticBag();
        var attempt = Pipeline.Resolve(Layers, context, _options, _includes.Read, further, _schemas, shared);
        diagnostics.AddRange((attempt?.Validation.Diagnostics ?? further.ToSorted()).Where(static diagnostic => !FollowsFromAnother(diagnostic.Code)));
        return new ResolutionOutcome(null, diagnostics, _options.IsStrict);
    }

    private ResolvedConfiguration? Combine(ResolutionContext context, DiagnosticBag diagnostics, SharedWork? shared) => _inputs is null
        ? Pipeline.Resolve(Layers, context, _options, _includes.Read, diagnostics, _schemas, shared)
        : Pipeline.Resolve(Layers, context with { Variables = context.Variables.Noting(_inputs.Variables) }, _options, _inputs.Noting(_includes.Read), diagnostics, _schemas)?.For(context);

    /// <summary>Checks every file and resolves every type. A type none of whose overrides applies here is no error: it is for elsewhere.</summary>
    /// <param name="contextOf">Makes the context for a type: <see cref="OverrideManager.CreateContext"/>, for one.</param>
    public ValidationResult ValidateAll(Func<string, ResolutionContext> contextOf)
    {
        ArgumentNullException.ThrowIfNull(contextOf);
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(_found);
        Selector.CheckAll(Layers, diagnostics, _unreadable);
        foreach (var type in Types)
        {
            diagnostics.AddRange(Resolve(contextOf(type)).Validation.Diagnostics.Select(static diagnostic =>
                diagnostic.Code == DiagnosticCode.AllLeftOut ? diagnostic with { Severity = DiagnosticSeverity.Suggestion } : diagnostic));
        }

        return new ValidationResult(diagnostics.ToSorted());
    }

    /// <summary>Resolves and checks many contexts, sharing all work that they have in common.</summary>
    /// <param name="contexts">The contexts.</param>
    /// <param name="files">What was found already, whatever the context is: in the project's file, for one.</param>
    /// <param name="checks">The rules.</param>
    /// <param name="scope">Whether the contexts are all that are deployed, so that what never applies in them never applies.</param>
    /// <param name="progress">Told how far the work has come; null where nobody asks.</param>
    internal MatrixReport Validate(ImmutableArray<PlannedContext> contexts, DiagnosticBag files, RuleChecks checks, MatrixScope scope, MatrixProgress? progress = null)
    {
        files.AddRange(_found);
        Seals.Check(Layers, _options.Pins, files);
        if (scope != MatrixScope.Part)
        {
            Selector.CheckAll(Layers, files, _unreadable);
        }

        var isComplete = IsComplete;
        var resolver = new MatrixResolver(Layers, _options, _includes.Read, _schemas);
        var ofConfigurations = new ConfigurationChecks(checks, isComplete);
        var resolved = resolver.Resolve(contexts, progress, ofConfigurations);
        return new MatrixChecks(Layers, checks, ofConfigurations, isComplete).Report(resolved, contexts, scope, files);
    }

    // What a file that could not be read might have provided.
    internal static bool FollowsFromAnother(DiagnosticCode code) =>
        code == DiagnosticCode.UnknownType || code == DiagnosticCode.AllLeftOut || code == DiagnosticCode.MissingDependency || code == DiagnosticCode.MissingReference
        || code == DiagnosticCode.MissingKey;
}
