using System.Collections.Immutable;
using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>What tokens say, and whether one may be made.</summary>
internal sealed class TokenGrants(UserManager<User> users, SignIn signIn, IOpenIddictTokenManager tokens, IOpenIddictAuthorizationManager authorizations, ServerStore store)
{
    /// <summary>Kept in codes and refresh tokens, which only this server reads: another password, or another factor, ends them.</summary>
    private const string Stamp = "strata_stamp";

    /// <summary>A token for somebody.</summary>
    /// <exception cref="UnknownScopeException">A scope is none.</exception>
    public static ClaimsPrincipal ForUser(Session session, ImmutableArray<string> scopes)
    {
        var identity = Identity(session.User.Subject, session.User.UserName!, scopes);
        identity.SetClaim(Stamp, session.User.SecurityStamp);
        identity.SetClaims(OpenIddictConstants.Claims.AuthenticationMethodReference, session.Methods);
        identity.SetClaim(OpenIddictConstants.Claims.AuthenticationTime, session.At.ToUnixTimeSeconds());
        return Finished(identity);
    }

    /// <summary>A token for a program.</summary>
    /// <exception cref="UnknownScopeException">A scope is none.</exception>
    public static ClaimsPrincipal ForClient(string id, ImmutableArray<string> scopes) => Finished(Identity($"client:{id}", id, scopes));

    /// <summary>What a code or a refresh token becomes, as its user is now.</summary>
    /// <returns>Null where the user is not what it was made for any more.</returns>
    public async Task<ClaimsPrincipal?> RenewAsync(ClaimsPrincipal principal)
    {
        var subject = principal.GetClaim(OpenIddictConstants.Claims.Subject) ?? "";
        if (!subject.StartsWith(User.SubjectOf(""), StringComparison.Ordinal) || await users.FindByNameAsync(subject[User.SubjectOf("").Length..]).ConfigureAwait(false) is not { IsDisabled: false } user)
        {
            return null;
        }

        var methods = principal.GetClaims(OpenIddictConstants.Claims.AuthenticationMethodReference);
        if (principal.GetClaim(Stamp) != user.SecurityStamp || signIn.Next(user, methods) != SignInStep.Done)
        {
            return null;
        }

        principal.SetDestinations(DestinationsOf);
        return principal;
    }

    /// <summary>
    /// Uses a refresh token, for the first time. OpenIddict lets all through that come at the same moment; of those one gets something, and as when one comes
    /// later, all that came of it ends.
    /// </summary>
    /// <returns>Whether it is the first time.</returns>
    /// <exception cref="Spaces.RefusalException">That cannot be written down now.</exception>
    public async Task<bool> TakeAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        var id = principal.GetTokenId();
        var taken = await store.ReadAsync(
            (connection, token) => connection.ExecuteAsync(new CommandDefinition("UPDATE oidc_tokens SET status = 'redeemed' WHERE id = @id AND status = 'valid'", new { id }, cancellationToken: token)),
            cancellationToken).ConfigureAwait(false);
        if (taken == 1)
        {
            return true;
        }

        if (principal.GetAuthorizationId() is { } granted && await authorizations.FindByIdAsync(granted, cancellationToken).ConfigureAwait(false) is { } authorization)
        {
            await authorizations.TryRevokeAsync(authorization, cancellationToken).ConfigureAwait(false);
            await tokens.RevokeByAuthorizationIdAsync(granted, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    /// <summary>Refuses as OAuth does.</summary>
    public static IResult Refuse(string error, string description) => Results.Forbid(
        new AuthenticationProperties(new Dictionary<string, string?>
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
        }),
        [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);

    public static IResult Issue(ClaimsPrincipal principal, AuthenticationProperties? properties = null) => Results.SignIn(principal, properties, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme);

    private static ClaimsIdentity Identity(string subject, string name, ImmutableArray<string> scopes)
    {
        if (scopes.FirstOrDefault(static scope => !CredentialScopes.IsKnown(scope)) is { } unknown)
        {
            throw new UnknownScopeException(unknown);
        }

        var identity = new ClaimsIdentity("strata", OpenIddictConstants.Claims.Name, OpenIddictConstants.Claims.Role);
        identity.SetClaim(OpenIddictConstants.Claims.Subject, subject).SetClaim(OpenIddictConstants.Claims.Name, name);
        identity.SetScopes(scopes).SetResources(EmbeddedIdentity.Audience);
        return identity;
    }

    private static ClaimsPrincipal Finished(ClaimsIdentity identity)
    {
        identity.SetDestinations(DestinationsOf);
        return new ClaimsPrincipal(identity);
    }

    private static IEnumerable<string> DestinationsOf(Claim claim) => claim.Type switch
    {
        OpenIddictConstants.Claims.Name or OpenIddictConstants.Claims.AuthenticationMethodReference or OpenIddictConstants.Claims.AuthenticationTime =>
            [OpenIddictConstants.Destinations.AccessToken, OpenIddictConstants.Destinations.IdentityToken],
        _ => [],
    };
}

/// <summary>A scope was asked for that limits to nothing that there is.</summary>
internal sealed class UnknownScopeException(string scope) : Exception($"\"{scope}\" is no scope: write a verb, or VERB:SPACE");
