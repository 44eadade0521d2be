using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using Strata.Server.Access;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>
/// The flows of OpenID Connect, where they need to know who sits before the browser. That a request is right, of a client that there is, to an address
/// that it gave, with a proof key, is seen to by OpenIddict before it comes here.
/// </summary>
internal static class ConnectEndpoints
{
    private const string NoCode = "There is no such code, or its time is over.";
    private const string TooMany = "There were too many wrong codes. Try again later.";

    public static void Map(WebApplication app)
    {
        var connect = app.MapGroup("/connect").ExcludeFromDescription().Open("who a client is, and who its user, is what is found out here");
        connect.MapMethods("/authorize", [HttpMethods.Get, HttpMethods.Post], AuthorizeAsync);
        connect.MapPost("/token", ExchangeAsync);

        // These need a session that is whole.
        connect.MapGet("/verify", ShowVerifyAsync);
        connect.MapPost("/verify", VerifyAsync);
        connect.MapGet("/logout", ShowLogoutAsync);
        connect.MapPost("/logout", LogoutAsync);
    }

    private static async Task<IResult> AuthorizeAsync(HttpContext context, Sessions sessions, SignIn signIn)
    {
        var request = RequestOf(context);
        var session = await sessions.FindAsync(context).ConfigureAwait(false);
        var step = session is null ? (SignInStep?)null : signIn.Next(session.User, session.Methods);
        if (session is null || step != SignInStep.Done || MustSignInAgain(context, request, session))
        {
            return request.HasPromptValue(OpenIddictConstants.PromptValues.None)
                ? TokenGrants.Refuse(OpenIddictConstants.Errors.LoginRequired, "The user is not signed in.")
                : Results.Redirect(AccountPages.AddressOf(step == SignInStep.Done ? null : step, AddressOf(context, request)));
        }

        try
        {
            return TokenGrants.Issue(TokenGrants.ForUser(session, request.GetScopes()));
        }
        catch (UnknownScopeException exception)
        {
            return TokenGrants.Refuse(OpenIddictConstants.Errors.InvalidScope, exception.Message);
        }
    }

