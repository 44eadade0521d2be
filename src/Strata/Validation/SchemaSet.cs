using System.Collections.Concurrent;
using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Layers;
using Strata.Secrets;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Validation;

/// <summary>
/// The schemas that configurations are held against: that of the type, those that overrides name, and those that the user named.
/// Each is read and compiled once, when it is first asked for. Safe for use from several threads.
/// </summary>
internal sealed class SchemaSet
{
    private readonly SchemaFiles _files;
    private readonly SchemaLibrary _library;
    private readonly ImmutableArray<string> _named;
    private readonly ParseLimits _limits;
    private readonly ConcurrentDictionary<string, Lazy<Prepared>> _prepared = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string?> _types = new(StringComparer.Ordinal);

    /// <param name="directory">The overrides directory.</param>
    /// <param name="options">Which schemas the user named, what may be read besides, and the limits.</param>
    /// <param name="observer">Told of every file that is asked for; null for nobody.</param>
    public SchemaSet(string directory, ResolutionOptions options, SchemaFileObserver? observer = null)
    {
        _named = options.Schemas;
        _limits = options.Limits;
        _files = new SchemaFiles(directory, options.IncludeDirectories, _named, _limits.MaxFileBytes, observer, options.ShownDirectory);
        _library = new SchemaLibrary(path => _files.Read(path, out var text) == SchemaFileOutcome.Read ? text : null);
    }

    /// <summary>Begins to read and compile the schema of a type, for whoever will resolve it: meanwhile the overrides are read.</summary>
    public void Anticipate(string type) =>
        Workers.Anticipate(new Lazy<Prepared?>(() => OfType(type) is { } path ? PreparedOf(path) : null));

    /// <inheritdoc cref="SchemaFiles.IsEmpty"/>
    public bool IsEmpty => _files.IsEmpty;

    /// <inheritdoc cref="SchemaFiles.IsUntouched"/>
    public bool IsUntouched() => _files.IsUntouched();

    /// <inheritdoc cref="SchemaFiles.IsCurrent"/>
    public bool IsCurrent() => _files.IsCurrent();

    /// <summary>Adds where those files stand.</summary>
    public void AddTo(WatchedPlaces places) => _files.AddTo(places);

    /// <summary>The schemas for a type and a stack, each once: that of the type, those of the stack from the lowest on, those that were named.</summary>
    public ImmutableArray<SchemaUse> UsesFor(string type, ImmutableArray<Layer> stack)
    {
        var uses = ImmutableArray.CreateBuilder<SchemaUse>();
        if (OfType(type) is { } ofType)
        {
            uses.Add(new SchemaUse(ofType, null));
        }

        foreach (var layer in stack)
        {
            if (layer.Metadata.Schema is { } schema)
            {
                Add(new SchemaUse(Path.GetFullPath(schema, Path.GetDirectoryName(_files.FullPathOf(layer.File)) ?? "/"), layer));
            }
        }

        foreach (var named in _named)
        {
            Add(new SchemaUse(FullPath.Of(named), null));
        }

        return uses.DrainToImmutable();

        void Add(SchemaUse use)
        {
            if (!uses.Any(other => other.Path == use.Path))
            {
                uses.Add(use);
            }
        }
    }

    /// <summary>Holds a configuration against its schemas.</summary>
    public void Check(string type, ImmutableArray<Layer> stack, MappingNode root, Sensitivity sensitivity, DiagnosticBag diagnostics)
    {
        foreach (var use in UsesFor(type, stack))
        {
            var prepared = PreparedOf(use.Path);
            if (prepared.Outcome != SchemaFileOutcome.Read)
            {
                diagnostics.Add(MissingSchema(use, prepared.Outcome));
            }

            diagnostics.AddRange(prepared.Found);
            if (prepared.Schema is { } schema)
            {
                var found = new DiagnosticBag();
                schema.Check(root, sensitivity.Root, found);
                if (found.Count > 0)
                {
                    diagnostics.AddRange(found.ToSorted().Where(diagnostic => !IsUnfinished(root, diagnostic)).Select(diagnostic => WithReplaced(root, diagnostic)));
                }
            }
        }
    }

