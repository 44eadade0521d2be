using System.Collections.Immutable;
using System.ComponentModel;
using OpenIddict.Abstractions;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>The clients of the flows, for administrators.</summary>
internal static class ClientEndpoints
{
    private const int MostListed = 1000;
    private const int MostIdLength = 63;
    private const int SecretLength = 43;

    public static void Map(RouteGroupBuilder api)
    {
        var clients = api.MapGroup("/identity/clients").NeedsEverywhere(Verb.Manage);
        clients.MapGet("", ListAsync).Produces<Page<ClientAnswer>>().WithSummary("Lists the clients");
        clients.MapPost("", CreateAsync).Accepts<ClientRequest>("application/json").Produces<ClientSecretAnswer>(201).WithSummary("Makes a client; its secret is shown once");
        clients.MapDelete("/{id}", DeleteAsync).Produces(204).WithSummary("Removes a client, and ends its tokens");
    }

    private static async Task<IResult> ListAsync(HttpContext context, IOpenIddictApplicationManager clients)
    {
        var found = ImmutableArray.CreateBuilder<ClientAnswer>();
        await foreach (var client in clients.ListAsync(MostListed, offset: 0, context.RequestAborted).ConfigureAwait(false))
        {
            var uris = await clients.GetRedirectUrisAsync(client, context.RequestAborted).ConfigureAwait(false);
            found.Add(new ClientAnswer(
                (await clients.GetClientIdAsync(client, context.RequestAborted).ConfigureAwait(false))!,
                await clients.GetDisplayNameAsync(client, context.RequestAborted).ConfigureAwait(false) ?? "",
                await KindOfAsync(clients, client, context.RequestAborted).ConfigureAwait(false),
                uris));
        }

        return SpaceEndpoints.Json(new Page<ClientAnswer>([.. found.OrderBy(static client => client.Id, StringComparer.Ordinal)], null));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, IOpenIddictApplicationManager clients, ServerStore store)
    {
        var (body, _) = await RequestBody.ReadAsync<ClientRequest>(context).ConfigureAwait(false);
        if (body.Id.Length is 0 or > MostIdLength || body.Id[0] == '-' || !body.Id.All(static character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
        {
            throw Refusal.BadRequest($"\"{body.Id}\" is no id of a client", "it has lower-case letters, digits and hyphens, 63 at most");
        }

        if (await clients.FindByClientIdAsync(body.Id, context.RequestAborted).ConfigureAwait(false) is not null)
        {
            throw Refusal.NameTaken("client", body.Id);
        }

        var secret = body.Kind == ClientKind.Native ? null : RandomSecret.Letters(SecretLength);
        var described = IdentityClient.Describe(body.Id, body.DisplayName ?? body.Id, body.Kind, secret, UrisOf(body));
        await IdentityAudit.RecordAsync(context, store, "client-create", body.Id).ConfigureAwait(false);
        await clients.CreateAsync(described, context.RequestAborted).ConfigureAwait(false);
        return UserEndpoints.Secret(context, new ClientSecretAnswer(body.Id, secret), 201);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, IOpenIddictApplicationManager clients, StoredApiTokens tokens, ServerStore store)
    {
        if (id == IdentityClient.CommandId)
        {
            throw Refusal.AccessInUse($"the client \"{id}\" is the command's: without it nobody could strata login any more", "disable the users who must not, or revoke their grants");
        }

        var client = await clients.FindByClientIdAsync(id, context.RequestAborted).ConfigureAwait(false) ?? throw Refusal.Unknown("client", id);
        await IdentityAudit.RecordAsync(context, store, "client-delete", id).ConfigureAwait(false);

        // Another client of this id may come, and the tokens that this one made must not be its.
        await tokens.RevokeAllAsync($"client:{id}", context.RequestAborted).ConfigureAwait(false);
        await clients.DeleteAsync(client, context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static IReadOnlyList<Uri> UrisOf(ClientRequest body)
    {
        var given = body.RedirectUris ?? [];
        if ((given.Length > 0) == (body.Kind == ClientKind.Service))
        {
            throw Refusal.BadRequest(given.Length > 0 ? "a service has no redirectUris: nobody signs in to it" : "redirectUris is missing", "a client of kind web or native names where people come back to");
        }

        return [.. given.Select(static text => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Fragment.Length == 0 && !text.Contains('*', StringComparison.Ordinal) && ExternalKeys.IsTrustworthy(uri)
            ? uri
            : throw Refusal.BadRequest($"\"{text}\" is no address that people may be sent back to", "write one of https, or of http on the loopback address, without a fragment"))];
    }

    private static async Task<string> KindOfAsync(IOpenIddictApplicationManager clients, object client, CancellationToken cancellationToken) =>
        await clients.HasPermissionAsync(client, OpenIddictConstants.Permissions.GrantTypes.ClientCredentials, cancellationToken).ConfigureAwait(false) ? ClientKind.Service
        : await clients.HasClientTypeAsync(client, OpenIddictConstants.ClientTypes.Confidential, cancellationToken).ConfigureAwait(false) ? ClientKind.Web
        : ClientKind.Native;
}

internal sealed record ClientRequest(
    [property: Description("What it is called in the flows")] string Id,
    [property: Description("service: it has a secret and acts for itself; web: it has a secret, and people sign in to it; native: it runs on people's machines and has none")] string Kind,
    [property: Description("What people are shown; the id by default")] string? DisplayName = null,
    [property: Description("Where people come back to: compared letter by letter")] string[]? RedirectUris = null);

internal sealed record ClientAnswer(string Id, string DisplayName, string Kind, ImmutableArray<string> RedirectUris);

internal sealed record ClientSecretAnswer(string Id, string? Secret);
