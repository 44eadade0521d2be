using System.Collections.Immutable;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Strata.Server.Access;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>The pages by which people sign in: password, second factor, a password of one's own, setting up an authenticator.</summary>
internal static class AccountPages
{
    private const string Root = "/account";
    private const string Refused = "The name or the password is wrong, or there were too many attempts.";
    private const string WrongCode = "The code is wrong or was used, or there were too many attempts.";

    public static void Map(WebApplication app)
    {
        // Anybody may call these: they are how one becomes somebody.
        var pages = app.MapGroup(Root).ExcludeFromDescription().Open("people show here who they are");
        pages.MapGet("/style.css", static () => Results.Text(Page.Style, "text/css"));
        pages.MapGet("/login", ShowLoginAsync);
        pages.MapPost("/login", LoginAsync);

        // These need the session that a password has begun.
        pages.MapGet("", ShowAccountAsync);
        pages.MapGet("/factor", ShowFactorAsync);
        pages.MapPost("/factor", FactorAsync);
        pages.MapGet("/password", ShowPasswordAsync);
        pages.MapPost("/password", PasswordAsync);
        pages.MapGet("/enrol", ShowEnrolAsync);
        pages.MapPost("/enrol", EnrolAsync);
        pages.MapPost("/logout", LogoutAsync);
    }

    /// <summary>Where somebody goes who is not signed in, or not whole.</summary>
    /// <param name="step">What is to be done.</param>
    /// <param name="returnTo">Where to go on afterwards: an address of this server.</param>
    public static string AddressOf(SignInStep? step, string returnTo)
    {
        var page = step switch
        {
            SignInStep.Factor => "factor",
            SignInStep.Password => "password",
            SignInStep.Enrol => "enrol",
            SignInStep.Done => null,
            _ => "login",
        };
        return page is null ? returnTo : $"{Root}/{page}?returnUrl={Uri.EscapeDataString(returnTo)}";
    }

