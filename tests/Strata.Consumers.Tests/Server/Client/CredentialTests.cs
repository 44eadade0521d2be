using System.Runtime.Versioning;
using Microsoft.Extensions.Configuration;
using Strata.Consumers.Tests.Server.Identity;
using Strata.Extensions.Configuration;

namespace Strata.Consumers.Tests.Server.Client;

/// <summary>An application over a server that asks who calls.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class CredentialTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    private ClosedServer Server => fixture.Server;

    [Fact]
    public async Task Application_WithEachKindOfCredential_Reads()
    {
        await Server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop", new { });
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = "pool: 1\n" } } })).Success();
        var token = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "app", days = 1 })).Success()["token"]!.GetValue<string>();
        var secret = await Server.AddClientAsync("app", "service");
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/access/grants", new { subject = "client:app", role = "viewer", space = "shop", environment = "*", tenant = "*", path = "*" })).Success();
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, $"{token}\n", TestContext.Current.CancellationToken);

        Action<StrataServerOptions>[] all =
        [
            options => options.Token = token,
            options => options.TokenFile = file,
            options => (options.ClientId, options.ClientSecret) = ("app", secret),
        ];
        foreach (var each in all)
        {
            await using var application = await FollowingApplication.StartAsync(Server.Url, options =>
            {
                options.Reveal = false;
                each(options);
            });
            Assert.Equal("1", application.Configuration["pool"]);
        }

        var refused = await Assert.ThrowsAnyAsync<Exception>(() => FollowingApplication.StartAsync(Server.Url, static options => options.Reveal = false));
        Assert.Contains("STR9030", refused.ToString(), StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task Token_IsNotSentToWhereTheServerSendsOn()
    {
        using var other = new RawServer(static _ => RawServer.Json("{}"));
        using var first = new RawServer(_ => RawServer.Json("", 302, $"Location: {other.Url}/elsewhere\r\n"));
        var options = new StrataServerOptions { Token = "secret-token", Reveal = false };
        using var connection = new ServerConnection(new Uri(first.Url), options);
        using var request = new HttpRequestMessage(HttpMethod.Get, first.Url);
        await connection.SendAsync(request, TimeSpan.FromSeconds(10), static (_, _) => Task.FromResult(0), TestContext.Current.CancellationToken);
        Assert.Equal("Bearer secret-token", first.Asked.Single().Headers["Authorization"]);
        Assert.False(other.Asked.Single().Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public void Credentials_ThatMakeNoSense_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Add("http://192.0.2.1", static options => options.Token = "t"));
        Assert.Throws<ArgumentException>(() => Add("https://host", static options => (options.Token, options.TokenFile) = ("t", "f")));
        Assert.Throws<ArgumentException>(() => Add("https://host", static options => options.ClientId = "c"));
        Assert.Throws<ArgumentException>(() => Add("https://host", static options => options.Token = ""));
        Add("https://host", static options => options.Token = "t");
        Add("http://127.0.0.1:8000", static options => options.Token = "t");

        static void Add(string url, Action<StrataServerOptions> configure) => new ConfigurationBuilder().AddStrataServer(new Uri(url), "shop", "app", options =>
        {
            options.Reveal = false;
            configure(options);
        });
    }
}
