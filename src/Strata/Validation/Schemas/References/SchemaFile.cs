using Strata.Values;

namespace Strata.Validation.Schemas.References;

/// <summary>A schema document whose base URIs and anchors are found. What stands under keywords that the draft does not know is no schema, and has none.</summary>
internal sealed class SchemaFile
{
    private readonly Dictionary<ConfigNode, SchemaResource> _roots = [];
    private readonly Func<ConfigNode, DialectRules, DialectRules?> _dialectOf;

    /// <param name="document">The schema.</param>
    /// <param name="rules">The draft that it is written in.</param>
    /// <param name="uri">The URI that it was found by; null for that of its file.</param>
    /// <param name="dialectOf">The draft of a part that names its own; null, reported, when there is none such.</param>
    public SchemaFile(SchemaDocument document, DialectRules rules, string? uri, Func<ConfigNode, DialectRules, DialectRules?> dialectOf)
    {
        Document = document;
        _dialectOf = dialectOf;
        LocationUri = SchemaUri.OfPath(document.Location);
        Main = Scan(document.Root, new SchemaResource(uri ?? LocationUri, document.Root, rules, this));
    }

    public SchemaDocument Document { get; }

    /// <summary>The URI of the file itself, whatever its <c>$id</c> says.</summary>
    public string LocationUri { get; }

    /// <summary>The whole document.</summary>
    public SchemaResource Main { get; }

    public IEnumerable<SchemaResource> Resources => _roots.Values;

    /// <summary>The resource that a schema belongs to, seen from the one that its parent belongs to.</summary>
    public SchemaResource ResourceOf(ConfigNode schema, SchemaResource parent) =>
        _roots.Count > 1 && _roots.TryGetValue(schema, out var own) ? own : parent;

    /// <summary>Every schema in the document, with the resource that it belongs to.</summary>
    public List<(ConfigNode Schema, SchemaResource Resource)> Schemas()
    {
        var schemas = new List<(ConfigNode, SchemaResource)>();
        var open = new Stack<(ConfigNode Schema, SchemaResource Resource)>();
        open.Push((Document.Root, Main));
        while (open.TryPop(out var next))
        {
            var resource = ResourceOf(next.Schema, next.Resource);
            schemas.Add((next.Schema, resource));
            if (next.Schema is MappingNode schema)
            {
                foreach (ref readonly var entry in schema.Entries)
                {
                    PushChildren(entry, resource, open);
                }
            }
        }

        return schemas;
    }

    private SchemaResource Scan(ConfigNode root, SchemaResource location)
    {
        SchemaResource? main = null;
        var open = new Stack<(ConfigNode Schema, SchemaResource Resource)>();
        open.Push((root, location));
        while (open.TryPop(out var next))
        {
            var resource = next.Schema is MappingNode mapping ? Identify(mapping, next.Resource, isRoot: main is null) : next.Resource;
            main ??= resource;
            if (next.Schema is MappingNode schema)
            {
                foreach (ref readonly var entry in schema.Entries)
                {
                    PushChildren(entry, resource, open);
                }
            }
        }

        _roots.TryAdd(root, main!);
        return main!;
    }

    private SchemaResource Identify(MappingNode schema, SchemaResource parent, bool isRoot)
    {
        if (!NamesItself(schema))
        {
            return parent;
        }

        var resource = parent;
        var rules = parent.Rules;
        if (!isRoot && schema.ContainsKey("$schema") && schema.ContainsKey("$id"))
        {
            rules = _dialectOf(schema, rules) ?? rules;
        }

        var isHidden = rules.ReferenceStandsAlone && TextOf(schema, "$ref") is not null;
        var id = isHidden ? null : TextOf(schema, rules.IdKeyword);
        var anchor = default(string);
        if (id is not null)
        {
            var document = SchemaUri.Document(id);
            anchor = SchemaUri.Fragment(id);
            if (document.Length > 0)
            {
                resource = new SchemaResource(SchemaUri.Document(SchemaUri.Resolve(parent.Uri, id)), schema, rules, this);
                _roots.TryAdd(schema, resource);
            }
        }

        if (!isHidden)
        {
            AddAnchors(schema, resource, anchor);
        }

        return resource;
    }

    // Nearly none does, and looking for each name by itself would cost more than all the rest.
    private static bool NamesItself(MappingNode schema)
    {
        foreach (ref readonly var entry in schema.Entries)
        {
            if (entry.Key is "$id" or "id" or "$anchor" or "$dynamicAnchor" or "$recursiveAnchor")
            {
                return true;
            }
        }

        return false;
    }

    private static void AddAnchors(MappingNode schema, SchemaResource resource, string? idAnchor)
    {
        if (idAnchor is { Length: > 0 } && resource.Rules.Draft <= SchemaDialect.Draft7)
        {
            resource.AddAnchor(idAnchor, schema);
        }

        if (resource.Rules.Draft < SchemaDialect.Draft201909)
        {
            return;
        }

        if (TextOf(schema, "$anchor") is { } anchor)
        {
            resource.AddAnchor(anchor, schema);
        }

        if (resource.Rules.Draft == SchemaDialect.Draft201909)
        {
            if (ReferenceEquals(schema, resource.Root) && schema.TryGetValue("$recursiveAnchor", out var recursive) && recursive is ScalarNode { Type: ScalarType.Boolean, Text: "true" })
            {
                resource.AddDynamicAnchor("", schema);
            }
        }
        else if (TextOf(schema, "$dynamicAnchor") is { } dynamic)
        {
            resource.AddAnchor(dynamic, schema);
            resource.AddDynamicAnchor(dynamic, schema);
        }
    }

    private static void PushChildren(in MappingEntry entry, SchemaResource resource, Stack<(ConfigNode, SchemaResource)> open)
    {
        switch (entry.Key)
        {
            case "additionalItems" or "additionalProperties" or "contains" or "propertyNames" or "not" or "if" or "then" or "else"
                or "unevaluatedItems" or "unevaluatedProperties" or "contentSchema":
                open.Push((entry.Value, resource));
                break;
            case "items" when entry.Value is not SequenceNode:
                open.Push((entry.Value, resource));
                break;
            case "items" or "prefixItems" or "allOf" or "anyOf" or "oneOf":
                if (entry.Value is SequenceNode list)
                {
                    foreach (var item in list.Items)
                    {
                        open.Push((item, resource));
                    }
                }

                break;
            case "properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas" or "dependencies":
                if (entry.Value is MappingNode named)
                {
                    foreach (ref readonly var child in named.Entries)
                    {
                        if (child.Value is not SequenceNode)
                        {
                            open.Push((child.Value, resource));
                        }
                    }
                }

                break;
            default:
                break;
        }
    }

    private static string? TextOf(MappingNode schema, string key) =>
        schema.TryGetValue(key, out var value) && value is ScalarNode { Type: ScalarType.String } text ? text.Text : null;
}
