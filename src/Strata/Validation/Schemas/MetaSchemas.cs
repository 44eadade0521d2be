using Strata.Diagnostics;
using Strata.Documents;
using Strata.Secrets;
using Strata.Validation.Schemas.References;
using Strata.Values;

namespace Strata.Validation.Schemas;

/// <summary>The drafts' own schemas, which schemas are checked against and refer to. They come with Strata.</summary>
internal static class MetaSchemas
{
    private const string Prefix = "://json-schema.org/";

    /// <summary>The schema with an official URI; null when that is none.</summary>
    public static SchemaDocument? Read(string uri)
    {
        var at = uri.IndexOf(Prefix, StringComparison.Ordinal);
        if (at is not (4 or 5) || !uri.StartsWith("http", StringComparison.Ordinal))
        {
            return null;
        }

        var name = uri[(at + Prefix.Length)..];
        using var stream = typeof(MetaSchemas).Assembly.GetManifestResourceStream($"Strata.Schemas.{name}.json");
        if (stream is null)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return SchemaDocument.Read(new SourceText($"{name}.json", bytes), ParseLimits.Default, new DiagnosticBag(), location: "");
    }

    /// <summary>Checks every part of a schema, those included that nothing refers to, against the schema of its draft.</summary>
    public static void Check(SchemaDocument schema, SchemaLibrary library, DiagnosticBag diagnostics, SchemaDialect defaultDialect = SchemaDialect.Draft202012)
    {
        var rules = new DialectReader(library, new DiagnosticBag(), assertFormats: true).Of(schema.Root, new DialectRules(defaultDialect, Vocabularies.All, true));
        if (rules is not null && library.Find(DialectRules.UriOf(rules.Draft)) is { } meta)
        {
            CompiledSchema.Compile(meta, library, diagnostics)?.Check(schema.Root, Sensitivity.None, diagnostics);
        }
    }
}
