using Strata.Diagnostics;
using Strata.Documents;
using Strata.Values;

namespace Strata.Validation.Schemas.References;

/// <summary>Where the references of one compilation lead. Each file is read and scanned once.</summary>
internal sealed class ReferenceResolver
{
    private readonly Dictionary<string, SchemaResource> _resources = new(StringComparer.Ordinal);
    private readonly SchemaLibrary _library;
    private readonly DiagnosticBag _diagnostics;
    private readonly bool _assertFormats;
    private KeyPool? _keys;

    /// <param name="library">Where references to other files lead.</param>
    /// <param name="diagnostics">Takes the problems.</param>
    /// <param name="assertFormats">Whether formats must hold whatever the draft says of it.</param>
    public ReferenceResolver(SchemaLibrary library, DiagnosticBag diagnostics, bool assertFormats)
    {
        _library = library;
        _diagnostics = diagnostics;
        _assertFormats = assertFormats;
    }

    /// <summary>Makes a document known by its URIs; null, reported, when its draft is not known.</summary>
    public SchemaFile? Open(SchemaDocument document, SchemaDialect defaultDialect, string? uri = null)
    {
        if (document.Root is MappingNode root && root.TryGetValue("$schema", out var draft) && draft is not ScalarNode { Type: ScalarType.String })
        {
            _diagnostics.Add(At(draft, DiagnosticCode.UnknownDraft, "\"$schema\" is no text, and names no draft") with { Hint = $"write {DialectRules.UriOf(defaultDialect)}, or remove it" });
            return null;
        }

        var fallback = new DialectRules(defaultDialect, Vocabularies.All, _assertFormats);
        var reader = new DialectReader(_library, _diagnostics, _assertFormats);
        if (reader.Of(document.Root, fallback) is not { } rules)
        {
            return null;
        }

        var file = new SchemaFile(document, rules, uri, (node, parent) => reader.Of(node, parent));
        foreach (var resource in file.Resources)
        {
            _resources.TryAdd(resource.Uri, resource);
        }

        _resources.TryAdd(file.LocationUri, file.Main);
        if (uri is not null)
        {
            _resources.TryAdd(uri, file.Main);
        }

        return file;
    }

    /// <summary>The schema that a reference leads to; null, reported, when it leads nowhere.</summary>
    public (ConfigNode Schema, SchemaResource Resource)? Resolve(ScalarNode reference, SchemaResource from)
    {
        var uri = SchemaUri.Resolve(from.Uri, reference.Text);
        var document = SchemaUri.Document(uri);
        var resource = document == from.Uri ? from : Find(document, reference, from);
        if (resource is null)
        {
            return null;
        }

        var fragment = SchemaUri.Fragment(uri);
        if (fragment.Length == 0)
        {
            return (resource.Root, resource);
        }

        if (fragment[0] == '/')
        {
            return Follow(fragment, reference, resource);
        }

        if (resource.Anchor(fragment) is { } anchored)
        {
            return (anchored, resource);
        }

        Report(reference, $"no $anchor {Quotation.Of(fragment)} is in {Name(resource, from)}", EditDistance.Nearest(fragment, resource.AnchorNames) is { } near ? $"did you mean \"#{near}\"?" : "a place in the schema is named #/$defs/NAME");
        return null;
    }

    private SchemaResource? Find(string uri, ScalarNode reference, SchemaResource from)
    {
        if (_resources.TryGetValue(uri, out var known))
        {
            return known;
        }

        if (_library.Find(uri) is { } document)
        {
            return Open(document, from.Rules.Draft, uri)?.Main;
        }

        var path = SchemaUri.PathOf(uri) ?? PathBeside(uri, reference.Text, from.File);
        if (path is null)
        {
            _diagnostics.Add(At(reference, DiagnosticCode.RemoteReference, $"the reference {Quotation.Of(reference.Text)} leads to the network") with
            {
                Hint = "schemas are never fetched: keep a copy beside this one, and refer to it by its path",
            });
            return null;
        }

        // The file may be open already, under the name that its $id gives it.
        if (_resources.TryGetValue(SchemaUri.OfPath(path), out known))
        {
            return known;
        }

        return Read(path, uri, reference, from);
    }

    private SchemaResource? Read(string path, string uri, ScalarNode reference, SchemaResource from)
    {
        if (_library.Read(path) is not { } text)
        {
            Report(reference, $"there is no schema file {Quotation.Of(ShownAs(path, from.File.Document))}", "a path is relative to the file it stands in; only files beside the schemas are read");
            return null;
        }

        return SchemaDocument.Read(text, ParseLimits.Default, _diagnostics, path, _keys ??= new KeyPool()) is { } document ? Open(document, from.Rules.Draft, uri)?.Main : null;
    }

    // As the file is shown that refers to it, and not with the directories of one machine.
    private static string ShownAs(string path, SchemaDocument from)
    {
        var (full, shown) = (Path.GetDirectoryName(from.Location), Path.GetDirectoryName(from.File));
        return Path.IsPathFullyQualified(path) && full is not null && shown is not null && Path.IsPathFullyQualified(full) && Path.GetRelativePath(full, path) is var relative && !relative.StartsWith("..", StringComparison.Ordinal)
            ? Path.Combine(shown, relative).Replace('\\', '/')
            : path;
    }

    // Most published schemas carry the address that they are published at; a copy refers to the copies beside it.
    private static string? PathBeside(string uri, string reference, SchemaFile file)
    {
        var own = file.Main.Uri;
        var directory = own[..(own.LastIndexOf('/') + 1)];
        if (own != file.LocationUri && directory.Length > 0 && uri.StartsWith(directory, StringComparison.Ordinal) && file.Document.Location.Length > 0)
        {
            return SchemaUri.PathOf(SchemaUri.Resolve(file.LocationUri, uri[directory.Length..]));
        }

        return SchemaUri.HasScheme(reference) || file.Document.Location.Length == 0
            ? null
            : SchemaUri.PathOf(SchemaUri.Document(SchemaUri.Resolve(file.LocationUri, reference)));
    }

    private (ConfigNode, SchemaResource)? Follow(string pointer, ScalarNode reference, SchemaResource resource)
    {
        var node = resource.Root;
        var owner = resource;
        foreach (var part in pointer[1..].Split('/'))
        {
            var key = part.Contains('~') ? part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal) : part;
            var child = node switch
            {
                MappingNode mapping => mapping.TryGetValue(key, out var value) ? value : null,
                SequenceNode list => ConfigPath.ParseIndex(key) is var index && (uint)index < (uint)list.Count ? list[index] : null,
                _ => null,
            };
            if (child is null)
            {
                var near = node is MappingNode keys ? EditDistance.Nearest(key, keys.Keys) : null;
                Report(reference, $"the reference {Quotation.Of(reference.Text)} leads nowhere: there is no {Quotation.Of(key)}", near is null ? "a reference into a schema is spelled #/$defs/NAME" : $"did you mean {Quotation.Of(near)}?");
                return null;
            }

            node = child;
            owner = owner.File.ResourceOf(node, owner);
        }

        return (node, owner);
    }

    private static string Name(SchemaResource resource, SchemaResource from) => ReferenceEquals(resource, from) ? "this schema" : Quotation.Of(resource.File.Document.File);

    private void Report(ScalarNode reference, string message, string hint) =>
        _diagnostics.Add(At(reference, DiagnosticCode.UnresolvedReference, message) with { Hint = hint });

    private static Diagnostic At(ConfigNode node, DiagnosticCode code, string message) => Diagnostic.At(node, code, DiagnosticSeverity.Error, message);
}
