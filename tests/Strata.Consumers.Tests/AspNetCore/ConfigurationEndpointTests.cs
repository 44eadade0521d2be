using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Strata.AspNetCore;
using Strata.Consumers.Tests.Provider;

namespace Strata.Consumers.Tests.AspNetCore;

/// <summary>The endpoint in an application that listens on a port.</summary>
public sealed class ConfigurationEndpointTests : IAsyncLifetime
{
    private const string Canary = "c4n4ry";

    private readonly ProvidedOverrides _overrides = new(
        $"database:\n  host: db\n  password: {Canary}\n  url: postgresql://app:{Canary}@db/app\n  port: ${{PORT:-5432}}\nkeys: [{Canary}]\n_metadata: {{ sensitive: [\"keys\"] }}\n");

    private WebApplication? _application;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _overrides.Dispose();
    }

    [Fact]
    public async Task Get_WithoutALogin_IsRefused()
    {
        using var client = await Start();

        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(client, "/configuration")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Get(client, "/configuration?path=database.host")).Status);
    }

    [Fact]
    public async Task Get_ByAUser_ListsEveryValueMasked()
    {
        using var client = await Start(user: "someone");

        var (status, body) = await Get(client, "/configuration");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain(Canary, body, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(body);
        var leaves = json.RootElement.EnumerateArray().ToDictionary(static leaf => leaf.GetProperty("path").GetString()!, static leaf => leaf);
        Assert.Equal(["database.host", "database.password", "database.url", "database.port", "keys[0]"], leaves.Keys);
        Assert.Equal(("********", true), (leaves["database.password"].GetProperty("value").GetString(), leaves["database.password"].GetProperty("sensitive").GetBoolean()));
        Assert.Equal(2, leaves["database.host"].GetProperty("origin").GetProperty("line").GetInt32());
    }

    [Theory]
    [InlineData("database.port")]
    [InlineData("Database:Port")]
    [InlineData("Database__Port")]
    public async Task Get_OnePath_ExplainsIt(string path)
    {
        using var client = await Start(user: "someone");

        using var json = JsonDocument.Parse((await Get(client, $"/configuration?path={path}")).Body);

        Assert.Equal(5432, json.RootElement.GetProperty("value").GetInt32());
        Assert.Equal("PORT", json.RootElement.GetProperty("interpolations")[0].GetProperty("variable").GetString());
    }

    [Theory]
    [InlineData("/configuration")]
    [InlineData("/configuration?reveal=true")]
    [InlineData("/configuration?path=database.password")]
    [InlineData("/configuration?path=database.password&reveal=true")]
    [InlineData("/configuration?path=database")]
    [InlineData("/configuration?path=database.url")]
    [InlineData("/configuration?path=keys")]
    public async Task Get_AsJsonAndAsText_ShowsNoSecret(string address)
    {
        using var client = await Start(user: "someone");

        var json = (await Get(client, address)).Body;
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("text/plain"));
        var text = (await Get(client, address)).Body;

        Assert.All([json, text], static body => Assert.DoesNotContain(Canary, body, StringComparison.Ordinal));
        Assert.All([json, text], static body => Assert.Contains("****", body, StringComparison.Ordinal));
        Assert.NotEqual('[', text[0]);
    }

    [Theory]
    [InlineData("?path=unknown", HttpStatusCode.NotFound)]
    [InlineData("?path=a..b", HttpStatusCode.NotFound)]
    [InlineData("?path=", HttpStatusCode.BadRequest)]
    [InlineData("?path=a&path=b", HttpStatusCode.BadRequest)]
    public async Task Get_NoValue_SaysSo(string query, HttpStatusCode expected)
    {
        using var client = await Start(user: "someone");

        var (status, body) = await Get(client, "/configuration" + query);

        Assert.Equal(expected, status);
        Assert.Equal((int)expected, JsonDocument.Parse(body).RootElement.GetProperty("status").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("?path=database.host")]
    [InlineData("?path=unknown")]
    [InlineData("?path=")]
    public async Task Get_Anything_IsForNobodyToKeep(string query)
    {
        using var client = await Start(user: "someone");

        using var response = await client.GetAsync("/configuration" + query, TestContext.Current.CancellationToken);

        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }

    [Fact]
    public async Task Get_WithTheTagItGave_IsNotModifiedUntilTheFileChanges()
    {
        using var client = await Start(user: "someone");
        using var first = await client.GetAsync("/configuration", TestContext.Current.CancellationToken);
        client.DefaultRequestHeaders.IfNoneMatch.Add(first.Headers.ETag!);
        Assert.True(first.Headers.CacheControl!.NoStore);

        Assert.Equal((HttpStatusCode.NotModified, ""), await Get(client, "/configuration"));

        _overrides.Write("database: { host: other }\n");
        ((Microsoft.Extensions.Configuration.IConfigurationRoot)_application!.Configuration).Reload();

        Assert.Contains("other", (await Get(client, "/configuration")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Anonymously_WorksWhereItIsSaid()
    {
        using var client = await Start(configure: static options => options.AllowAnonymous = true);

        var (status, body) = await Get(client, "/configuration");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.DoesNotContain(Canary, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_ByAUserWhoDoesNotMeetThePolicy_IsForbidden()
    {
        using var client = await Start(user: "someone", configure: static options => options.Policy = "operators");
        Assert.Equal(HttpStatusCode.Forbidden, (await Get(client, "/configuration")).Status);

        client.DefaultRequestHeaders.Remove("X-User");
        client.DefaultRequestHeaders.Add("X-User", "operator");
        Assert.Equal(HttpStatusCode.OK, (await Get(client, "/configuration")).Status);
    }

    [Fact]
    public void Map_WithoutAuthorization_IsRefused()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.AddStrata(options => _overrides.Configure(options));
        _application = builder.Build();

        var exception = Assert.Throws<InvalidOperationException>(() => _application.MapStrataConfiguration());

        Assert.Contains("AddAuthorization()", exception.Message, StringComparison.Ordinal);
        Assert.Contains("AllowAnonymous = true", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Map_WithoutOverrides_SaysWhatToCall()
    {
        var builder = WebApplication.CreateSlimBuilder();
        _application = builder.Build();

        Assert.Contains("builder.AddStrata", Assert.Throws<InvalidOperationException>(() => _application.MapStrataConfiguration()).Message, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, string Body)> Get(HttpClient client, string address)
    {
        using var response = await client.GetAsync(address, TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpClient> Start(string? user = null, Action<StrataConfigurationEndpointOptions>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddStrata(options => _overrides.Configure(options));
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderLogin>("header", null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("operators", static policy => policy.RequireUserName("operator"));
        _application = builder.Build();
        _application.MapStrataConfiguration(configure: configure);
        await _application.StartAsync(TestContext.Current.CancellationToken);
        var client = new HttpClient { BaseAddress = new Uri(_application.Urls.Single()) };
        if (user is not null)
        {
            client.DefaultRequestHeaders.Add("X-User", user);
        }

        return client;
    }

    // Whoever names himself is believed: what is tested is what becomes of users, not how they log in.
    private sealed class HeaderLogin(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["X-User"] is [{ } name]
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], "header")), "header"))
            : AuthenticateResult.NoResult());
    }
}
