using System.Text;
using Strata.Diagnostics;
using Strata.Documents;
using Strata.Sources;
using Strata.Values;

namespace Strata.Consumers.Tests.Command;

/// <summary>Reads outputs as the engine reads files.</summary>
internal static class ReadBack
{
    public static ConfigNode Yaml(string text) => Read("x.yml", text);

    public static ConfigNode Json(string text) => Read("x.json", text);

    public static void AssertSame(ConfigNode expected, ConfigNode actual) => Assert.True(ConfigNodeEquality.DeepEquals(expected, actual), $"{expected} is not {actual}");

    // Lists stand under a key: a file's top level is a mapping.
    private static ConfigNode Read(string file, string text)
    {
        var isJson = file.EndsWith(".json", StringComparison.Ordinal);
        var wrapped = isJson ? $"{{\"it\": {text}}}" : "it:\n" + string.Concat(text.TrimEnd('\n').Split('\n').Select(static line => $"  {line}\n"));
        var diagnostics = new DiagnosticBag();
        var documents = DocumentReader.Read(new OverrideSource("x", new SourceText(file, Encoding.UTF8.GetBytes(wrapped))), ParseLimits.Default, diagnostics);
        Assert.Empty(diagnostics.ToSorted());
        return Assert.Single(documents).Root["it"];
    }
}