    /// <summary>Whether a form comes from a page of this server.</summary>
    public static async Task<bool> IsOwnFormAsync(HttpContext context) =>
        context.Request.HasFormContentType && await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context).ConfigureAwait(false);

    /// <summary>Answers a form that does not.</summary>
    public static IResult ForeignForm(HttpContext context) =>
        Page.Show(context, "Please try again", $"""<p>This form is not of this session any more.</p><p><a href="{Root}">Start again</a></p>""", 400);

    private static async Task<IResult> ShowLoginAsync(HttpContext context, Sessions sessions)
    {
        // Whoever is signed in already: the form is of that session.
        await sessions.FindAsync(context).ConfigureAwait(false);
        return Login(context, Page.LocalAddress(context.Request.Query["returnUrl"]), wrong: null);
    }

    private static IResult Login(HttpContext context, string returnTo, string? wrong, int status = 200) => Page.Show(
        context,
        "Sign in",
        Page.Wrong(wrong) + Page.Form(context, $"{Root}/login", Page.Field("name", "Name", "text", "username") + Page.Field("password", "Password", "password", "current-password"), "Sign in", returnTo),
        status);

    private static async Task<IResult> LoginAsync(HttpContext context, SignIn signIn, Sessions sessions, ServerStore store)
    {
        await sessions.FindAsync(context).ConfigureAwait(false);
        if (!await IsOwnFormAsync(context).ConfigureAwait(false))
        {
            return ForeignForm(context);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var returnTo = Page.LocalAddress(form["returnUrl"]);
        return await signIn.CheckPasswordAsync(form["name"].ToString(), form["password"].ToString(), context.RequestAborted).ConfigureAwait(false) is { } user
            ? await SignedInAsync(context, sessions, signIn, store, user, [AuthenticationMethod.Password], returnTo).ConfigureAwait(false)
            : Login(context, returnTo, Refused, 401);
    }

    private static async Task<IResult> ShowAccountAsync(HttpContext context, Sessions sessions, SignIn signIn)
    {
        if (await sessions.FindAsync(context).ConfigureAwait(false) is not { } session)
        {
            return Results.Redirect(AddressOf(null, Root));
        }

        var step = signIn.Next(session.User, session.Methods);
        return step != SignInStep.Done
            ? Results.Redirect(AddressOf(step, Root))
            : Page.Show(
                context,
                session.User.UserName!,
                $"""
                <p>Second factor: {(session.User.TotpSecret is null ? "none" : "an authenticator")}</p>
                <p><a href="{Root}/password">Change the password</a></p>
                <p><a href="{Root}/enrol">Set up an authenticator</a></p>
                {Page.Form(context, $"{Root}/logout", "", "Sign out")}
                """);
    }

    private static async Task<IResult> ShowFactorAsync(HttpContext context, Sessions sessions) => await sessions.FindAsync(context).ConfigureAwait(false) is null
        ? Results.Redirect(AddressOf(null, Page.LocalAddress(context.Request.Query["returnUrl"])))
        : Factor(context, Page.LocalAddress(context.Request.Query["returnUrl"]), wrong: null);

    private static IResult Factor(HttpContext context, string returnTo, string? wrong) => Page.Show(
        context,
        "Second factor",
        Page.Wrong(wrong) + Page.Form(context, $"{Root}/factor", Page.Field("code", "Code of your authenticator, or a recovery code", "text", "one-time-code"), "Continue", returnTo),
        wrong is null ? 200 : 401);

    private static async Task<IResult> FactorAsync(HttpContext context, Sessions sessions, SignIn signIn, ServerStore store)
    {
        if (await OwnSessionAsync(context, sessions).ConfigureAwait(false) is not { } session)
        {
            return ForeignForm(context);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var returnTo = Page.LocalAddress(form["returnUrl"]);
        return await signIn.CheckFactorAsync(session.User, form["code"].ToString(), context.RequestAborted).ConfigureAwait(false) is { } user
            ? await SignedInAsync(context, sessions, signIn, store, user, [AuthenticationMethod.Password, AuthenticationMethod.OneTimeCode], returnTo).ConfigureAwait(false)
            : Factor(context, returnTo, WrongCode);
    }

    private static async Task<IResult> ShowPasswordAsync(HttpContext context, Sessions sessions, SignIn signIn) =>
        await WholeSessionAsync(context, sessions, signIn, SignInStep.Password).ConfigureAwait(false) is not { } session
            ? Results.Redirect(AddressOf(null, Page.LocalAddress(context.Request.Query["returnUrl"])))
            : Password(context, session, Page.LocalAddress(context.Request.Query["returnUrl"]), wrong: null);

    private static IResult Password(HttpContext context, Session session, string returnTo, string? wrong) => Page.Show(
        context,
        session.User.MustChangePassword ? "Choose a password of your own" : "Change the password",
        Page.Wrong(wrong) + Page.Form(
            context,
            $"{Root}/password",
            Page.Field("current", "The password that you have", "password", "current-password") + Page.Field("password", "The new one, of at least 12 characters", "password", "new-password"),
            "Change",
            returnTo),
        wrong is null ? 200 : 400);

    private static async Task<IResult> PasswordAsync(HttpContext context, Sessions sessions, SignIn signIn, UserAccounts accounts, ServerStore store)
    {
        if (await OwnSessionAsync(context, sessions).ConfigureAwait(false) is null || await WholeSessionAsync(context, sessions, signIn, SignInStep.Password).ConfigureAwait(false) is not { } session)
        {
            return ForeignForm(context);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var returnTo = Page.LocalAddress(form["returnUrl"]);
        var (current, chosen) = (form["current"].ToString(), form["password"].ToString());

        // Who sits down at somebody's open session has as many guesses as who stands outside.
        if (await signIn.CheckPasswordAsync(session.User.UserName!, current, context.RequestAborted).ConfigureAwait(false) is not { } user)
        {
            return Password(context, session, returnTo, "The password that you have is another one, or there were too many attempts.");
        }

        if (await accounts.FindFaultAsync(user, current, chosen).ConfigureAwait(false) is { } fault)
        {
            return Password(context, session, returnTo, fault);
        }

        await IdentityAudit.RecordAsync(context, store, "user-change-password", user, session.Methods).ConfigureAwait(false);
        return await accounts.ChangePasswordAsync(user, current, chosen, context.RequestAborted).ConfigureAwait(false) is { } wrong
            ? Password(context, session, returnTo, wrong)
            : await GoOnAsync(context, sessions, signIn, user, session.Methods, returnTo).ConfigureAwait(false);
    }

    private static async Task<IResult> ShowEnrolAsync(HttpContext context, Sessions sessions, SignIn signIn, SecondFactor factor, PublicAddress address) =>
        await WholeSessionAsync(context, sessions, signIn, SignInStep.Enrol).ConfigureAwait(false) is not { } session
            ? Results.Redirect(AddressOf(null, Page.LocalAddress(context.Request.Query["returnUrl"])))
            : Enrol(context, session, factor, address, Page.LocalAddress(context.Request.Query["returnUrl"]), wrong: null);

    private static IResult Enrol(HttpContext context, Session session, SecondFactor factor, PublicAddress address, string returnTo, string? wrong)
    {
        var secret = SecondFactor.NewSecret();
        return Page.Show(
            context,
            "Set up an authenticator",
            $"""
            {Page.Wrong(wrong)}
            <p>Add this key to your authenticator, by time, with six digits, then type the code that it shows.</p>
            <p><code>{string.Join(' ', secret.Chunk(4).Select(static four => new string(four)))}</code></p>
            <p><a href="{Page.Encoded(SecondFactor.AddressOf(session.User, secret, address))}">Add it on this device</a></p>
            {Page.Form(context, $"{Root}/enrol", Page.Hidden("offer", factor.Seal(session.User, secret)) + Page.Field("code", "Code", "text", "one-time-code"), "Continue", returnTo)}
            """,
            wrong is null ? 200 : 400);
    }

    private static async Task<IResult> EnrolAsync(HttpContext context, Sessions sessions, SignIn signIn, SecondFactor factor, UserManager<User> users, PublicAddress address, ServerStore store)
    {
        if (await OwnSessionAsync(context, sessions).ConfigureAwait(false) is null || await WholeSessionAsync(context, sessions, signIn, SignInStep.Enrol).ConfigureAwait(false) is not { } session)
        {
            return ForeignForm(context);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted).ConfigureAwait(false);
        var returnTo = Page.LocalAddress(form["returnUrl"]);
        if (factor.Confirm(session.User, form["offer"].ToString(), form["code"].ToString()) is not { } confirmed)
        {
            return Enrol(context, session, factor, address, returnTo, "That was not its code. Here is another key; remove the one before from your authenticator.");
        }

        await IdentityAudit.RecordAsync(context, store, "user-enrol-factor", session.User, session.Methods).ConfigureAwait(false);
        if (await factor.EnrolAsync(session.User, confirmed, context.RequestAborted).ConfigureAwait(false) is not { } codes)
        {
            return Enrol(context, session, factor, address, returnTo, "Another authenticator was set up at the same moment. Here is another key.");
        }

        // Sessions from before were without it.
        await users.UpdateSecurityStampAsync(session.User).ConfigureAwait(false);
        await sessions.BeginAsync(context, session.User, [AuthenticationMethod.Password, AuthenticationMethod.OneTimeCode]).ConfigureAwait(false);
        return Page.Show(
            context,
            "Recovery codes",
            $"""
            <p>Each of these signs you in once without your authenticator. They are shown now and never again.</p>
            <ul>{string.Concat(codes.Select(static code => $"<li><code>{code}</code></li>"))}</ul>
            <p><a href="{Page.Encoded(returnTo)}">Continue</a></p>
            """);
    }

    private static async Task<IResult> LogoutAsync(HttpContext context, Sessions sessions)
    {
        if (await OwnSessionAsync(context, sessions).ConfigureAwait(false) is null)
        {
            return ForeignForm(context);
        }

        await Sessions.EndAsync(context).ConfigureAwait(false);
        return Results.Redirect($"{Root}/login");
    }

    private static async Task<IResult> SignedInAsync(HttpContext context, Sessions sessions, SignIn signIn, ServerStore store, User user, ImmutableArray<string> methods, string returnTo)
    {
        if (signIn.Next(user, methods) != SignInStep.Factor)
        {
            await IdentityAudit.RecordAsync(context, store, "sign-in", user, methods).ConfigureAwait(false);
        }

        return await GoOnAsync(context, sessions, signIn, user, methods, returnTo).ConfigureAwait(false);
    }

    private static async Task<IResult> GoOnAsync(HttpContext context, Sessions sessions, SignIn signIn, User user, ImmutableArray<string> methods, string returnTo)
    {
        await sessions.BeginAsync(context, user, methods).ConfigureAwait(false);
        var step = signIn.Next(user, methods);
        return Page.Continue(context, AddressOf(step, returnTo));
    }

    /// <summary>The session, where a form is of it.</summary>
    private static async Task<Session?> OwnSessionAsync(HttpContext context, Sessions sessions) =>
        await sessions.FindAsync(context).ConfigureAwait(false) is { } session && await IsOwnFormAsync(context).ConfigureAwait(false) ? session : null;

    // Whoever has an authenticator shows it before anything of the account is changed.
    private static async Task<Session?> WholeSessionAsync(HttpContext context, Sessions sessions, SignIn signIn, SignInStep allowed)
    {
        var session = await sessions.FindAsync(context).ConfigureAwait(false);
        return session is not null && signIn.Next(session.User, session.Methods) is var step && (step == SignInStep.Done || step == allowed) ? session : null;
    }
}
