using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Interpolation;
using Strata.Layers;
using Strata.Merging;
using Strata.Profiling;
using Strata.Secrets;
using Strata.Secrets.Envelopes;
using Strata.Selection;
using Strata.Snapshots;
using Strata.Sources;
using Strata.Validation;
using Strata.Values;

namespace Strata;

/// <summary>One value's way through the house, stage by stage. Synchronous, pure and deterministic.</summary>
internal static class Pipeline
{
    // Bytes of this many are not kept for a diagnostic that most often never comes.
    private const int LargeFile = 64 * 1024;

    // Fewer are parsed before another thread has begun.
    private const int WorthAThread = 128 * 1024;

    /// <summary>Read, parse and describe: files become layers, in the order of the files whatever order they are done in.</summary>
    public static ImmutableArray<Layer> ReadLayers(IReadOnlyList<OverrideFile> files, ParseLimits limits, IKeySource secretKeys, DiagnosticBag diagnostics, bool allowLocked = false)
    {
        var layers = new ImmutableArray<Layer>[files.Count];
        ForEachFile(files, (index, keys) =>
        {
            if (FileContent.Read(files[index], limits.MaxFileBytes, diagnostics) is { } source)
            {
                layers[index] = ParseLayers(files[index], source, limits, secretKeys, diagnostics, keys, allowLocked);
            }
        });
        return [.. layers.Where(static layersOfFile => !layersOfFile.IsDefault).SelectMany(static layersOfFile => layersOfFile)];
    }

    /// <summary>Does something with each of some files, by their places: on all cores where that is worth it.</summary>
    public static void ForEachFile(IReadOnlyList<OverrideFile> files, Action<int, KeyPool> action)
    {
        if (files.Sum(static file => file.Length) >= WorthAThread)
        {
            Workers.ForEach(files.Count, static () => new KeyPool(), action);
            return;
        }

        var keys = new KeyPool();
        for (var i = 0; i < files.Count; i++)
        {
            action(i, keys);
        }
    }

    /// <summary>Parse and describe a file, whose bytes are let go where there are many.</summary>
    public static ImmutableArray<Layer> ParseLayers(OverrideFile file, OverrideSource source, ParseLimits limits, IKeySource secretKeys, DiagnosticBag diagnostics, KeyPool keys, bool allowLocked)
    {
        using var stage = StageActivity.Begin(StageActivity.Parse, file.Name);
        var layers = ParseLayers(source, limits, secretKeys, diagnostics, keys, allowLocked);
        if (source.Content.Length > LargeFile)
        {
            source.Release(() => FileContent.ReadAgain(file.FullPath, limits.MaxFileBytes));
        }

        return layers;
    }

    /// <summary>Parse and describe one source.</summary>
    public static ImmutableArray<Layer> ParseLayers(OverrideSource source, ParseLimits limits, IKeySource secretKeys, DiagnosticBag diagnostics, KeyPool? keys = null, bool allowLocked = false)
    {
        var layers = ImmutableArray.CreateBuilder<Layer>(1);
        if (EncryptedLayer.MayStandIn(source.Content.Span))
        {
            secretKeys.Anticipate();
        }

        var documents = SopsLayers.Open(DocumentReader.Read(source, limits, diagnostics, keys), source, secretKeys, allowLocked, diagnostics, out var sops);
        foreach (var document in documents)
        {
            if (LayerReader.Read(document, source, diagnostics) is { } read && EncryptedLayer.Seal(sops is null ? read : read with { Sops = sops }, secretKeys, diagnostics) is { } layer)
            {
                var body = DeclaredItems.Mark(layer.Body, layer.Metadata.Sensitive);
                layers.Add(ReferenceEquals(body, layer.Body) ? layer : layer with { Body = body });
            }
        }

        return layers.DrainToImmutable();
    }