    private string? OfType(string type) => _types.GetOrAdd(type, static (type, files) => files.OfType(type), _files);

    private Prepared PreparedOf(string path) => _prepared.GetOrAdd(path, static (path, set) => new Lazy<Prepared>(() => set.Prepare(path)), this).Value;

    private Prepared Prepare(string path)
    {
        var outcome = _files.Read(path, out var text);
        if (outcome != SchemaFileOutcome.Read)
        {
            return new Prepared(outcome, null, []);
        }

        var found = new DiagnosticBag();
        var schema = SchemaDocument.Read(text!, _limits, found, path) is { } document ? CompiledSchema.Compile(document, _library, found) : null;
        return new Prepared(outcome, schema, found.ToSorted());
    }

    private Diagnostic MissingSchema(SchemaUse use, SchemaFileOutcome outcome)
    {
        var (message, hint) = outcome switch
        {
            SchemaFileOutcome.Missing => ("does not exist", use.Layer is null ? "name it relative to the working directory" : "the name is relative to the override's own file"),
            SchemaFileOutcome.Forbidden => ("stands outside the directories that may be read", "move it into the overrides directory, or allow its directory"),
            _ => ("cannot be read", "a schema is a text file in UTF-8; check its permissions"),
        };
        return use.Layer is { } layer
            ? Diagnostic.At(layer.Document.Text, layer.Metadata.SchemaPosition, DiagnosticCode.MissingSchema, DiagnosticSeverity.Error, $"the schema {Quotation.Of(layer.Metadata.Schema!)} {message}") with { Hint = hint }
            : Diagnostic.InFile(_named.FirstOrDefault(named => FullPath.Of(named) == use.Path) ?? use.Path, DiagnosticCode.MissingSchema, DiagnosticSeverity.Error, $"the schema {message}") with { Hint = hint };
    }

    // A template that could not be filled in has an error of its own; that its text is no number says nothing more.
    private static bool IsUnfinished(MappingNode root, Diagnostic diagnostic) => diagnostic.Path?.Find(root) is ScalarNode { HasTemplates: true };

    private static Diagnostic WithReplaced(MappingNode root, Diagnostic diagnostic) =>
        ReplacedBy(root, diagnostic.Path) is { } replaced
            ? diagnostic with { Related = [.. diagnostic.Related, RelatedPosition.To(replaced, $"replaces the value of {replaced.Override}")] }
            : diagnostic;

    // What the value took the place of: itself, or with the list or mapping that it stands in.
    private static ConfigNode? ReplacedBy(MappingNode root, ConfigPath? path)
    {
        var steps = path?.Steps() ?? [];
        ConfigNode at = root;
        ConfigNode? replaced = null;
        foreach (var step in steps)
        {
            replaced = replaced is null ? null : step.ChildOf(replaced);
            if (at switch
            {
                MappingNode mapping when !step.IsIndex && mapping.IndexOf(step.Key) is >= 0 and var index => mapping.TrailAt(index),
                SequenceNode sequence when step.IsIndex && (uint)step.Index < (uint)sequence.Count => sequence.TrailAt(step.Index),
                _ => null,
            } is { } trail)
            {
                replaced = trail is { Effect: MergeEffect.Replace, Below: { Effect: not MergeEffect.Unset } below } ? below.Node : null;
            }

            if (step.ChildOf(at) is not { } child)
            {
                return null;
            }

            at = child;
        }

        return replaced;
    }

    /// <summary>A schema file, read and compiled.</summary>
    private sealed record Prepared(SchemaFileOutcome Outcome, CompiledSchema? Schema, ImmutableArray<Diagnostic> Found);
}

/// <summary>A schema that a configuration is held against.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Layer">The override that names it; null where it is the type's, or the user's.</param>
internal readonly record struct SchemaUse(string Path, Layer? Layer);
