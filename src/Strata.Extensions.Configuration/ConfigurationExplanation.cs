using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Strata.Explanations;
using Strata.Snapshots;

namespace Strata.Extensions.Configuration;

/// <summary>How a value of the application's configuration came to be. Immutable. No text of it holds a secret.</summary>
public sealed record ConfigurationExplanation
{
    /// <summary>Each override's part in the value.</summary>
    public required Explanation Explanation { get; init; }

    /// <summary>
    /// The provider that has another value for the key and wins, because it was added behind Strata: <c>EnvironmentVariablesConfigurationProvider</c>,
    /// for one. Null where the overrides win.
    /// </summary>
    public required string? OverriddenBy { get; init; }

    /// <summary>The explanation as JSON, in the shape of <c>strata explain PATH -o json</c>; with <c>overriddenBy</c> where another provider wins.</summary>
    public string ToJson()
    {
        if (OverriddenBy is null)
        {
            return Explanation.ToJson();
        }

        var shape = JsonNode.Parse(Explanation.ToJson())!.AsObject();
        shape.Add("overriddenBy", OverriddenBy);
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            shape.WriteTo(writer);
        }

        stream.WriteByte((byte)'\n');
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>The explanation as lines of text for people.</summary>
    public override string ToString() => OverriddenBy is null
        ? Explanation.ToText()
        : $"{Explanation.ToText()}\nbut {OverriddenBy} was added later and has a value of its own, which is the one in use\n";
}
