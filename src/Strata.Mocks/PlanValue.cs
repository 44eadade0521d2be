using System.Text.Json;

namespace Strata.Mocks;

/// <summary>A value of the configuration and where it stands, so that what is wrong with it can be said.</summary>
internal readonly record struct PlanValue(JsonElement Json, string Path)
{
    private bool IsMissing => Json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    public PlanValue this[string key] => new(Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(key, out var value) ? value : default, Path.Length == 0 ? key : $"{Path}.{key}");

    /// <summary>Whether something is written there.</summary>
    public bool Exists => !IsMissing;

    public PlanValue Mapping() => Json.ValueKind == JsonValueKind.Object ? this : throw Wrong("a mapping");

    /// <summary>The items of a list; none where nothing is written.</summary>
    public IEnumerable<PlanValue> Items()
    {
        if (IsMissing)
        {
            return [];
        }

        var path = Path;
        return Json.ValueKind == JsonValueKind.Array ? Json.EnumerateArray().Select((item, index) => new PlanValue(item, $"{path}[{index}]")) : throw Wrong("a list");
    }

    public string Text() => Json.ValueKind == JsonValueKind.String ? Json.GetString()! : throw Wrong("a text");

    public string? OptionalText() => IsMissing ? null : Text();

    public bool Flag(bool otherwise) => Json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => IsMissing ? otherwise : throw Wrong("true or false"),
    };

    public long Integer(long least, long most) =>
        Json.ValueKind == JsonValueKind.Number && Json.TryGetInt64(out var value) && value >= least && value <= most
            ? value
            : throw Wrong(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    public long Integer(long least, long most, long otherwise) => IsMissing ? otherwise : Integer(least, most);

    public double Number(double most) =>
        Json.ValueKind == JsonValueKind.Number && Json.TryGetDouble(out var value) && value >= 0 && value <= most
            ? value
            : throw Wrong(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"a number from 0 to {most}"));

    public double Number(double most, double otherwise) => IsMissing ? otherwise : Number(most);

    public MockConfigurationException Error(string message) => new($"{Path}: {message}");

    // The value is not repeated: it may be a secret.
    private MockConfigurationException Wrong(string wanted) => Error(IsMissing ? $"{wanted} is missing" : $"{wanted} is needed");
}
