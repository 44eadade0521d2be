using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Scalar.AspNetCore;
using Strata.Server.Observing;

namespace Strata.Server.Edge;

/// <summary>Puts what stands before the server in its place.</summary>
internal static class EdgePipeline
{
    /// <summary>Where the page that shows the API is.</summary>
    public const string DocumentationPath = "/docs";

    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    public static void AddServices(IServiceCollection services, EdgeSettings settings)
    {
        services.AddSingleton(settings);
        if (settings.Certificate is not null)
        {
            services.AddSingleton<ServedCertificate>();
        }

        if (settings.RequestsPerSecond is { } perSecond)
        {
            services.AddSingleton(provider => new RateLimits(perSecond, provider.GetRequiredService<ServerMeter>()));
        }

        if (settings.Origins.Count > 0)
        {
            services.AddCors(cors => cors.AddDefaultPolicy(policy => AllowReading(policy, settings.Origins)));
        }
    }

    /// <summary>Has an address speak TLS.</summary>
    public static void UseTls(ListenOptions listen)
    {
        var certificate = listen.ApplicationServices.GetRequiredService<ServedCertificate>();
        listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Options), HandshakeTimeout = TimeSpan.FromSeconds(10) });
    }

    /// <summary>First of all: headers, and who is behind a proxy.</summary>
    public static void UseFirst(WebApplication app, EdgeSettings settings)
    {
        if (settings.Proxies.Count > 0)
        {
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var network in settings.Proxies)
            {
                forwarded.KnownIPNetworks.Add(network);
            }

            app.UseForwardedHeaders(forwarded);
        }

        app.Use(static (context, next) =>
        {
            SecurityHeaders.Apply(context);
            if (context.Request.Path.StartsWithSegments(DocumentationPath))
            {
                context.Response.OnStarting(static state => AllowDocumentation((HttpContext)state), context);
            }

            return next(context);
        });
    }

    /// <summary>Before it is asked who calls. Refusals are answered by what stands before this.</summary>
    public static void UseBeforeAuthentication(WebApplication app, EdgeSettings settings)
    {
        app.UseMiddleware<ForeignPages>();
        if (app.Services.GetService<RateLimits>() is { } limits)
        {
            app.Use((context, next) =>
            {
                limits.CountAddress(context);
                return next(context);
            });
        }

        if (settings.Origins.Count > 0)
        {
            app.UseCors();
        }
    }

    /// <summary>When it is known who calls, if it is.</summary>
    public static void UseAfterAuthentication(WebApplication app, EdgeSettings settings)
    {
        if (settings.ClientAuthorities is not null)
        {
            // A token says more than the connection that it came over: a proxy's, perhaps.
            app.Use(static (context, next) =>
            {
                if (context.User.Identity is not { IsAuthenticated: true } && ClientCertificates.PrincipalOf(context) is { } client)
                {
                    context.User = client;
                }

                return next(context);
            });
        }

        if (app.Services.GetService<RateLimits>() is { } limits)
        {
            app.Use((context, next) =>
            {
                limits.CountCaller(context);
                return next(context);
            });
        }
    }

    private static Task AllowDocumentation(HttpContext context)
    {
        if (context.Response.StatusCode == StatusCodes.Status200OK && context.Items[ScalarOptions.NonceHttpContextItemKey] is string nonce)
        {
            SecurityHeaders.AllowScripts(context, nonce);
        }

        return Task.CompletedTask;
    }

    // Pages of others may read with a token that they have. Cookies are not theirs to send.
    private static void AllowReading(CorsPolicyBuilder policy, IReadOnlyList<string> origins) => policy
        .WithOrigins([.. origins])
        .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Patch, HttpMethods.Delete)
        .WithHeaders("Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key", "Last-Event-ID", "Strata-Reason")
        .WithExposedHeaders("ETag", "Retry-After", "Strata-Revision", "Strata-Epoch", "Strata-Content-Sha256", "Strata-Warnings")
        .SetPreflightMaxAge(PreflightAge);
}
