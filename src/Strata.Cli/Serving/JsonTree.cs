using System.Text.Json;
using Strata.Output;
using Strata.Values;

namespace Strata.Cli.Serving;

/// <summary>What a server answered, as a tree that the command prints.</summary>
internal static class JsonTree
{
    public static ConfigNode Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Mapping(element),
        JsonValueKind.Array => ListShape.Of(element.EnumerateArray().Select(Of)),
        JsonValueKind.String => ScalarNode.Of(element.GetString()),
        JsonValueKind.True => ScalarNode.Of(true),
        JsonValueKind.False => ScalarNode.Of(false),
        JsonValueKind.Number when element.TryGetInt64(out var number) => ScalarNode.Of(number),
        JsonValueKind.Number => new ScalarNode(ScalarNode.Synthetic, SourcePosition.None, element.GetRawText(), ScalarType.Float, ScalarStyle.Plain),
        _ => ScalarNode.Of((string?)null),
    };

    private static MappingNode Mapping(JsonElement element)
    {
        var shape = new ObjectShape();
        foreach (var member in element.EnumerateObject())
        {
            shape.Add(member.Name, Of(member.Value));
        }

        return shape.Build();
    }
}
