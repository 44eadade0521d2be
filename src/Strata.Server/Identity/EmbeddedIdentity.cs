using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>The server as its own identity provider: OpenID Connect by OpenIddict, people by ASP.NET Core Identity, all of it in the store.</summary>
internal static class EmbeddedIdentity
{
    /// <summary>What access tokens are for.</summary>
    public const string Audience = "strata";

    private const int MostFailures = 5;
    private const int PasswordLength = 12;
    private const int PasswordIterations = 210_000;

    private static readonly TimeSpan AccessTokenLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefreshTokenLifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan DeviceCodeLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LockOut = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan SessionLifetime = TimeSpan.FromHours(8);

    /// <summary>Users, clients and keys in the store: what <c>init</c> needs, and the server.</summary>
    public static void AddTo(IServiceCollection services, ServerStore store)
    {
        services.AddSingleton(store.Time);
        services.AddSingleton(store);
        services.AddDbContext<IdentityDatabase>(options => store.Database.Use(options));
        services.AddDataProtection().SetApplicationName("strata");
        services.AddOptions<KeyManagementOptions>().Configure<IServiceScopeFactory>(static (options, scopes) => options.XmlRepository = new StoredProtectionKeys(scopes));
        services.AddIdentityCore<User>(static options =>
        {
            options.Lockout.MaxFailedAccessAttempts = MostFailures;
            options.Lockout.DefaultLockoutTimeSpan = LockOut;
            options.Password = new PasswordOptions { RequiredLength = PasswordLength, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false, RequiredUniqueChars = 5 };
        }).AddEntityFrameworkStores<IdentityDatabase>();
        services.Configure<PasswordHasherOptions>(static options => options.IterationCount = PasswordIterations);
        services.AddOpenIddict().AddCore(static core => core.UseEntityFrameworkCore().UseDbContext<IdentityDatabase>());
        services.AddScoped<SecondFactor>();
        services.AddScoped<UserAccounts>();
    }

    /// <summary>The flows and the pages.</summary>
    public static void AddServerTo(IServiceCollection services, ServerStore store)
    {
        AddTo(services, store);
        services.AddSingleton<IdentityKeys>();
        services.AddSingleton<PasswordAttempts>();
        services.AddScoped<SignIn>();
        services.AddScoped<Sessions>();
        services.AddScoped<TokenGrants>();
        services.AddHostedService<TokenPruning>();
        services.AddAuthentication().AddCookie(Sessions.Scheme, static options =>
        {
            options.ExpireTimeSpan = SessionLifetime;
            options.SlidingExpiration = false;
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.Cookie.Path = "/";
        });
        services.AddOptions<CookieAuthenticationOptions>(Sessions.Scheme).Configure<PublicAddress>(static (options, address) => Name(options.Cookie, "strata-session", address));
        services.AddAntiforgery(static options =>
        {
            options.FormFieldName = "form-token";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.Path = "/";
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddOptions<AntiforgeryOptions>().Configure<PublicAddress>(static (options, address) => Name(options.Cookie, "strata-form", address));
        services.AddOpenIddict().AddServer(static server => Configure(server));
        services.AddOptions<OpenIddictServerOptions>().Configure<IdentityKeys, PublicAddress>(static (options, keys, address) =>
        {
            options.Issuer = address.Url;
            options.SigningCredentials.AddRange(keys.Signing);
            options.EncryptionCredentials.AddRange(keys.Encryption);
        });
        services.AddOptions<OpenIddictServerAspNetCoreOptions>().Configure<PublicAddress>(static (options, address) => options.DisableTransportSecurityRequirement = !address.IsSecure);
    }

    private static void Configure(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token").SetDeviceAuthorizationEndpointUris("connect/device")
            .SetEndUserVerificationEndpointUris("connect/verify").SetRevocationEndpointUris("connect/revoke").SetIntrospectionEndpointUris("connect/introspect")
            .SetEndSessionEndpointUris("connect/logout").SetJsonWebKeySetEndpointUris("connect/jwks");
        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange().AllowClientCredentialsFlow().AllowDeviceAuthorizationFlow().AllowRefreshTokenFlow();

        // A code challenge that is the verifier itself protects nothing; and the page that sends itself as a form needs a script, which no page here may run.
        server.Configure(static options =>
        {
            options.CodeChallengeMethods.Remove(OpenIddictConstants.CodeChallengeMethods.Plain);
            options.ResponseModes.Remove(OpenIddictConstants.ResponseModes.FormPost);
        });

        // Scopes are verbs, with patterns of spaces: they are checked where tokens are made.
        server.DisableScopeValidation().IgnoreScopePermissions();
        server.DisableAccessTokenEncryption().SetAccessTokenLifetime(AccessTokenLifetime).SetAuthorizationCodeLifetime(CodeLifetime).SetDeviceCodeLifetime(DeviceCodeLifetime).SetUserCodeLifetime(DeviceCodeLifetime);

        // A refresh token is used once. One that comes again was stolen, before or now: all that came of it ends.
        server.SetRefreshTokenLifetime(RefreshTokenLifetime).SetRefreshTokenReuseLeeway(TimeSpan.Zero);
        server.UseAspNetCore().EnableAuthorizationEndpointPassthrough().EnableTokenEndpointPassthrough().EnableEndUserVerificationEndpointPassthrough().EnableEndSessionEndpointPassthrough();
    }

    // A name that begins so is taken by browsers only from this very host, and only by TLS.
    private static void Name(CookieBuilder cookie, string name, PublicAddress address)
    {
        cookie.Name = address.IsSecure ? $"__Host-{name}" : name;
        cookie.SecurePolicy = address.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
    }
}
