using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;

namespace Strata.Server.Identity;

/// <summary>Somebody whose browser shows a cookie of this server.</summary>
/// <param name="User">Who.</param>
/// <param name="Methods">How the user has shown it.</param>
/// <param name="Principal">What the cookie says, which forms are bound to.</param>
/// <param name="At">When.</param>
internal sealed record Session(User User, ImmutableArray<string> Methods, ClaimsPrincipal Principal, DateTimeOffset At);

/// <summary>
/// The sessions of browsers: for the pages and the flows of this server, never for its API. What stands in a cookie is made anew at each step of a
/// sign-in, so that one that was known before is of no use after it.
/// </summary>
internal sealed class Sessions(UserManager<User> users, TimeProvider time)
{
    public const string Scheme = "strata-session";

    private const string Stamp = "stamp";
    private const string Id = "sid";

    /// <summary>The session of a request; null where there is none, or it is over.</summary>
    public async Task<Session?> FindAsync(HttpContext context)
    {
        var found = await context.AuthenticateAsync(Scheme).ConfigureAwait(false);
        if (found is not { Succeeded: true, Principal: var principal } || principal.FindFirst(OpenIddictConstants.Claims.Subject) is not { Value: var id })
        {
            return null;
        }

        var user = await users.FindByIdAsync(id).ConfigureAwait(false);
        if (user is null || user.IsDisabled || principal.FindFirst(Stamp)?.Value != user.SecurityStamp)
        {
            return null;
        }

        context.User = principal;
        var at = long.Parse(principal.FindFirst(OpenIddictConstants.Claims.AuthenticationTime)!.Value, CultureInfo.InvariantCulture);
        return new Session(user, [.. principal.FindAll(OpenIddictConstants.Claims.AuthenticationMethodReference).Select(static claim => claim.Value)], principal, DateTimeOffset.FromUnixTimeSeconds(at));
    }

    /// <summary>Begins a session, or another in place of the one that there is.</summary>
    public async Task<Session> BeginAsync(HttpContext context, User user, ImmutableArray<string> methods)
    {
        var now = time.GetUtcNow();
        var identity = new ClaimsIdentity(Scheme);
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.Subject, user.Id));
        identity.AddClaim(new Claim(Stamp, user.SecurityStamp!));
        identity.AddClaim(new Claim(Id, RandomSecret.Letters(22)));
        identity.AddClaim(new Claim(OpenIddictConstants.Claims.AuthenticationTime, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        identity.AddClaims(methods.Select(static method => new Claim(OpenIddictConstants.Claims.AuthenticationMethodReference, method)));
        var principal = new ClaimsPrincipal(identity);
        await context.SignInAsync(Scheme, principal).ConfigureAwait(false);
        context.User = principal;
        return new Session(user, methods, principal, now);
    }

    public static Task EndAsync(HttpContext context) => context.SignOutAsync(Scheme);
}
