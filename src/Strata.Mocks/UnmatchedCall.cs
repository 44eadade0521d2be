using System.Text.Json;
using Microsoft.AspNetCore.Http;
using WireMock;
using WireMock.ResponseProviders;
using WireMock.Settings;

namespace Strata.Mocks;

/// <summary>Answers what no route answers. Nothing stands behind the mocks: what is let pass gets an empty success.</summary>
internal sealed class UnmatchedCall(MockPlan plan, CallRecord record) : IResponseProvider
{
    public Task<(IResponseMessage Message, IMapping? Mapping)> ProvideResponseAsync(IMapping mapping, HttpContext context, IRequestMessage requestMessage, WireMockServerSettings settings)
    {
        var status = plan.Unmatched switch
        {
            UnmatchedAnswer.Pass => StatusCodes.Status204NoContent,
            UnmatchedAnswer.NotFound => StatusCodes.Status404NotFound,
            _ => StatusCodes.Status501NotImplemented,
        };
        var call = RequestText.Call(requestMessage, record.Next()) with { Status = status, Delay = TimeSpan.Zero };
        record.Add(call);
        var body = status == StatusCodes.Status204NoContent ? "" : JsonSerializer.Serialize(new
        {
            title = $"no mock answers {call.Method} {call.Path}",
            status,
            routes = plan.Routes.Select(static route => $"{route.Route.Method} {route.Route.Path}"),
        });
        return Task.FromResult<(IResponseMessage, IMapping?)>((RouteAnswer.Message(status, "application/problem+json", body), null));
    }
}