    /// <summary>Select, merge, interpolate, validate, publish. Null where no overrides could be selected.</summary>
    public static ResolvedConfiguration? Resolve(
        IReadOnlyList<Layer> layers,
        ResolutionContext context,
        ResolutionOptions options,
        IncludeReader include,
        DiagnosticBag diagnostics,
        SchemaSet? schemas = null,
        SharedWork? shared = null)
    {
        Seals.Check(layers, options.Pins, diagnostics);
        var selection = Select(layers, context, diagnostics);
        return selection is null ? null : Combine(selection, context, options, include, diagnostics, schemas, shared);
    }

    private static SelectionResult? Select(IReadOnlyList<Layer> layers, ResolutionContext context, DiagnosticBag diagnostics)
    {
        using var stage = StageActivity.Begin(StageActivity.Select);
        return Selector.Select(layers, context, diagnostics);
    }

    /// <summary>Merge, interpolate, validate, publish: from a stack on.</summary>
    /// <param name="selection">The stack.</param>
    /// <param name="context">What is resolved.</param>
    /// <param name="options">How.</param>
    /// <param name="include">Reads included files.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="schemas">The schemas that the configuration is held against; null for none.</param>
    /// <param name="shared">What other contexts, or this one before, have in common with this one; null where there are none.</param>
    public static ResolvedConfiguration Combine(
        SelectionResult selection,
        ResolutionContext context,
        ResolutionOptions options,
        IncludeReader include,
        DiagnosticBag diagnostics,
        SchemaSet? schemas = null,
        SharedWork? shared = null)
    {
        shared?.ReportAssignments(diagnostics);
        var assigned = shared?.Assigned ?? AssignedLayers.Read(options.Assignments, options.Limits, diagnostics);
        selection = assigned.IsEmpty ? selection : selection with { Stack = [.. selection.Stack, .. assigned] };
        ImmutableArray<PathPattern> declared = [.. selection.Stack.SelectMany(static layer => layer.Metadata.Sensitive)];
        var sensitivity = shared?.SensitivityOf(declared) ?? new Sensitivity(declared);
        var merged = Merge(selection, options, diagnostics, shared);
        var isTooLarge = diagnostics.HasErrors && merged.Size > options.Limits.MaxNodes;
        var final = isTooLarge ? merged : Interpolate(merged, sensitivity, InterpolationOf(context, options, include, shared), diagnostics);
        if (!isTooLarge && schemas is not null)
        {
            using var stage = StageActivity.Begin(StageActivity.Validate);
            schemas.Check(context.Type, selection.Stack, final, sensitivity, diagnostics);
        }

        var found = diagnostics.ToSorted(diagnostic => diagnostic.Path is { } path && sensitivity.Covers(path) ? diagnostic with { IsSensitive = true } : diagnostic);
        return new ResolvedConfiguration(final, selection, context, sensitivity, new ValidationResult(found));
    }

    private static MappingNode Merge(SelectionResult selection, ResolutionOptions options, DiagnosticBag diagnostics, SharedWork? shared)
    {
        using var stage = StageActivity.Begin(StageActivity.Merge);
        return Merger.Merge(selection.Stack, options.Limits.MaxNodes, diagnostics, shared?.Joins);
    }

    private static MappingNode Interpolate(MappingNode merged, Sensitivity sensitivity, InterpolationOptions options, DiagnosticBag diagnostics)
    {
        using var stage = StageActivity.Begin(StageActivity.Interpolate);
        return Interpolator.Interpolate(merged, sensitivity, options, diagnostics);
    }

    private static InterpolationOptions InterpolationOf(ResolutionContext context, ResolutionOptions options, IncludeReader include, SharedWork? shared) => new()
    {
        Variables = context.Variables,
        Include = include,
        AllowUnset = options.AllowUnset,
        AllowLocked = options.AllowLocked,
        MaxNodes = options.Limits.MaxNodes,
        MaxDepth = options.Limits.MaxDepth,
        Memo = shared?.Finals,
    };
}
