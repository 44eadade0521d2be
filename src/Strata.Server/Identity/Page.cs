using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Antiforgery;
using Strata.Server.Edge;

namespace Strata.Server.Identity;

/// <summary>The pages that people see: plain HTML without scripts, under a policy that would run none.</summary>
internal static class Page
{
    /// <summary>The sheet that all pages use.</summary>
    public const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 26rem; margin: 10vh auto; padding: 0 1rem; }
        h1 { font-size: 1.4rem; }
        label, input, button { display: block; width: 100%; box-sizing: border-box; }
        label { margin-top: 1rem; }
        input { padding: .5rem; font: inherit; }
        button { margin-top: 1.5rem; padding: .6rem; font: inherit; cursor: pointer; }
        .wrong { border-left: 4px solid #c00; padding-left: .7rem; }
        code { font-size: 1.1rem; overflow-wrap: anywhere; }
        """;

    public static string Encoded(string text) => HtmlEncoder.Default.Encode(text);

    /// <summary>A page.</summary>
    /// <param name="context">The request that it answers.</param>
    /// <param name="title">Its title, as text.</param>
    /// <param name="body">What it holds, as HTML.</param>
    /// <param name="status">The status.</param>
    /// <param name="head">What else its head holds, as HTML.</param>
    public static IResult Show(HttpContext context, string title, string body, int status = 200, string head = "")
    {
        var headers = context.Response.Headers;
        SecurityHeaders.AllowPage(context);
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "same-origin";
        return Results.Content(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>{Encoded(title)} - Strata</title>
            <link rel="stylesheet" href="/account/style.css">
            {head}
            </head>
            <body>
            <h1>{Encoded(title)}</h1>
            {body}
            </body>
            </html>

            """,
            "text/html; charset=utf-8",
            statusCode: status);
    }

    /// <summary>
    /// Goes on after a form was taken. By a page and not by a redirect: a browser holds the redirects behind a form to the addresses that forms may be
    /// sent to, and the flow goes on to the address of a client.
    /// </summary>
    /// <param name="context">The request that it answers.</param>
    /// <param name="address">An address of this server.</param>
    public static IResult Continue(HttpContext context, string address) =>
        Show(context, "Signed in", $"""<p><a href="{Encoded(address)}">Continue</a></p>""", head: $"""<meta http-equiv="refresh" content="0;url={Encoded(address)}">""");

    /// <summary>A form, which only this server's own page can send.</summary>
    /// <param name="context">The request that it answers.</param>
    /// <param name="action">Where it is sent: an address of this server.</param>
    /// <param name="fields">Its fields, as HTML.</param>
    /// <param name="button">What its button says.</param>
    /// <param name="returnTo">Where it goes on afterwards; null for nowhere.</param>
    public static string Form(HttpContext context, string action, string fields, string button, string? returnTo = null)
    {
        var token = context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context);
        return $"""
            <form method="post" action="{Encoded(action)}">
            <input type="hidden" name="{token.FormFieldName}" value="{Encoded(token.RequestToken!)}">
            {(returnTo is null ? "" : Hidden("returnUrl", returnTo))}
            {fields}
            <button>{Encoded(button)}</button>
            </form>
            """;
    }

    public static string Hidden(string name, string value) => $"""<input type="hidden" name="{name}" value="{Encoded(value)}">""";

    /// <summary>A field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="label">What stands before it.</param>
    /// <param name="type">Its type.</param>
    /// <param name="autocomplete">What browsers may fill in.</param>
    public static string Field(string name, string label, string type, string autocomplete) =>
        $"""<label for="{name}">{Encoded(label)}</label><input id="{name}" name="{name}" type="{type}" autocomplete="{autocomplete}" maxlength="256" required autocapitalize="none" spellcheck="false">""";

    public static string Wrong(string? message) => message is null ? "" : $"""<p class="wrong" role="alert">{Encoded(message)}</p>""";

    /// <summary>The address that a form or a link says to go on to, where it is one of this server; else that of the account.</summary>
    public static string LocalAddress(string? address)
    {
        // Browsers take "\" for "/", skip what is no character, and read "//host" as another server.
        return address is ['/', ..] && !(address is [_, '/' or '\\', ..]) && !address.AsSpan().ContainsAnyExceptInRange('!', '~') && !address.Contains('\\', StringComparison.Ordinal)
            ? address
            : "/account";
    }
}
