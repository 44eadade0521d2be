using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>
/// Where references to other files lead: to the files beside a schema and to the set that comes with Strata, never to the
/// network. Safe for use from several threads.
/// </summary>
/// <param name="read">Reads a file by its path; null when it is missing or not allowed.</param>
internal sealed class SchemaLibrary(Func<string, SourceText?> read)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SchemaDocument> _known = new(StringComparer.Ordinal);

    /// <summary>Makes a document known by an absolute URI.</summary>
    /// <returns>False when another is known by it.</returns>
    public bool TryAdd(string uri, SchemaDocument document)
    {
        lock (_lock)
        {
            return _known.TryAdd(uri.TrimEnd('#'), document);
        }
    }

    /// <summary>The document that is known by an absolute URI, those of the drafts' own schemas among them; null when none is.</summary>
    public SchemaDocument? Find(string uri)
    {
        lock (_lock)
        {
            if (_known.TryGetValue(uri, out var document))
            {
                return document;
            }

            // Read once, and only by those who refer to it.
            if (MetaSchemas.Read(uri) is not { } bundled)
            {
                return null;
            }

            _known.Add(uri, bundled);
            return bundled;
        }
    }

    /// <summary>A file by its path; null when there is none.</summary>
    public SourceText? Read(string path) => read(path);
}
