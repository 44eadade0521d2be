using System.Net;
using Strata.Server.Spaces;

namespace Strata.Server.Edge;

/// <summary>
/// Keeps web pages of others from using the browser of somebody who can reach this server. A browser says from which page a request comes; other
/// programs say nothing, and are asked for nothing.
/// </summary>
internal sealed class CrossSiteGuard(RequestDelegate next, EdgeSettings settings)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;

        // A page can give a name of its own the address 127.0.0.1, and would be of the same origin then.
        if (settings.IsLocal && !IsLoopbackName(request.Host.Host))
        {
            throw Refusal.WrongHost(request.Host.Host);
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method) && IsFromElsewhere(request))
        {
            throw Refusal.CrossSite(request.Headers.Origin.ToString());
        }

        return next(context);
    }

    private bool IsFromElsewhere(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length > 0
            ? !string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase) && !settings.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase)
            : request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site";
    }

    private static bool IsLoopbackName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
