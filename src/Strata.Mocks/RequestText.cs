using System.Collections.Immutable;
using System.Text;
using WireMock;

namespace Strata.Mocks;

/// <summary>What was asked, out of a request of WireMock.Net.</summary>
internal static class RequestText
{
    public static MockCall Call(IRequestMessage request, long number) => new()
    {
        Number = number,
        Method = request.Method.ToUpperInvariant(),
        Path = request.Path,
        Query = request.RawQuery.TrimStart('?'),
        Headers = (request.Headers ?? new Dictionary<string, WireMock.Types.WireMockList<string>>()).ToImmutableDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        Body = BodyOf(request),
        Delay = TimeSpan.Zero,
    };

    /// <summary>The first value of each parameter.</summary>
    public static Dictionary<string, string> Query(IRequestMessage request) =>
        (request.Query ?? new Dictionary<string, WireMock.Types.WireMockList<string>>()).ToDictionary(static pair => pair.Key, static pair => pair.Value.FirstOrDefault() ?? "", StringComparer.Ordinal);

    private static string BodyOf(IRequestMessage request)
    {
        if (request.BodyData is not { } body)
        {
            return "";
        }

        if (body.BodyAsString is { } text)
        {
            return text;
        }

        return body.BodyAsBytes is { } bytes && System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : "";
    }
}
