using Strata.Diagnostics;
using Strata.Documents;
using Strata.Validation.Schemas;
using Strata.Values;

namespace Strata.Cli.Schemas;

/// <summary>The schemas of Strata's own files, which are part of the executable.</summary>
internal static class EmbeddedSchemas
{
    /// <summary>The schema of override files.</summary>
    public const string Override = "override";

    /// <summary>Their names, in ordinal order.</summary>
    public static IReadOnlyList<string> Names { get; } = [Override, "project"];

    /// <summary>The text of a schema, byte for byte.</summary>
    public static byte[] TextOf(string name)
    {
        using var stream = typeof(EmbeddedSchemas).Assembly.GetManifestResourceStream($"{name}.schema.json")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>A schema, parsed.</summary>
    public static SchemaDocument Read(string name) =>
        SchemaDocument.Read(new SourceText($"{name}.schema.json", TextOf(name)), ParseLimits.Default, new DiagnosticBag())!;
}
