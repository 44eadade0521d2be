using System.Text.Json;
using Strata.Validation.Schemas;
using Strata.Validation.Schemas.Formats;

namespace Strata.Tests.Validation.Schemas.Formats;

/// <summary>The optional groups of the JSON Schema test suite that ask for nothing but patterns and formats.</summary>
public class PatternConformanceTests
{
    [Theory]
    [InlineData(SchemaDialect.Draft4, "draft4")]
    [InlineData(SchemaDialect.Draft6, "draft6")]
    [InlineData(SchemaDialect.Draft7, "draft7")]
    [InlineData(SchemaDialect.Draft201909, "draft2019-09")]
    [InlineData(SchemaDialect.Draft202012, "draft2020-12")]
    internal void Suite_PatternsAndFormats_AreMet(SchemaDialect dialect, string directory)
    {
        var optional = Repository.Conformance($"json-schema/tests/{directory}/optional");
        var asserted = 0;
        var wrong = new List<string>();
        foreach (var file in Directory.EnumerateFiles(optional, "*.json", SearchOption.AllDirectories).Where(IsOurs).Order(StringComparer.Ordinal))
        {
            using var groups = JsonDocument.Parse(File.ReadAllText(file));
            foreach (var group in groups.RootElement.EnumerateArray())
            {
                foreach (var test in group.GetProperty("tests").EnumerateArray())
                {
                    asserted++;
                    if (IsValid(group.GetProperty("schema"), test.GetProperty("data"), dialect) != test.GetProperty("valid").GetBoolean())
                    {
                        wrong.Add($"{Path.GetFileName(file)}: {group.GetProperty("description")}: {test.GetProperty("description")}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(asserted > 80, $"only {asserted} were found");
    }

    private static bool IsOurs(string path) => Path.GetFileName(path) is "ecmascript-regex.json" or "non-bmp-regex.json" or "format-assertion.json"
        || Path.GetFileName(Path.GetDirectoryName(path)) == "format";

    private static bool IsValid(JsonElement schema, JsonElement data, SchemaDialect dialect)
    {
        if (data.ValueKind == JsonValueKind.Object)
        {
            // Each key must match, or be let through, and each value be of the type that its pattern asks for.
            return !schema.TryGetProperty("patternProperties", out var patterns) || data.EnumerateObject().All(member =>
            {
                var matching = patterns.EnumerateObject().Where(pattern => IsMatch(pattern.Name, member.Name)).ToArray();
                return (matching.Length > 0 || !schema.TryGetProperty("additionalProperties", out _))
                    && matching.All(pattern => pattern.Value.ValueKind != JsonValueKind.Object || !pattern.Value.TryGetProperty("type", out _) || member.Value.ValueKind == JsonValueKind.Number);
            });
        }

        return data.ValueKind != JsonValueKind.String
            || ((!schema.TryGetProperty("pattern", out var pattern) || IsMatch(pattern.GetString()!, data.GetString()!))
            && (!schema.TryGetProperty("format", out var format) || FormatRules.Find(format.GetString()!, dialect) is not { } rule || rule(data.GetString()!)));
    }

    private static bool IsMatch(string pattern, string text)
    {
        var compiled = EcmaPattern.TryCompile(pattern, out var problem);
        Assert.Null(problem);
        return compiled!.IsMatch(text);
    }
}
