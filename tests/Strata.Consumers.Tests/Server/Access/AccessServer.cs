using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Strata.Server;
using Strata.Server.Access;
using Strata.Server.Hosting;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>A server in this process that asks who calls, and takes a header's word for it: who somebody is others find out; here it is what he may do.</summary>
internal sealed class AccessServer : IAsyncDisposable
{
    private const string CallerHeader = "Test-Caller";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-access-");
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly bool _ownsStore;

    private AccessServer(ServerStore? store, bool asks, TimeSpan poll)
    {
        _ownsStore = store is null;
        Store = store ?? new ServerStore(new SqliteDatabase(Path.Combine(_directory.FullName, "store.db")), TimeProvider.System);
        var settings = new ServerSettings { Listen = [new Uri("http://127.0.0.1:0")], Store = "", DataDirectory = _directory.FullName, AsksWhoCalls = asks, PollInterval = poll, HeartbeatInterval = TimeSpan.FromSeconds(1) };
        _app = ServerHost.Create(settings, Store, services =>
        {
            services.AddSingleton<IStartupFilter>(new TakingTheirWord());
            services.AddSingleton<ILoggerProvider>(Log);
        });
        _client = new HttpClient();
    }

    public ServerStore Store { get; }

    /// <summary>What was logged.</summary>
    public KeptLog Log { get; } = new();

    public Uri Url => new(_app.Urls.First());

    /// <summary>The endpoints.</summary>
    public IReadOnlyList<(RouteEndpoint Endpoint, AccessRule Rule)> Endpoints => AccessRules.Of(((IEndpointRouteBuilder)_app).DataSources);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts one whose administrator is <c>user:root</c>.</summary>
    /// <param name="store">The store; null for an embedded one of its own.</param>
    /// <param name="asks">Whether it asks who calls.</param>
    /// <param name="poll">How often it looks at its store; null for often.</param>
    public static async Task<AccessServer> StartAsync(ServerStore? store = null, bool asks = true, TimeSpan? poll = null)
    {
        var server = new AccessServer(store, asks, poll ?? TimeSpan.FromSeconds(0.2));
        await server.Store.PrepareAsync(Token);
        await server.Store.Access.AddGrantAsync(new Grant { Id = "root", Subject = "user:root", Role = Role.Administrator, GrantedBy = "test" }, Actor.Itself("test"), Token);
        await server._app.StartAsync(Token);
        return server;
    }

    /// <summary>Gives a role to somebody, as the administrator.</summary>
    /// <returns>The id of the grant.</returns>
    public async Task<string> GrantAsync(string subject, string role, string space = "*", string environment = "*", string tenant = "*", string path = "*", DateTimeOffset? expiresAt = null) =>
        (await SendAsync("user:root", HttpMethod.Post, "/api/v1/access/grants", new { subject, role, space, environment, tenant, path, expiresAt })).Success()["id"]!.GetValue<string>();

    /// <summary>Makes a space, and publishes files to it, as the administrator.</summary>
    public async Task PublishAsync(string space, params (string Path, string Text)[] files)
    {
        var made = await SendAsync("user:root", HttpMethod.Put, $"/api/v1/spaces/{space}", new { });
        Assert.True(made.Status is 201 or 409, made.Text);
        (await SendAsync("user:root", HttpMethod.Post, $"/api/v1/spaces/{space}/revisions", new { files = FilesOf(files) })).Success();
    }

    public static Dictionary<string, object> FilesOf(params (string Path, string Text)[] files) => files.ToDictionary(static file => file.Path, static file => (object)new { text = file.Text });

    /// <summary>
    /// Sends a request as somebody: his subject, and behind semicolons his groups, <c>weak</c> for no second factor, and scopes as <c>scope=view</c>; null for nobody.
    /// </summary>
    public async Task<ServerAnswer> SendAsync(string? caller, HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Url, path));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }

        foreach (var (name, value) in caller is null ? headers : [(CallerHeader, caller), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        var kind = response.Content.Headers.ContentType?.MediaType;

        // A stream of events does not end.
        var text = kind == "text/event-stream" ? "" : await response.Content.ReadAsStringAsync(Token);
        var isJson = text.Length > 0 && kind?.Contains("json", StringComparison.Ordinal) == true;
        return new ServerAnswer((int)response.StatusCode, text, isJson ? JsonNode.Parse(text) : null, response.Headers.ETag?.ToString(), response.Headers.ToDictionary(static header => header.Key, static header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));
    }

    public Task<ServerAnswer> GetAsync(string? caller, string path, params (string Name, string Value)[] headers) => SendAsync(caller, HttpMethod.Get, path, null, headers);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        if (_ownsStore)
        {
            await Store.DisposeAsync();
        }

        _directory.Delete(recursive: true);
    }

    private sealed class TakingTheirWord : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use(static (context, following) =>
            {
                if (context.Request.Headers[CallerHeader].ToString() is { Length: > 0 } said)
                {
                    var parts = said.Split(';');
                    var scopes = parts.Where(static part => part.StartsWith("scope=", StringComparison.Ordinal)).Select(static part => part["scope=".Length..]).ToArray();
                    context.User = new Caller(
                        parts[0],
                        parts[0][(parts[0].IndexOf(':', StringComparison.Ordinal) + 1)..],
                        [.. parts.Where(static part => part.StartsWith("group:", StringComparison.Ordinal))],
                        !parts.Contains("weak"),
                        scopes.Length == 0 ? null : [.. scopes],
                        "test:1").ToPrincipal("Test");
                }

                return following(context);
            });
            next(app);
        };
    }
}

/// <summary>Keeps what is logged.</summary>
internal sealed class KeptLog : ILoggerProvider, ILogger
{
    private readonly Lock _lock = new();
    private readonly List<(LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<(LogLevel Level, string Text)> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _lines.Add((logLevel, $"{formatter(state, exception)} {exception}"));
        }
    }

    public void Dispose()
    {
    }
}
