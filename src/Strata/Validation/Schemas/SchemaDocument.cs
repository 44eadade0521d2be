using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>A schema file, parsed: JSON or YAML by its ending, a mapping or one of the two schemas <c>true</c> and <c>false</c>. Immutable.</summary>
internal sealed class SchemaDocument
{
    /// <param name="root">The schema itself.</param>
    /// <param name="location">Where the file stands, as references beside it are resolved: a full path, or one relative to the working directory.</param>
    internal SchemaDocument(ConfigNode root, string location)
    {
        Root = root;
        Location = location;
    }

    public ConfigNode Root { get; }

    /// <summary>The file, as it is shown to people.</summary>
    public string File => Root.File;

    public string Location { get; }

    /// <summary>Reads a schema file. Null, with an error, when any part of it is bad.</summary>
    /// <param name="text">The file.</param>
    /// <param name="limits">The limits it is held to.</param>
    /// <param name="diagnostics">Takes the errors.</param>
    /// <param name="location">Where it stands, when that is not what people are shown.</param>
    /// <param name="keys">The pool of keys that several files share; null for one of its own.</param>
    public static SchemaDocument? Read(SourceText text, ParseLimits limits, DiagnosticBag diagnostics, string? location = null, KeyPool? keys = null)
    {
        location ??= text.File;
        if (Constant(text) is { } constant)
        {
            return new SchemaDocument(constant, location);
        }

        ImmutableArray<ParsedDocument> documents = DocumentReader.Read(new OverrideSource(text.File, text), limits, diagnostics, keys);
        if (documents.Length > 1)
        {
            diagnostics.Add(Diagnostic.At(documents[1].Root, DiagnosticCode.BadSchema, DiagnosticSeverity.Error, "a schema file holds one document, this is a second") with
            {
                Hint = "move it to a file of its own",
            });
            return null;
        }

        return documents.IsEmpty ? null : new SchemaDocument(documents[0].Root, location);
    }

    // A file whose whole text is a boolean is a schema, though no reader takes it for a configuration.
    private static ScalarNode? Constant(SourceText text)
    {
        var content = text.Content.Span.Trim(" \t\r\n"u8);
        if (!content.SequenceEqual("true"u8) && !content.SequenceEqual("false"u8))
        {
            return null;
        }

        var position = text.PositionOf(text.Content.Span.IndexOf(content));
        return new ScalarNode(new SourceDocument(text.File, text), position, content[0] == 't' ? "true" : "false", ScalarType.Boolean, ScalarStyle.Plain);
    }
}
