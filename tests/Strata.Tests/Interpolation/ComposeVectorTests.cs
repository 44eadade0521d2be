using System.Text.Json;
using Strata.Diagnostics;
using Strata.Tests.Merging;
using Strata.Values;

namespace Strata.Tests.Interpolation;

/// <summary>What Docker Compose makes of each template is what we make of it.</summary>
public class ComposeVectorTests
{
    [Fact]
    public void Interpolate_QuotedVector_GivesWhatComposeGives()
    {
        var seen = 0;
        foreach (var vector in Vectors())
        {
            Check(vector, quoted: true);
            seen++;
        }

        Assert.True(seen > 150, $"only {seen} vectors were found");
    }

    [Fact]
    public void Interpolate_PlainVector_GivesWhatComposeGivesTypedAgain()
    {
        var seen = 0;
        foreach (var vector in Vectors().Where(static vector => IsPlain(vector.Template)))
        {
            Check(vector, quoted: false);
            seen++;
        }

        Assert.True(seen > 100, $"only {seen} vectors were found");
    }

    private static void Check(Vector vector, bool quoted)
    {
        var yaml = $"v: {(quoted ? JsonSerializer.Serialize(vector.Template) : vector.Template)}";
        var found = Interpolated.From(Merged.Layers(yaml), vector.Variables, change: options => options with { AllowUnset = vector.Unset.Count > 0 });
        if (vector.IsError)
        {
            var error = found.Problem;
            Assert.Equal(DiagnosticSeverity.Error, error.Severity);
            Assert.Equal(vector.Required is null ? DiagnosticCode.BadTemplate : DiagnosticCode.RequiredVariable, error.Code);
            if (vector.Required is { } name)
            {
                var state = vector.Variables.ContainsKey(name) ? "empty" : "not set";
                Assert.Equal($"the variable {name} is required and {state}{(vector.Message is { } message ? ": " + message : "")}", error.Message);
            }

            // The value keeps its template, so that nothing half-made goes on.
            Assert.Equal(vector.Template, ((ScalarNode)found.Root["v"]).Text);
            return;
        }

        Assert.Equal(vector.Unset.Order(StringComparer.Ordinal), found.Diagnostics.Select(static d => d.Message.Split(' ')[2]).Order(StringComparer.Ordinal));
        Assert.All(found.Diagnostics, static d => Assert.Equal((DiagnosticCode.UnsetVariableAllowed, DiagnosticSeverity.Warning), (d.Code, d.Severity)));
        var value = (ScalarNode)found.Root["v"];
        Assert.True(vector.Result == value.Text, $"{vector.Template} gives \"{value.Text}\", not \"{vector.Result}\"");
        Assert.Equal(quoted ? ScalarType.String : CoreSchema.TypeOf(vector.Result!), value.Type);

        // Without --allow-unset each of them is an error.
        if (vector.Unset.Count > 0)
        {
            var strict = Interpolated.From(Merged.Layers(yaml), vector.Variables);
            Assert.Contains(strict.Diagnostics, static d => d.Code == DiagnosticCode.UnsetVariable && d.Severity == DiagnosticSeverity.Error);
        }
    }

    // Text that YAML itself reads as one plain scalar.
    private static bool IsPlain(string template) =>
        template.StartsWith('$') && template == template.Trim() && !template.Contains(": ", StringComparison.Ordinal)
        && !template.Contains(" #", StringComparison.Ordinal) && !template.EndsWith(':') && !template.Contains('\n', StringComparison.Ordinal);

    private static IEnumerable<Vector> Vectors()
    {
        using var data = JsonDocument.Parse(File.ReadAllBytes(Repository.Conformance("compose-interpolation.json")));
        var variables = data.RootElement.GetProperty("env").EnumerateObject().ToDictionary(static v => v.Name, static v => v.Value.GetString()!, StringComparer.Ordinal);
        foreach (var entry in data.RootElement.GetProperty("cases").EnumerateArray())
        {
            yield return new Vector(
                entry.GetProperty("template").GetString()!,
                variables,
                Text(entry, "result"),
                entry.TryGetProperty("error", out var error) && error.GetBoolean(),
                Text(entry, "required"),
                Text(entry, "message"),
                entry.TryGetProperty("unset", out var unset) ? [.. unset.EnumerateArray().Select(static name => name.GetString()!)] : []);
        }

        static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
    }

    private sealed record Vector(
        string Template,
        Dictionary<string, string> Variables,
        string? Result,
        bool IsError,
        string? Required,
        string? Message,
        IReadOnlyList<string> Unset);
}
