using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Scalar.AspNetCore;
using Strata.Extensions.Logging;
using Strata.Secrets;
using Strata.Server.Access;
using Strata.Server.Api;
using Strata.Server.Contents;
using Strata.Server.Edge;
using Strata.Server.Identity;
using Strata.Server.Logging;
using Strata.Server.Observing;
using Strata.Server.Publishing;
using Strata.Server.Reading;
using Strata.Server.Redis;
using Strata.Server.Signing;
using Strata.Server.Sources;
using Strata.Server.Spaces;
using Strata.Server.Spring;
using Strata.Server.Stores;
using Strata.Server.Watching;

namespace Strata.Server.Hosting;

/// <summary>Puts a server together from its settings.</summary>
internal static class ServerHost
{
    private const long MostBodyBytes = 2 * ContentLimits.MostBytes;
    private const int SendBufferBytes = 32 * 1024;
    private const int MostConnections = 200_000;

    /// <summary>Makes the server, which listens when it is started. Its store is ready.</summary>
    /// <param name="settings">How it was started.</param>
    /// <param name="store">The store.</param>
    /// <param name="add">Adds further services; null for none.</param>
    /// <param name="log">Its log; null for none.</param>
    /// <exception cref="InvalidOperationException">An endpoint does not say who may use it.</exception>
    public static WebApplication Create(ServerSettings settings, ServerStore store, Action<IServiceCollection>? add = null, LiveLog? log = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "strata-server", Args = [] });
        Configure(builder.WebHost, settings);
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Warning).AddFilter("Strata", LogLevel.Information).AddFilter(ServerLog.EntityFramework, LogLevel.Critical);
        if (log is not null)
        {
            log.AddTo(builder.Logging);
            builder.Services.AddSingleton(log).AddHostedService<LogFollower>();
        }

        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = settings.ShutdownTimeout);
        AddServices(builder.Services, settings, store);
        ServerIdentity.AddTo(builder.Services, settings, store);
        add?.Invoke(builder.Services);
        var app = builder.Build();
        Telemetry.UseFirst(app, settings.Observing);
        EdgePipeline.UseFirst(app, settings.Edge);
        app.UseMiddleware<ProblemAnswers>();
        EdgePipeline.UseBeforeAuthentication(app, settings.Edge);
        Telemetry.Use(app, settings.Observing);
        ServerIdentity.Use(app);
        EdgePipeline.UseAfterAuthentication(app, settings.Edge);
        app.UseRequestTimeouts();
        app.UseMiddleware<AccessGate>();
        Map(app, settings);
        AccessRules.Of(((IEndpointRouteBuilder)app).DataSources);
        return app;
    }

    private static void Configure(IWebHostBuilder host, ServerSettings settings)
    {
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.RequestHeaderEncodingSelector = LengthEncoding.Of;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MaxRequestLineSize = 16 * 1024;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            foreach (var address in settings.Listen)
            {
                Listen(kestrel, address, address.Scheme == Uri.UriSchemeHttps ? EdgePipeline.UseTls : static _ => { });
            }

            if (settings.Observing.MetricsListen is { } metrics)
            {
                Listen(kestrel, metrics, Telemetry.UseForMetrics);
            }
        });
        host.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);

            // What the system keeps for a reader that does not read is memory too. Connections have it from the socket that they come from.
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.SendBuffer, SendBufferBytes);
            return socket;
        });
    }

    private static void Listen(KestrelServerOptions kestrel, Uri address, Action<ListenOptions> configure)
    {
        // A free port is one address's own.
        if (address is { Host: "localhost", Port: 0 })
        {
            kestrel.Listen(IPAddress.Loopback, 0, configure);
        }
        else if (address.Host == "localhost")
        {
            kestrel.ListenLocalhost(address.Port, configure);
        }
        else
        {
            kestrel.Listen(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port, configure);
        }
    }

    private static void AddServices(IServiceCollection services, ServerSettings settings, ServerStore store)
    {
        services.AddSingleton(settings);
        Telemetry.AddTo(services, settings.Observing);
        EdgePipeline.AddServices(services, settings.Edge);
        services.AddSingleton(store.Time);
        services.AddSingleton(store);
        services.AddSingleton(new ContentKeys([.. settings.KeyFiles.Select(KeySource.OfFile)]));
        services.AddSingleton(provider => new ContentCache(store, provider.GetRequiredService<ContentKeys>(), settings.DataDirectory));
        if (settings.Redis is { } redis)
        {
            services.AddSingleton(new RedisConnection(redis));
            services.AddSingleton<IHeadAnnouncements, RedisAnnouncements>();
            services.AddSingleton<RedisPulse>();
            services.AddHostedService(static provider => provider.GetRequiredService<RedisPulse>());
        }

        services.AddSingleton(provider => new SnapshotCache(provider.GetRequiredService<ContentCache>(), store, provider.GetRequiredService<RenderGate>(), provider.GetRequiredService<SnapshotSigner>(), provider.GetRequiredService<ServerMeter>(), provider.GetService<RedisConnection>()));
        services.AddSingleton<CurrentPolicy>();
        services.AddSingleton<RenderGate>();
        services.AddSingleton<Reveals>();
        services.AddSingleton<FileRights>();
        services.AddSingleton<ChangeRights>();
        services.AddSingleton<ContentCheck>();
        services.AddSingleton<Publisher>();
        services.AddSingleton<DueActions>();
        services.AddSingleton<SnapshotSigner>();
        services.AddSingleton<SnapshotRecords>();
        services.AddSingleton<ConfigurationReader>();
        services.AddSingleton<ConfigurationEndpoint>();
        services.AddSingleton<WatchEndpoints>();
        services.AddSingleton<HeadTail>();
        services.AddSingleton<Heartbeats>();
        services.AddSingleton<ServerHealth>();
        services.AddHostedService(static provider => provider.GetRequiredService<HeadTail>());
        services.AddHostedService(static provider => provider.GetRequiredService<Heartbeats>());
        services.AddHostedService<TimedActionRunner>();
        services.AddHostedService<SourceSync>();
        services.AddHostedService<RequestPruning>();
        services.AddRequestTimeouts(options => options.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = settings.RequestTimeout,
            WriteTimeoutResponse = static context => ProblemAnswers.WriteAsync(context, Refusal.Overloaded()),
        });
        services.AddOpenApi(static options => options.AddDocumentTransformer<ApiDescription>());
    }

    private static void Map(WebApplication app, ServerSettings settings)
    {
        var api = app.MapGroup("/api/v1");
        SpaceEndpoints.Map(api);
        DraftEndpoints.Map(api);
        RolloutEndpoints.Map(api);
        SourceEndpoints.Map(api);
        InsightEndpoints.Map(api);
        AccessEndpoints.Map(api);
        AuditEndpoints.Map(api);
        ServerIdentity.Map(app, api);

        // The two that are asked most go without binding and results: what they need, they read themselves.
        var reading = app.Services.GetRequiredService<ConfigurationEndpoint>();
        var watching = app.Services.GetRequiredService<WatchEndpoints>();
        api.MapMethods("/spaces/{space}/configurations/{type}", [HttpMethods.Get, HttpMethods.Head], reading.GetAsync)
            .Needs(Verb.View).WithMetadata(new ProducesResponseTypeMetadata(200, typeof(object), ["application/json"])).DisableRequestTimeout()
            .WithSummary("Gives a resolved configuration: environment, tenant, context, fact.K, variable.K, host, os, appVersion, now, format, revision, minRevision, epoch, reveal, reason");
        api.MapGet("/spaces/{space}/events", watching.StreamAsync)
            .Needs(Verb.View).WithMetadata(new ProducesResponseTypeMetadata(200, typeof(string), ["text/event-stream"])).DisableRequestTimeout()
            .WithSummary("Tells of each new head as server-sent events; Last-Event-ID resumes");
        api.MapGet("/spaces/{space}/head", watching.PollAsync).Needs(Verb.View).Produces<HeadAnswer>().Produces(204).WithSummary("Gives the head, or waits for another than after=EPOCH:REVISION, timeout=SECONDS");
        app.MapGet("/.well-known/jwks.json", static async (HttpContext context, SnapshotSigner signer) =>
            Results.Text(await signer.ReadKeySetAsync(context.RequestAborted).ConfigureAwait(false), "application/jwk-set+json")).Open("whoever has a snapshot must be able to verify it; the keys are public").WithSummary("Gives the keys that snapshots are signed with");
        SpringEndpoints.Map(app);
        ServerHealth.Map(app);
        Telemetry.Map(app, settings.Observing);
        app.MapOpenApi().Open("it describes the program, and nothing that is kept in it");
        app.MapScalarApiReference(EdgePipeline.DocumentationPath, static options => options.WithTitle("Strata").WithNonce()).Open("it shows the description of the program");
    }
}
