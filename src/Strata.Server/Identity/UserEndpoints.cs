using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>The users, for administrators.</summary>
internal static class UserEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        var users = api.MapGroup("/identity/users").NeedsEverywhere(Verb.Manage);
        users.MapGet("", ListAsync).Produces<Page<UserAnswer>>().WithSummary("Lists the users");
        users.MapPost("", CreateAsync).Accepts<UserRequest>("application/json").Produces<PasswordAnswer>(201).WithSummary("Makes a user, with a password that is shown once and must be changed");
        users.MapPost("/{name}/disable", static (HttpContext context, string name, UserAccounts accounts, ServerStore store) => SetDisabledAsync(context, name, true, accounts, store)).Produces<UserAnswer>().WithSummary("Lets a user in no more, at once");
        users.MapPost("/{name}/enable", static (HttpContext context, string name, UserAccounts accounts, ServerStore store) => SetDisabledAsync(context, name, false, accounts, store)).Produces<UserAnswer>().WithSummary("Lets a user in again");
        users.MapPost("/{name}/reset-password", ResetPasswordAsync).Produces<PasswordAnswer>().WithSummary("Gives a user another password, shown once, and ends a lock-out");
        users.MapPost("/{name}/reset-factor", ResetFactorAsync).Produces<UserAnswer>().WithSummary("Takes a user's authenticator and recovery codes away");
    }

    private static async Task<IResult> ListAsync(HttpContext context, UserAccounts accounts, ServerStore store)
    {
        var paging = Paging.Of(context);
        var found = await accounts.ListAsync(paging.Cursor ?? "", paging.Wanted, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(paging.PageOf(found, user => UserAnswer.Of(user, store.Time.GetUtcNow()), static user => user.NormalizedUserName!));
    }

    private static async Task<IResult> CreateAsync(HttpContext context, UserAccounts accounts, ServerStore store)
    {
        var (body, _) = await RequestBody.ReadAsync<UserRequest>(context).ConfigureAwait(false);
        await accounts.RequireFreeAsync(body.Name).ConfigureAwait(false);
        await IdentityAudit.RecordAsync(context, store, "user-create", body.Name).ConfigureAwait(false);
        var password = await accounts.CreateAsync(body.Name).ConfigureAwait(false);
        return Secret(context, new PasswordAnswer(body.Name, password), 201);
    }

    private static async Task<IResult> SetDisabledAsync(HttpContext context, string name, bool isDisabled, UserAccounts accounts, ServerStore store)
    {
        var user = await accounts.RequireAsync(name).ConfigureAwait(false);
        if (isDisabled && user.Subject == RequestAccess.Of(context).Caller.Subject)
        {
            throw Refusal.AccessInUse("nobody disables himself: nobody might be left who could enable him again", "let another administrator do it");
        }

        await IdentityAudit.RecordAsync(context, store, isDisabled ? "user-disable" : "user-enable", user.UserName!).ConfigureAwait(false);
        await accounts.SetDisabledAsync(user, isDisabled, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(UserAnswer.Of(user, store.Time.GetUtcNow()));
    }

    private static async Task<IResult> ResetPasswordAsync(HttpContext context, string name, UserAccounts accounts, ServerStore store)
    {
        var user = await accounts.RequireAsync(name).ConfigureAwait(false);
        await IdentityAudit.RecordAsync(context, store, "user-reset-password", user.UserName!).ConfigureAwait(false);
        return Secret(context, new PasswordAnswer(user.UserName!, await accounts.ResetPasswordAsync(user, context.RequestAborted).ConfigureAwait(false)), 200);
    }

    private static async Task<IResult> ResetFactorAsync(HttpContext context, string name, UserAccounts accounts, ServerStore store)
    {
        var user = await accounts.RequireAsync(name).ConfigureAwait(false);
        await IdentityAudit.RecordAsync(context, store, "user-reset-factor", user.UserName!).ConfigureAwait(false);
        await accounts.ResetFactorAsync(user, context.RequestAborted).ConfigureAwait(false);
        return SpaceEndpoints.Json(UserAnswer.Of(user, store.Time.GetUtcNow()));
    }

    /// <summary>An answer that nobody may keep.</summary>
    public static IResult Secret<T>(HttpContext context, T answer, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return SpaceEndpoints.Json(answer, status);
    }
}

internal sealed record UserRequest(string Name);

internal sealed record PasswordAnswer(string Name, string Password);

internal sealed record UserAnswer(string Name, string Subject, bool IsDisabled, bool IsLocked, bool HasSecondFactor, bool MustChangePassword, DateTimeOffset CreatedAt)
{
    public static UserAnswer Of(User user, DateTimeOffset now) =>
        new(user.UserName!, user.Subject, user.IsDisabled, user.LockoutEnd > now, user.TotpSecret is not null, user.MustChangePassword, user.CreatedAt);
}
