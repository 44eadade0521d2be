using System.Security.Claims;
using Strata.Server.Access;

namespace Strata.Server.Identity;

/// <summary>
/// Says of each request who calls, where it can be told and matters; what follows from that, the gate decides. Only what a program sends in the header <c>Authorization</c> counts for the API: a
/// browser's cookies go with requests that its user knows nothing of.
/// </summary>
internal sealed class CallerAuthentication(RequestDelegate next, ServerSettings settings, Credentials? credentials = null)
{
    private static readonly ClaimsPrincipal Local = Caller.Local.ToPrincipal("none");

    public Task InvokeAsync(HttpContext context)
    {
        if (!settings.AsksWhoCalls)
        {
            context.User = Local;
            return next(context);
        }

        // An endpoint that is open to anybody is so to those as well whose token has expired.
        return credentials is null || context.GetEndpoint()?.Metadata.GetMetadata<AccessRule>() is null or { Demand: AccessDemand.Nothing } ? next(context) : FindAsync(context, credentials);
    }

    private async Task FindAsync(HttpContext context, Credentials known)
    {
        context.User = await known.FindAsync(context).ConfigureAwait(false) ?? context.User;
        await next(context).ConfigureAwait(false);
    }
}
