using Strata.Server.Stores;
using Strata.Server.Watching;

namespace Strata.Server.Identity;

/// <summary>
/// How a server finds out who calls: by the tokens of a provider elsewhere where it is given one, by its own where its store was closed by <c>init</c>;
/// else it asks nobody, and only its own machine reaches it.
/// </summary>
internal static class ServerIdentity
{
    public static void AddTo(IServiceCollection services, ServerSettings settings, ServerStore store)
    {
        if (settings.Provider is { } provider)
        {
            services.AddSingleton(provider);
            services.AddSingleton<ExternalKeys>();
            services.AddSingleton<ITokenIssuer, ExternalIssuer>();
        }
        else if (store.IsClosed)
        {
            services.AddSingleton<PublicAddress>();
            services.AddSingleton<ITokenIssuer, EmbeddedIssuer>();
            EmbeddedIdentity.AddServerTo(services, store);
        }
        else
        {
            services.AddHostedService<OpenStoreWatch>();
            return;
        }

        services.AddSingleton<StoredApiTokens>();
        services.AddSingleton<TokenReader>();
        services.AddSingleton<Credentials>();
        services.AddSingleton<WatchedCredentials>();
        services.AddHostedService(static provider => provider.GetRequiredService<WatchedCredentials>());
    }

    /// <summary>Has requests say who calls.</summary>
    public static void Use(WebApplication app)
    {
        if (app.Services.GetService<PublicAddress>() is { } address)
        {
            // What a request says that this server is called, a stranger may have made up, and a proxy changed: addresses and cookies go by what it is called.
            app.Use((context, next) =>
            {
                context.Request.Scheme = address.Url.Scheme;
                context.Request.Host = HostString.FromUriComponent(address.Url);
                return next(context);
            });
            app.UseAuthentication();
        }

        app.UseMiddleware<CallerAuthentication>();
    }

    public static void Map(WebApplication app, RouteGroupBuilder api)
    {
        WhoAmI.Map(api);
        LoginAddress.Map(app);
        if (IsEmbedded(app.Services))
        {
            AccountPages.Map(app);
            ConnectEndpoints.Map(app);
            UserEndpoints.Map(api);
            ClientEndpoints.Map(api);
        }

        if (app.Services.GetService<StoredApiTokens>() is not null)
        {
            ApiTokenEndpoints.Map(api);
        }
    }

    private static bool IsEmbedded(IServiceProvider services) => services.GetService<PublicAddress>() is not null;
}
