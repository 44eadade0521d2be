using System.Collections.Immutable;
using Strata.Server.Access;
using Strata.Server.Api;

namespace Strata.Server.Identity;

/// <summary>Tells callers who they are here.</summary>
internal static class WhoAmI
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/identity/whoami", Show).NeedsCaller("callers may know who they are").Produces<CallerAnswer>().WithSummary("Shows who calls, as this server sees it");

    private static IResult Show(HttpContext context)
    {
        var caller = RequestAccess.Of(context).Caller;
        return SpaceEndpoints.Json(new CallerAnswer(caller.Subject, caller.Name, caller.Groups, caller.IsStrong, caller.Scopes, caller.Credential));
    }
}

internal sealed record CallerAnswer(string Subject, string Name, ImmutableArray<string> Groups, bool IsStrong, ImmutableArray<string>? Scopes, string Credential);
