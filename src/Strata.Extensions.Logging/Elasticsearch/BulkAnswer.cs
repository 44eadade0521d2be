using System.Text.Json;

namespace Strata.Extensions.Logging.Elasticsearch;

/// <summary>What the bulk API did with each record of a request. Immutable.</summary>
/// <param name="Again">The places of those to send again: it had no time or room for them.</param>
/// <param name="Refused">The places of those that it will never take.</param>
/// <param name="Reason">Why, of the first of them.</param>
/// <param name="Busy">What it said of the first that is to be sent again.</param>
internal sealed record BulkAnswer(IReadOnlyList<int> Again, IReadOnlyList<int> Refused, string Reason, string Busy)
{
    // It has a record of this id: an answer was lost, and not the record.
    private const int Conflict = 409;

    /// <summary>Reads an answer.</summary>
    /// <param name="json">The answer.</param>
    /// <param name="count">How many records were sent.</param>
    /// <exception cref="JsonException">It is no answer to so many records.</exception>
    public static BulkAnswer Of(JsonElement json, int count)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("items", out var items) || items.ValueKind != JsonValueKind.Array || items.GetArrayLength() != count)
        {
            throw new JsonException("the answer does not say what became of each record");
        }

        List<int> again = [];
        List<int> refused = [];
        var (reason, busy) = ("", "");
        foreach (var (index, item) in items.EnumerateArray().Index())
        {
            var result = item.ValueKind == JsonValueKind.Object ? item.EnumerateObject().FirstOrDefault().Value : default;
            if (result.ValueKind != JsonValueKind.Object || !result.TryGetProperty("status", out var code) || !code.TryGetInt32(out var status))
            {
                throw new JsonException("a record has no status");
            }

            if (status is (>= 200 and < 300) or Conflict)
            {
                continue;
            }

            if (status is 408 or 429 or >= 500)
            {
                busy = busy.Length == 0 ? ReasonOf(result, status) : busy;
                again.Add(index);
            }
            else
            {
                reason = reason.Length == 0 ? ReasonOf(result, status) : reason;
                refused.Add(index);
            }
        }

        return new BulkAnswer(again, refused, reason, busy);
    }

    private static string ReasonOf(JsonElement result, int status) =>
        result.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String
            ? $"{status}: {reason.GetString()}"
            : $"{status}";
}
