using Strata.Values;

namespace Strata.Validation.Schemas.References;

/// <summary>A schema with a base URI of its own: that of a file, or one within it that an <c>$id</c> gives a name.</summary>
/// <param name="uri">The base URI, without a fragment.</param>
/// <param name="root">The schema.</param>
/// <param name="rules">The draft it is written in.</param>
/// <param name="file">The file that it is in.</param>
internal sealed class SchemaResource(string uri, ConfigNode root, DialectRules rules, SchemaFile file)
{
    private Dictionary<string, ConfigNode>? _anchors;
    private Dictionary<string, ConfigNode>? _dynamicAnchors;

    public string Uri { get; } = uri;

    public ConfigNode Root { get; } = root;

    public DialectRules Rules { get; } = rules;

    public SchemaFile File { get; } = file;

    /// <summary>The names by which parts of the schema are known.</summary>
    public IEnumerable<string> AnchorNames => _anchors?.Keys ?? Enumerable.Empty<string>();

    public void AddAnchor(string name, ConfigNode node) => (_anchors ??= new(StringComparer.Ordinal)).TryAdd(name, node);

    public void AddDynamicAnchor(string name, ConfigNode node) => (_dynamicAnchors ??= new(StringComparer.Ordinal)).TryAdd(name, node);

    /// <summary>The part of the schema that a name stands for; null where none does.</summary>
    public ConfigNode? Anchor(string name) => _anchors?.GetValueOrDefault(name);

    /// <summary>The part that a name stands for when the way that led here decides; null where none does.</summary>
    public ConfigNode? DynamicAnchor(string name) => _dynamicAnchors?.GetValueOrDefault(name);
}
