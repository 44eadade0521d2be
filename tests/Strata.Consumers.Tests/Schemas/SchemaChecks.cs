using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Secrets;
using Strata.Sources;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Consumers.Tests.Schemas;

/// <summary>Schemas compiled and asked as tests need it: whatever is wrong with a schema itself fails the test.</summary>
internal static class SchemaChecks
{
    /// <summary>A schema's file, ready to check with.</summary>
    public static CompiledSchema Compile(string path) => Compile(new SourceText(path, File.ReadAllBytes(path)));

    /// <summary>A schema's text, ready to check with.</summary>
    public static CompiledSchema CompileText(string json) => Compile(new SourceText("drafted.schema.json", Encoding.UTF8.GetBytes(json)));

    /// <summary>What a value has that the schema does not allow.</summary>
    public static IReadOnlyList<Diagnostic> Problems(CompiledSchema schema, ConfigNode instance, Sensitivity.Cursor secrets)
    {
        var diagnostics = new DiagnosticBag();
        schema.Check(instance, secrets, diagnostics);
        Assert.Equal(diagnostics.HasErrors, !schema.IsValid(instance));
        return diagnostics.ToSorted();
    }

    /// <summary>The tree of a YAML or JSON text.</summary>
    public static MappingNode Parse(string text)
    {
        var diagnostics = new DiagnosticBag();
        var documents = DocumentReader.Read(new OverrideSource("x", new SourceText("x.yml", Encoding.UTF8.GetBytes(text))), ParseLimits.Default, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return documents.Single().Root;
    }

    private static CompiledSchema Compile(SourceText text)
    {
        var diagnostics = new DiagnosticBag();
        var document = SchemaDocument.Read(text, ParseLimits.Default, diagnostics)!;
        var library = new SchemaLibrary(static path => File.Exists(path) ? new SourceText(path, File.ReadAllBytes(path)) : null);
        var schema = CompiledSchema.Compile(document, library, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return schema!;
    }
}
