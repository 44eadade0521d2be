using System.Text.Json.Nodes;

namespace Strata.Server.Spring;

/// <summary>A configuration as the properties of Spring: <c>services[0].name</c>. What is null or empty is an empty text, as in its own server.</summary>
internal static class SpringProperties
{
    public static JsonObject Of(JsonNode configuration)
    {
        var properties = new JsonObject();
        Add(properties, "", configuration);
        return properties;
    }

    private static void Add(JsonObject properties, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } mapping:
                foreach (var (key, child) in mapping)
                {
                    // A key with a dot would be taken for two.
                    var step = key.Contains('.', StringComparison.Ordinal) || key.Contains('[', StringComparison.Ordinal) ? $"[{key}]" : path.Length == 0 ? key : $".{key}";
                    Add(properties, path + step, child);
                }

                break;
            case JsonArray { Count: > 0 } list:
                for (var i = 0; i < list.Count; i++)
                {
                    Add(properties, $"{path}[{i}]", list[i]);
                }

                break;
            default:
                properties[path] = node is JsonValue value ? value.DeepClone() : "";
                break;
        }
    }
}
