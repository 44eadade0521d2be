using System.Collections.Concurrent;
using Strata.Sources;
using Strata.Values;

namespace Strata.Caching;

/// <summary>
/// What one resolution asked for beyond the override files themselves: variables, included files, schema files. Safe for use from
/// several threads.
/// </summary>
internal sealed class ObservedInputs
{
    private readonly ConcurrentDictionary<string, IncludedText> _includes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (SchemaFileOutcome Outcome, SourceText? Text)> _schemas = new(StringComparer.Ordinal);

    public VariableReads Variables { get; } = new();

    /// <summary>The directory's files as they were listed, on their way to be read.</summary>
    public DirectoryObservation? Directory { get; init; }

    public IReadOnlyDictionary<string, IncludedText> Includes => _includes;

    public IReadOnlyDictionary<string, (SchemaFileOutcome Outcome, SourceText? Text)> Schemas => _schemas;

    /// <summary>The fingerprints of the schema files that were read, by their full paths.</summary>
    public Dictionary<string, Fingerprint> SchemaContents() => _schemas
        .Where(static schema => schema.Value.Outcome == SchemaFileOutcome.Read)
        .ToDictionary(static schema => schema.Key, static schema => Fingerprint.Of(schema.Value.Text!.Content.Span), StringComparer.Ordinal);

    public IncludeReader Noting(IncludeReader reader) => name =>
    {
        var text = reader(name);
        _includes.TryAdd(name, text);
        return text;
    };

    /// <summary>Notes a schema file. Where no file system has such a path nothing will ever be.</summary>
    public void NoteSchema(string path, SchemaFileOutcome outcome, SourceText? text)
    {
        if (!path.Contains('\0', StringComparison.Ordinal))
        {
            _schemas[FullPath.Of(path)] = (outcome, text);
        }
    }
}
