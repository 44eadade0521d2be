using Microsoft.Extensions.Primitives;

namespace Strata.Server.Edge;

/// <summary>What every answer tells browsers: show it nowhere else, run nothing of it, take it for nothing but what it says it is.</summary>
internal static class SecurityHeaders
{
    /// <summary>A year, as the lists of browsers ask for.</summary>
    private const string OnlyOverTls = "max-age=31536000";

    private static readonly StringValues NothingRuns = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly StringValues PlainPage = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues NoFrame = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoPermissions = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";
    private static readonly StringValues SameOrigin = "same-origin";
    private static readonly StringValues Transport = OnlyOverTls;

    /// <summary>Writes them to an answer that has not begun.</summary>
    public static void Apply(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = NothingRuns;
        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = NoFrame;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Permissions-Policy"] = NoPermissions;
        headers["Cross-Origin-Opener-Policy"] = SameOrigin;
        headers["Cross-Origin-Resource-Policy"] = SameOrigin;
        if (context.Request.IsHttps)
        {
            headers.StrictTransportSecurity = Transport;
        }
    }

    /// <summary>For a page of plain HTML: the server's own style, and forms that it answers itself.</summary>
    public static void AllowPage(HttpContext context) => context.Response.Headers.ContentSecurityPolicy = PlainPage;

    /// <summary>For a page with scripts: those that carry a number made for this answer, and styles, pictures and answers of the server's own.</summary>
    /// <param name="context">The request.</param>
    /// <param name="nonce">The number.</param>
    public static void AllowScripts(HttpContext context, string nonce) => context.Response.Headers.ContentSecurityPolicy =
        $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}
