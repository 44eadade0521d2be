using System.Globalization;
using Strata.Diagnostics;
using Strata.Output;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>
/// The schema of a type's override files, for editors: what the files say of themselves, and the type's schema relaxed to what
/// may be written. One file that refers to no other, in the draft that editors of YAML know.
/// </summary>
internal sealed class EditorSchema
{
    private const string Draft = "http://json-schema.org/draft-07/schema#";
    private const string Definitions = "#/definitions/";
    private const string Configuration = "configuration";

    private static readonly SchemaDocument OverrideFile = EmbeddedSchemas.Read(EmbeddedSchemas.Override);

    private readonly SchemaReferences _references;
    private readonly Dictionary<(string File, string Pointer), string> _names = [];
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { Configuration };
    private readonly Queue<(string Name, SchemaPlace Place)> _waiting = new();

    private EditorSchema(SchemaReader files, DiagnosticBag diagnostics) => _references = new SchemaReferences(files, diagnostics);

    /// <summary>Makes the schema.</summary>
    /// <param name="type">The type.</param>
    /// <param name="schema">The schema of its resolved configuration.</param>
    /// <param name="files">Where the files that it refers to are read.</param>
    /// <param name="diagnostics">Takes references that lead nowhere.</param>
    public static MappingNode Of(string type, SchemaDocument schema, SchemaReader files, DiagnosticBag diagnostics) =>
        new EditorSchema(files, diagnostics).Build(type, schema);

    private MappingNode Build(string type, SchemaDocument schema)
    {
        var metadata = Refer(new SchemaPlace(OverrideFile, "/$defs/metadata", ((MappingNode)((MappingNode)OverrideFile.Root)["$defs"])["metadata"]));
        var body = Relax(Followed(schema));
        var definitions = new ObjectShape().Add(Configuration, body);
        while (_waiting.TryDequeue(out var next))
        {
            definitions.Add(next.Name, next.Place.File == OverrideFile ? Rebased(next.Place.Schema, OverrideFile) : Relax(next.Place));
        }

        var embedded = ((MappingNode)((MappingNode)((MappingNode)OverrideFile.Root)["properties"])["x-strata"]);
        var reference = new ObjectShape().Add("$ref", metadata).Build();
        return new ObjectShape()
            .Add("$schema", Draft)
            .Add("title", $"Override of {type}")
            .Add("description", $"Made by \"strata schema editor {type}\" from {Path.GetFileName(schema.File)}: change that, and make this anew.")
            .Add("type", "object")
            .Add("properties", new ObjectShape().Add("x-strata", Embedded(embedded, reference)).Build())
            .Add("if", new ObjectShape().Add("required", ListShape.Of(["x-strata"])).Build())
            .Add("then", new ObjectShape().Add("properties", new ObjectShape().Add("_metadata", false).Build()).Build())
            .Add("else", WithMetadata(body, reference))
            .Add("definitions", definitions.Build())
            .Build();
    }

    private static MappingNode Embedded(MappingNode embedded, MappingNode metadata) => Replaced(
        embedded,
        "properties",
        new ObjectShape().Add("metadata", metadata).Add("config", new ObjectShape().Add("$ref", Definitions + Configuration).Build()).Build());

    // In a file of our own the metadata stand among the sections.
    private static ConfigNode WithMetadata(ConfigNode body, MappingNode metadata)
    {
        if (body is not MappingNode mapping)
        {
            return body;
        }

        var properties = new ObjectShape().Add("_metadata", metadata);
        if (mapping.TryGetValue("properties", out var known) && known is MappingNode sections)
        {
            foreach (ref readonly var entry in sections.Entries)
            {
                var pointer = entry.Key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
                properties.Add(entry.Key, new ObjectShape().Add("$ref", $"{Definitions}{Configuration}/properties/{Uri.EscapeDataString(pointer)}").Build());
            }
        }

        return Replaced(mapping, "properties", properties.Build());
    }

    private static MappingNode Replaced(MappingNode mapping, string key, MappingNode value)
    {
        var shape = new ObjectShape();
        foreach (ref readonly var entry in mapping.Entries)
        {
            shape.Add(entry.Key, entry.Key == key ? value : entry.Value);
        }

        return mapping.ContainsKey(key) ? shape.Build() : shape.Add(key, value).Build();
    }

    // The sections must stand at the top themselves for the metadata to stand beside them.
    private SchemaPlace Followed(SchemaDocument schema)
    {
        var place = new SchemaPlace(schema, "", schema.Root);
        var seen = new HashSet<(string, string)>();
        while (place.Schema is MappingNode mapping
            && !mapping.ContainsKey("properties")
            && mapping.TryGetValue("$ref", out var reference)
            && seen.Add((place.File.Location, place.Pointer))
            && _references.Follow(reference, place.File) is { } next)
        {
            place = next;
        }

        return place;
    }

    private ConfigNode Relax(SchemaPlace place) =>
        new RelaxedSchema(reference => _references.Follow(reference, place.File) is { } target ? Refer(target) : null).Of(place.Schema);

    // What the file says of itself is no configuration: it is whole, and holds no templates.
    private ConfigNode Rebased(ConfigNode node, SchemaDocument file)
    {
        switch (node)
        {
            case SequenceNode list:
                return ListShape.Of(list.Select(item => Rebased(item, file)));
            case MappingNode mapping:
                var shape = new ObjectShape();
                foreach (ref readonly var entry in mapping.Entries)
                {
                    if (entry.Key != "$ref")
                    {
                        shape.Add(entry.Key, Rebased(entry.Value, file));
                    }
                }

                if (!mapping.TryGetValue("$ref", out var reference) || _references.Follow(reference, file) is not { } target)
                {
                    return shape.Build();
                }

                var reached = new ObjectShape().Add("$ref", Refer(target)).Build();
                return mapping.Count == 1 ? reached : shape.Add("allOf", ListShape.Of([reached])).Build();
            default:
                return node;
        }
    }

    private string Refer(SchemaPlace place)
    {
        var key = (FullPath.Of(place.File.Location), place.Pointer);
        if (!_names.TryGetValue(key, out var name))
        {
            _names[key] = name = NameOf(place);
            _waiting.Enqueue((name, place));
        }

        return Definitions + name;
    }

    // "database" for the file of that name, "security.cors" for a place in one.
    private string NameOf(SchemaPlace place)
    {
        var file = Path.GetFileName(place.File.File).Split('.')[0];
        var last = place.Pointer[(place.Pointer.LastIndexOf('/') + 1)..];
        var words = last.Length == 0 ? file : $"{file}.{last}";
        var plain = string.Concat(words.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '-'));
        var name = plain;
        for (var i = 2; !_taken.Add(name); i++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{plain}-{i}");
        }

        return name;
    }
}
