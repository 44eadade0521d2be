using Strata.Server.Access;
using Strata.Server.Api;

namespace Strata.Server.Identity;

/// <summary>Tells <c>strata login</c> where people sign in.</summary>
internal static class LoginAddress
{
    public static void Map(WebApplication app) => app.MapGet("/.well-known/strata-login", Show).Open("it is asked before one is anybody").Produces<LoginAnswer>().WithSummary("Says whose tokens this server takes, and as which client strata login asks for them");

    private static IResult Show(IServiceProvider services) => SpaceEndpoints.Json(
        services.GetService<ExternalProvider>() is { } provider ? new LoginAnswer(provider.Issuer, provider.Client)
        : services.GetService<PublicAddress>() is { } address ? new LoginAnswer(address.Url.AbsoluteUri, IdentityClient.CommandId)
        : new LoginAnswer(null, null));
}

/// <summary>Where people sign in.</summary>
/// <param name="Issuer">The issuer; absent where nobody is asked who calls.</param>
/// <param name="Client">The client; absent where there is none for the command.</param>
internal sealed record LoginAnswer(string? Issuer, string? Client);