    private static async Task<IResult> ExchangeAsync(HttpContext context, TokenGrants grants)
    {
        var request = RequestOf(context);
        try
        {
            if (request.IsClientCredentialsGrantType())
            {
                return TokenGrants.Issue(TokenGrants.ForClient(request.ClientId!, request.GetScopes()));
            }

            // A code, a device code or a refresh token, which OpenIddict has looked at.
            var shown = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme).ConfigureAwait(false);
            if (shown.Principal is { } granted && CredentialScopes.Widens(granted.GetScopes(), request.GetScopes()))
            {
                return TokenGrants.Refuse(OpenIddictConstants.Errors.InvalidScope, "Without any of the scopes that limit it, it would allow more.");
            }

            return shown.Principal is { } principal && await grants.RenewAsync(principal).ConfigureAwait(false) is { } renewed
                && (!request.IsRefreshTokenGrantType() || await grants.TakeAsync(principal, context.RequestAborted).ConfigureAwait(false))
                ? TokenGrants.Issue(renewed)
                : TokenGrants.Refuse(OpenIddictConstants.Errors.InvalidGrant, "The user must sign in again.");
        }
        catch (UnknownScopeException exception)
        {
            return TokenGrants.Refuse(OpenIddictConstants.Errors.InvalidScope, exception.Message);
        }
    }

    private static async Task<IResult> ShowVerifyAsync(HttpContext context, Sessions sessions, SignIn signIn, IOpenIddictApplicationManager clients)
    {
        var session = await sessions.FindAsync(context).ConfigureAwait(false);
        var step = session is null ? (SignInStep?)null : signIn.Next(session.User, session.Methods);
        if (session is null || step != SignInStep.Done)
        {
            return Results.Redirect(AccountPages.AddressOf(step, context.Request.Path + context.Request.QueryString));
        }

        var code = context.Request.Query[OpenIddictConstants.Parameters.UserCode].ToString();
        if (code.Length == 0)
        {
            return AskCode(context, wrong: null);
        }

        if (await signIn.IsLockedAsync(session.User).ConfigureAwait(false))
        {
            return AskCode(context, TooMany);
        }

        var shown = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme).ConfigureAwait(false);
        if (shown.Principal?.GetClaim(OpenIddictConstants.Claims.ClientId) is not { } id || await clients.FindByClientIdAsync(id, context.RequestAborted).ConfigureAwait(false) is not { } client)
        {
            await signIn.RefuseGuessAsync(session.User, context.RequestAborted).ConfigureAwait(false);
            return AskCode(context, NoCode);
        }

        var name = await clients.GetDisplayNameAsync(client, context.RequestAborted).ConfigureAwait(false) ?? id;
        return Page.Show(
            context,
            "Sign in a device",
            $"""
            <p><strong>{Page.Encoded(name)}</strong> asks to act as <strong>{Page.Encoded(session.User.UserName!)}</strong>, with the code <code>{Page.Encoded(code)}</code>.</p>
            <p>Go on only if you began this yourself, a moment ago, and the device shows this code.</p>
            {Page.Form(context, "/connect/verify", Page.Hidden(OpenIddictConstants.Parameters.UserCode, code) + Page.Hidden("answer", "allow"), "Allow")}
            {Page.Form(context, "/connect/verify", Page.Hidden(OpenIddictConstants.Parameters.UserCode, code) + Page.Hidden("answer", "deny"), "Deny")}
            """);
    }

    private static IResult AskCode(HttpContext context, string? wrong) => Page.Show(
        context,
        "Sign in a device",
        $"""
        {Page.Wrong(wrong)}
        <form method="get" action="/connect/verify">{Page.Field(OpenIddictConstants.Parameters.UserCode, "The code that the device shows", "text", "off")}<button>Continue</button></form>
        """,
        wrong is null ? 200 : 400);

    private static async Task<IResult> VerifyAsync(HttpContext context, Sessions sessions, SignIn signIn, ServerStore store)
    {
        var session = await sessions.FindAsync(context).ConfigureAwait(false);
        if (session is null
            || signIn.Next(session.User, session.Methods) != SignInStep.Done
            || !await AccountPages.IsOwnFormAsync(context).ConfigureAwait(false))
        {
            return AccountPages.ForeignForm(context);
        }

        if (await signIn.IsLockedAsync(session.User).ConfigureAwait(false))
        {
            return AskCode(context, TooMany);
        }

        var shown = await context.AuthenticateAsync(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme).ConfigureAwait(false);
        if (shown.Principal?.GetClaim(OpenIddictConstants.Claims.ClientId) is null)
        {
            await signIn.RefuseGuessAsync(session.User, context.RequestAborted).ConfigureAwait(false);
            return AskCode(context, NoCode);
        }

        // OpenIddict writes the answer down, and goes on to a page of ours.
        if (context.Request.Form["answer"] != "allow")
        {
            return Results.Forbid(new AuthenticationProperties { RedirectUri = "/account" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
        }

        try
        {
            var granted = TokenGrants.ForUser(session, shown.Principal.GetScopes());
            await IdentityAudit.RecordAsync(context, store, "device-allow", session.User, session.Methods).ConfigureAwait(false);
            return TokenGrants.Issue(granted, new AuthenticationProperties { RedirectUri = "/account" });
        }
        catch (UnknownScopeException exception)
        {
            return AskCode(context, exception.Message);
        }
    }

    private static async Task<IResult> ShowLogoutAsync(HttpContext context, Sessions sessions)
    {
        await sessions.FindAsync(context).ConfigureAwait(false);

        // A link on another page must not be enough.
        return Page.Show(context, "Sign out", Page.Form(context, $"/connect/logout{context.Request.QueryString}", "", "Sign out"));
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, Sessions sessions)
    {
        await sessions.FindAsync(context).ConfigureAwait(false);
        if (!await AccountPages.IsOwnFormAsync(context).ConfigureAwait(false))
        {
            return AccountPages.ForeignForm(context);
        }

        await Sessions.EndAsync(context).ConfigureAwait(false);
        return Results.SignOut(new AuthenticationProperties { RedirectUri = "/account/login" }, [OpenIddictServerAspNetCoreDefaults.AuthenticationScheme]);
    }

    private static OpenIddictRequest RequestOf(HttpContext context) => context.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict let a request through that is none of its own");

    private static bool MustSignInAgain(HttpContext context, OpenIddictRequest request, Session session) =>
        request.HasPromptValue(OpenIddictConstants.PromptValues.Login)
        || (request.MaxAge is { } most && context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow() - session.At > TimeSpan.FromSeconds(most));

    // Without the prompt, and without the age, which no sign-in is young enough for if it is 0: what was asked for has been done then, and auth_time tells when.
    private static string AddressOf(HttpContext context, OpenIddictRequest request) =>
        context.Request.Path + QueryString.Create(request.GetParameters()
            .Where(static parameter => parameter.Key is not (OpenIddictConstants.Parameters.Prompt or OpenIddictConstants.Parameters.MaxAge))
            .Select(static parameter => KeyValuePair.Create(parameter.Key, (string?)parameter.Value)));
}
