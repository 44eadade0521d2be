using System.Net;
using Strata.Server.Spaces;

namespace Strata.Server.Edge;

/// <summary>
/// Keeps web pages of others from using the server through a browser on its machine. A browser lets any page send requests to a loopback address, and a name
/// that a page's owner lets point there makes their answers the page's own; but it always says which page and which name.
/// </summary>
internal sealed class ForeignPages(RequestDelegate next, EdgeSettings settings, ServerSettings server)
{
    // A proxy may call the server by another name than people do.
    private readonly string? _ownOrigin = server.PublicUrl?.GetLeftPart(UriPartial.Authority);

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(local) && request.Host.HasValue && !IsOwn(request.Host.Host))
        {
            throw Refusal.ForeignHost(request.Host.Host);
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method))
        {
            var origin = request.Headers.Origin.ToString();
            if (origin.Length > 0 ? !IsOf(origin, request.Host) && origin != _ownOrigin && !settings.Origins.Contains(origin, StringComparer.OrdinalIgnoreCase) : request.Headers["Sec-Fetch-Site"].ToString() is "cross-site" or "same-site")
            {
                throw Refusal.ForeignPage(origin.Length > 0 ? origin : "another site");
            }
        }

        return next(context);
    }

    private bool IsOwn(string name) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)) || settings.Hosts.Contains(name, StringComparer.OrdinalIgnoreCase);

    // Whatever stands between may speak TLS to the page and none to the server.
    private static bool IsOf(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Host.Equals(host.Host, StringComparison.OrdinalIgnoreCase) && (host.Port is { } port ? page.Port == port : page.IsDefaultPort);
}
