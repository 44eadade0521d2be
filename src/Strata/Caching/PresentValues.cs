using System.Collections.Immutable;
using Strata.Sources;

namespace Strata.Caching;

/// <summary>The files and keys that a resolution would look at, as they are now.</summary>
/// <param name="directory">The overrides directory as it was named.</param>
/// <param name="options">What may be read.</param>
/// <param name="index">What is known of schema files by their stamps; null for nothing.</param>
internal sealed class PresentValues(string directory, ResolutionOptions options, DirectoryIndex? index) : IInputValues
{
    private readonly string _full = FullPath.Of(directory);
    private readonly SchemaFiles _schemas = new(directory, options.IncludeDirectories, options.Schemas, options.Limits.MaxFileBytes);
    private IncludedFiles? _includes;

    public ImmutableArray<string> Keys => options.Keys.PublicNames;

    public Fingerprint Include(string name)
    {
        _includes ??= new IncludedFiles(directory, options.IncludeDirectories, options.Limits.MaxFileBytes);
        return FoundValues.OfInclude(_includes.Read(name));
    }

    public (SchemaFileOutcome Outcome, Fingerprint Content) Schema(string path)
    {
        var full = Path.GetFullPath(path, _full);
        if (!File.Exists(full))
        {
            return (SchemaFileOutcome.Missing, default);
        }

        if (index?.ContentOf(full) is { } known && _schemas.MayRead(full))
        {
            return (SchemaFileOutcome.Read, known);
        }

        var outcome = _schemas.Read(full, out var text);
        return (outcome, text is null ? default : Fingerprint.Of(text.Content.Span));
    }
}
