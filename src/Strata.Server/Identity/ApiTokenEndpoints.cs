using System.Collections.Immutable;
using System.ComponentModel;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>The tokens that people make for programs.</summary>
internal static class ApiTokenEndpoints
{
    private const int MostNameLength = 100;
    private const int MostScopes = 50;
    private const int MostDays = 365;

    public static void Map(RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/identity/tokens").NeedsCaller("everybody has tokens of his own; everybody's are for who may manage everything");
        tokens.MapGet("", ListAsync).Produces<Page<ApiTokenAnswer>>().WithSummary("Lists one's tokens, or with all=true everybody's");
        tokens.MapPost("", CreateAsync).Accepts<ApiTokenRequest>("application/json").Produces<ApiTokenSecretAnswer>(201).WithSummary("Makes a token, which is shown once");
        tokens.MapDelete("/{id}", RevokeAsync).Produces(204).WithSummary("Revokes a token, or with all=true anybody's");
    }

    private static async Task<IResult> ListAsync(HttpContext context, StoredApiTokens tokens)
    {
        var owner = OwnerOf(context);
        var paging = Paging.Of(context);
        var found = await tokens.ListAsync(owner, paging.Cursor ?? "", paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(paging.PageOf(found, ApiTokenAnswer.Of, static token => token.Id));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, StoredApiTokens tokens, ServerStore store)
    {
        var caller = RequestAccess.Of(context).Caller;
        if (caller.Scopes is not null || caller.Credential.StartsWith("token:", StringComparison.Ordinal))
        {
            // It would live longer than what it was made with, and could be made to allow more.
            throw Refusal.TokenByToken();
        }

        var (body, _) = await RequestBody.ReadAsync<ApiTokenRequest>(context).ConfigureAwait(false);
        if (body.Name.Trim().Length == 0 || body.Name.Length > MostNameLength || body.Name.Any(char.IsControl))
        {
            throw Refusal.BadRequest("name is none", $"say what the token is for, in at most {MostNameLength} characters");
        }

        var scopes = body.Scopes ?? [];
        if (scopes.Length > MostScopes)
        {
            throw Refusal.BadRequest($"there are more than {MostScopes} scopes", "limit it by patterns: view:team-*");
        }

        if (scopes.FirstOrDefault(static scope => !CredentialScopes.IsLimit(scope)) is { } unknown)
        {
            throw Refusal.BadRequest($"\"{unknown}\" is no scope", "write a verb, or VERB:SPACE: view:shop, publish:team-*");
        }

        if (body.Days is < 1 or > MostDays)
        {
            throw Refusal.BadRequest($"days {body.Days} is out of range", "a token holds for 1 to 365 days");
        }

        await IdentityAudit.RecordAsync(context, store, "token-create", body.Name, scopes).ConfigureAwait(false);
        var (text, token) = await tokens.CreateAsync(caller, body.Name, [.. scopes], store.Time.GetUtcNow().AddDays(body.Days), context.RequestAborted).ConfigureAwait(false);
        return UserEndpoints.Secret(context, new ApiTokenSecretAnswer(token.Id, text, token.ExpiresAt), 201);
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, string id, StoredApiTokens tokens, ServerStore store)
    {
        var owner = OwnerOf(context);
        await tokens.RequireAsync(id, owner, context.RequestAborted).ConfigureAwait(false);
        await IdentityAudit.RecordAsync(context, store, "token-revoke", id).ConfigureAwait(false);
        await tokens.RevokeAsync(id, owner, context.RequestAborted).ConfigureAwait(false);
        return Results.NoContent();
    }

    private static string? OwnerOf(HttpContext context)
    {
        var access = RequestAccess.Of(context);
        if (context.Request.Query["all"] != "true")
        {
            return access.Caller.Subject;
        }

        access.Require(AccessQuestion.Everywhere(Verb.Manage));
        return null;
    }
}

internal sealed record ApiTokenRequest(
    [property: Description("What it is for")] string Name,
    [property: Description("How many days it holds: 1 to 365")] int Days,
    [property: Description("What it is limited to: verbs, or VERB:SPACE; absent for all that its owner may")] string[]? Scopes = null);

internal sealed record ApiTokenSecretAnswer(string Id, string Token, DateTimeOffset ExpiresAt);

internal sealed record ApiTokenAnswer(string Id, string Owner, string Name, ImmutableArray<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? RevokedAt)
{
    public static ApiTokenAnswer Of(ApiToken token) => new(token.Id, token.Owner, token.Name, token.Scopes, token.CreatedAt, token.ExpiresAt, token.UsedAt, token.RevokedAt);
}
