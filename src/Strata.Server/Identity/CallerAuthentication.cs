using System.Security.Claims;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Identity;

/// <summary>
/// Says of each request who calls, before anything is done for it. Only what a program sends in the header <c>Authorization</c> counts for the API: a
/// browser's cookies go with requests that its user knows nothing of.
/// </summary>
internal sealed class CallerAuthentication(RequestDelegate next, Credentials? credentials = null)
{
    // What tells whether the server lives and how it is to be asked, and by what people and programs become somebody.
    private static readonly PathString[] Open = ["/health", "/.well-known", "/openapi", "/docs", "/connect", "/account"];

    private static readonly ClaimsPrincipal Local = Caller.Local.ToPrincipal("none");

    public Task InvokeAsync(HttpContext context)
    {
        if (credentials is null)
        {
            // Nobody is asked. Tests of what comes behind may have said who calls already.
            context.User = context.User.Identity is { IsAuthenticated: true } ? context.User : Local;
            return next(context);
        }

        return Array.Exists(Open, path => context.Request.Path.StartsWithSegments(path)) ? next(context) : DemandAsync(context, credentials);
    }

    private async Task DemandAsync(HttpContext context, Credentials known)
    {
        context.User = await known.FindAsync(context).ConfigureAwait(false) ?? throw Refusal.NoCredential();
        await next(context).ConfigureAwait(false);
    }
}
