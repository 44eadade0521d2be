using System.Globalization;
using Strata.Diagnostics;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>A schema within a file.</summary>
/// <param name="File">The file.</param>
/// <param name="Pointer">The JSON Pointer to it; empty for the whole file.</param>
/// <param name="Schema">The schema.</param>
internal readonly record struct SchemaPlace(SchemaDocument File, string Pointer, ConfigNode Schema);

/// <summary>Follows references as files are written with: to a file beside the schema, and to a place in it by a JSON Pointer.</summary>
internal sealed class SchemaReferences(SchemaReader files, DiagnosticBag diagnostics)
{
    /// <summary>Where a reference leads. Null, with an error, when it leads nowhere that a file can be.</summary>
    /// <param name="reference">The value of the <c>$ref</c>.</param>
    /// <param name="from">The file that it stands in.</param>
    public SchemaPlace? Follow(ConfigNode reference, SchemaDocument from)
    {
        if (reference is not ScalarNode { Type: ScalarType.String } text)
        {
            return Refuse(reference, DiagnosticCode.BadSchema, "\"$ref\" is no text", "write a path, a JSON Pointer behind #, or both");
        }

        var hash = text.Text.IndexOf('#', StringComparison.Ordinal);
        var (file, fragment) = hash < 0 ? (text.Text, "") : (text.Text[..hash], Uri.UnescapeDataString(text.Text[(hash + 1)..]));
        if (file.Contains(':', StringComparison.Ordinal))
        {
            return Refuse(reference, DiagnosticCode.RemoteReference, $"{Quotation.Of(text.Text)} leads beyond the files beside the schema", "keep a copy of that schema beside this one, and refer to it by its path");
        }

        if (Target(file, from) is not { } document)
        {
            return Refuse(reference, DiagnosticCode.UnresolvedReference, $"{Quotation.Of(text.Text)} leads to no schema", "paths are relative to the file that holds the reference");
        }

        return At(document.Root, fragment) is { } schema
            ? new SchemaPlace(document, fragment, schema)
            : Refuse(reference, DiagnosticCode.UnresolvedReference, $"{Quotation.Of(text.Text)} leads to nothing in {document.File}", "write a JSON Pointer behind #: #/$defs/name");
    }

    private SchemaDocument? Target(string file, SchemaDocument from)
    {
        if (file.Length == 0)
        {
            return from;
        }

        var path = Path.Combine(Path.GetDirectoryName(from.Location) ?? "", Uri.UnescapeDataString(file)).Replace('\\', '/');
        return files.Follow(path);
    }

    private static ConfigNode? At(ConfigNode root, string pointer)
    {
        if (pointer.Length == 0)
        {
            return root;
        }

        if (pointer[0] != '/')
        {
            return null;
        }

        var node = root;
        foreach (var token in pointer[1..].Split('/'))
        {
            var key = token.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            switch (node)
            {
                case MappingNode mapping when mapping.TryGetValue(key, out var value):
                    node = value;
                    break;
                case SequenceNode list when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count:
                    node = list[index];
                    break;
                default:
                    return null;
            }
        }

        return node;
    }

    private SchemaPlace? Refuse(ConfigNode at, DiagnosticCode code, string message, string hint)
    {
        diagnostics.Add(Diagnostic.At(at, code, DiagnosticSeverity.Error, message) with { Hint = hint });
        return null;
    }
}
