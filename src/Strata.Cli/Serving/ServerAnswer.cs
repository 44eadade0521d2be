using System.Text.Json;

namespace Strata.Cli.Serving;

/// <summary>What a server answered. Immutable.</summary>
/// <param name="Status">The status.</param>
/// <param name="Body">The body, an object; undefined where there is none.</param>
/// <param name="ETag">What the answer is known by; null where the server does not say.</param>
/// <param name="RetryAfter">How long it asks to be left alone; null where it does not say.</param>
internal sealed record ServerAnswer(int Status, JsonElement Body, string? ETag, TimeSpan? RetryAfter)
{
    private const int NoContent = 204;

    /// <summary>Whether what was asked was done.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>Whether there is nothing to say.</summary>
    public bool IsEmpty => Status == NoContent;

    /// <summary>A text of the body.</summary>
    /// <exception cref="ServerProblemException">There is none: what answers is something else.</exception>
    public string Text(string name) => Find(Body, name, JsonValueKind.String).GetString()!;

    /// <summary>A number of the body.</summary>
    /// <exception cref="ServerProblemException">There is none: what answers is something else.</exception>
    public long Number(string name) => Find(Body, name, JsonValueKind.Number).TryGetInt64(out var number) ? number : throw ServerProblemException.NoServer($"{name} is no whole number");

    /// <summary>A list of the body.</summary>
    /// <exception cref="ServerProblemException">There is none: what answers is something else.</exception>
    public IEnumerable<JsonElement> List(string name) => Find(Body, name, JsonValueKind.Array).EnumerateArray();

    /// <summary>A part of an object.</summary>
    /// <exception cref="ServerProblemException">There is none: what answers is something else.</exception>
    public static JsonElement Find(JsonElement element, string name, JsonValueKind kind) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : throw ServerProblemException.NoServer($"{name} is missing");

    /// <summary>A text of an object; null where it has none.</summary>
    public static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A number of an object; null where it has none.</summary>
    public static long? NumberOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}
