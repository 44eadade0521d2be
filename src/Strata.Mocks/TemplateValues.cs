using System.Globalization;
using System.Text.Json;

namespace Strata.Mocks;

/// <summary>What a template may show of a request.</summary>
internal sealed class TemplateValues
{
    private JsonElement? _body;
    private int _identifiers;

    /// <summary>The parameters of the path.</summary>
    public required IReadOnlyDictionary<string, string> Path { get; init; }

    /// <summary>The first value of each parameter of the query.</summary>
    public required IReadOnlyDictionary<string, string> Query { get; init; }

    /// <summary>The call: its headers, its method and its body.</summary>
    public required MockCall Call { get; init; }

    /// <summary>Where the mocks are reached.</summary>
    public required string Url { get; init; }

    public required DateTimeOffset Now { get; init; }

    /// <summary>A new identifier, by which one it is in this answer.</summary>
    public required Func<int, Guid> Identifier { get; init; }

    /// <summary>The value of a name; undefined where the request has none.</summary>
    public JsonElement this[TemplateName name] => name.Root switch
    {
        TemplateName.PathRoot => Text(Path.GetValueOrDefault(name.Parts[0])),
        TemplateName.QueryRoot => Text(Query.GetValueOrDefault(name.Parts[0])),
        TemplateName.HeaderRoot => Text(Call.Headers.GetValueOrDefault(name.Parts[0])),
        TemplateName.BodyRoot => Within(Body, name.Parts),
        TemplateName.NowRoot => Text(Now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
        TemplateName.UuidRoot => Text(Identifier(_identifiers++).ToString()),
        TemplateName.UrlRoot => Text(Url),
        _ => Text(Call.Method),
    };

    // A body that is no JSON is one text.
    private JsonElement Body => _body ??= ReadBody();

    private JsonElement ReadBody()
    {
        try
        {
            return JsonElement.Parse(Call.Body);
        }
        catch (JsonException)
        {
            return Text(Call.Body);
        }
    }

    private static JsonElement Within(JsonElement value, ReadOnlySpan<string> parts)
    {
        foreach (var part in parts)
        {
            value = value.ValueKind switch
            {
                JsonValueKind.Object when value.TryGetProperty(part, out var member) => member,
                JsonValueKind.Array when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < value.GetArrayLength() => value[index],
                _ => default,
            };
        }

        return value;
    }

    private static JsonElement Text(string? text) => text is null ? default : JsonSerializer.SerializeToElement(text);
}
