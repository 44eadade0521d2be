using System.Collections.Immutable;
using Strata.Server.Api;

namespace Strata.Server.Identity;

/// <summary>Tells callers who they are here.</summary>
internal static class WhoAmI
{
    // Every caller may ask this.
    public static void Map(RouteGroupBuilder api) => api.MapGet("/identity/whoami", Show).Produces<CallerAnswer>().WithSummary("Shows who calls, as this server sees it");

    private static IResult Show(HttpContext context)
    {
        var caller = IdentityRules.CallerOf(context);
        return SpaceEndpoints.Json(new CallerAnswer(caller.Subject, caller.Name, caller.Groups, caller.IsStrong, caller.Scopes, caller.Credential));
    }
}

internal sealed record CallerAnswer(string Subject, string Name, ImmutableArray<string> Groups, bool IsStrong, ImmutableArray<string>? Scopes, string Credential);
