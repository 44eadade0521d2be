using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace Strata.Server.Observing;

/// <summary>
/// Names the activity of a request by its route, as OpenTelemetry's conventions have it, and says how it ended. Neither its path nor its query is told: both hold what
/// callers ask about.
/// </summary>
internal sealed class RequestTrace(RequestDelegate next)
{
    // Most are not traced, and cost nothing here.
    public Task InvokeAsync(HttpContext context) =>
        context.Features.Get<IHttpActivityFeature>()?.Activity is { IsAllDataRequested: true } activity ? TraceAsync(context, activity) : next(context);

    private async Task TraceAsync(HttpContext context, Activity activity)
    {
        await next(context).ConfigureAwait(false);
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        var method = HttpMethods.GetCanonicalizedValue(context.Request.Method);
        var isKnown = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method) || HttpMethods.IsOptions(method);
        activity.DisplayName = $"{(isKnown ? method : "HTTP")}{(route is null ? "" : $" {route}")}";
        activity.SetTag("http.request.method", isKnown ? method : "_OTHER");
        activity.SetTag("http.response.status_code", context.Response.StatusCode);
        if (route is not null)
        {
            activity.SetTag("http.route", route);
        }

        if (context.Response.StatusCode >= StatusCodes.Status500InternalServerError)
        {
            activity.SetStatus(ActivityStatusCode.Error);
        }
    }
}
