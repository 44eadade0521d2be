using OpenIddict.Abstractions;
using Strata.Server.Spaces;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Strata.Server.Identity;

/// <summary>What clients may do, by their kind.</summary>
internal static class IdentityClient
{
    /// <summary>The client that <c>strata login</c> is. It is made with the store's first administrator.</summary>
    public const string CommandId = "strata-cli";

    /// <summary>What is kept of a client.</summary>
    /// <exception cref="RefusalException">There is no such kind.</exception>
    public static OpenIddictApplicationDescriptor Describe(string id, string displayName, string kind, string? secret, IReadOnlyList<Uri> redirectUris)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = id,
            ClientSecret = secret,
            DisplayName = displayName,
            ClientType = secret is null ? ClientTypes.Public : ClientTypes.Confidential,

            // Administrators make clients; whoever signs in to one means to.
            ConsentType = ConsentTypes.Implicit,
        };
        client.RedirectUris.UnionWith(redirectUris);
        client.PostLogoutRedirectUris.UnionWith(redirectUris);
        client.Permissions.UnionWith(PermissionsOf(kind));
        if (kind != ClientKind.Service)
        {
            client.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        }

        return client;
    }

    private static string[] PermissionsOf(string kind) => kind switch
    {
        ClientKind.Service => [Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.Endpoints.Introspection, Permissions.GrantTypes.ClientCredentials],
        ClientKind.Web =>
        [
            Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.Endpoints.Introspection, Permissions.Endpoints.EndSession,
            Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
        ],
        ClientKind.Native =>
        [
            Permissions.Endpoints.Authorization, Permissions.Endpoints.Token, Permissions.Endpoints.Revocation, Permissions.Endpoints.EndSession, Permissions.Endpoints.DeviceAuthorization,
            Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.RefreshToken, Permissions.GrantTypes.DeviceCode, Permissions.ResponseTypes.Code,
        ],
        _ => throw Refusal.BadRequest($"kind \"{kind}\" is unknown", "write service, web or native"),
    };
}

/// <summary>The kinds of clients.</summary>
internal static class ClientKind
{
    public const string Service = "service";
    public const string Web = "web";
    public const string Native = "native";
}
