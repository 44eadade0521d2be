using System.Diagnostics;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Microsoft.IdentityModel.Tokens;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>A server that keeps its users itself: who gets in, and as whom.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed partial class IdentityTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    private ClosedServer Server => fixture.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Administrator_AfterInit_SignsInByADevice_WithASecondFactor()
    {
        var me = (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami")).Success();
        Assert.Equal(("user:admin", "admin", true, (JsonNode?)null), (me["subject"]!.GetValue<string>(), me["name"]!.GetValue<string>(), me["isStrong"]!.GetValue<bool>(), me["scopes"]));
        Assert.Equal(10, Server.Administrator.RecoveryCodes.Count);
    }

    [Theory]
    [InlineData("/api/v1/spaces")]
    [InlineData("/api/v1/identity/whoami")]
    [InlineData("/api/v1/identity/users")]
    public async Task Request_ThatSaysNotWhoCalls_IsRefused(string address)
    {
        var answer = await Server.Process.SendAsync(HttpMethod.Get, address);
        Assert.Equal((401, "STR9030"), (answer.Status, answer.Json!["code"]!.GetValue<string>()));
        Assert.Equal("Bearer realm=\"strata\"", answer.Headers["WWW-Authenticate"]);
        Assert.Equal(200, (await Server.SendAsync(HttpMethod.Get, address)).Status);
    }

    [Fact]
    public void Init_OfAClosedStore_IsRefused_AndChangesNothing()
    {
        var again = InstalledProgram.Run(ServerProgram.Path, ["init", "--data", Server.Process.Data, "--name", "mallory"]);
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("STR9032", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_ThatAsksNobody_EndsOnceItsStoreIsClosed_AndAsksWhenItStartsAgain()
    {
        using var server = ServerProcess.Start("--poll-interval", "0.2");
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/api/v1/spaces")).Status);
        InstalledProgram.Run(ServerProgram.Path, ["init", "--data", server.Data]).Success();
        var waited = Stopwatch.StartNew();
        while (!server.Output.Contains("The store was closed by init", StringComparison.Ordinal))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(30), server.Output);
            await Task.Delay(100, Token);
        }

        server.Stop();
        server.StartAgain();
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/api/v1/spaces")).Status);
    }

    [Fact]
    public async Task Change_IsMadeByWhoeverCalls_AndNotByWhomAHeaderNames()
    {
        var made = await Server.SendAsync(HttpMethod.Put, "/api/v1/spaces/mine", new { });
        Assert.Equal(201, made.Status);
        var history = (await Server.SendAsync(HttpMethod.Get, "/api/v1/spaces/mine/history")).Success();
        Assert.Equal("admin", history["items"]![0]!["actor"]!.GetValue<string>());
        var other = await Server.Process.SendAsync(HttpMethod.Put, "/api/v1/spaces/theirs", new { }, ("Authorization", $"Bearer {Server.AdministratorToken}"), ("Strata-Actor", "somebody"));
        Assert.Equal((400, "STR9001"), (other.Status, other.Json!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task User_WithoutRights_NeedsNoSecondFactor_AndAdministersNothing()
    {
        var user = await Server.AddUserAsync("reader");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var token = await ClosedServer.DeviceTokenAsync(Server.Url, browser, "strata-cli");
        Assert.Null(user.Secret);
        Assert.False((await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: token)).Success()["isStrong"]!.GetValue<bool>());
        Assert.Equal(403, (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/users", token: token)).Status);
    }

    [Fact]
    public async Task User_ThatIsDisabled_IsRefusedAtOnceWithEverything()
    {
        var user = await Server.AddUserAsync("leaver");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var access = await ClosedServer.DeviceTokenAsync(Server.Url, browser, "strata-cli");
        var api = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "job", days = 1 }, access)).Success()["token"]!.GetValue<string>();
        Assert.Equal(200, (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: api)).Status);
        Assert.True((await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/users/leaver/disable")).Success()["isDisabled"]!.GetValue<bool>());

        await RefusedSoonAsync(access);
        await RefusedSoonAsync(api);
        Assert.Equal("/account/login?returnUrl=%2Faccount", (await browser.OpenAsync("/account", mostRedirects: 0)).Location);
        Assert.Equal(401, (await browser.SubmitAsync(await browser.OpenAsync("/account/login"), ("name", "leaver"), ("password", user.Password))).Status);
    }

    [Fact]
    public async Task Service_GetsATokenByItsSecret_AndIsWhoItIs()
    {
        var secret = await Server.AddClientAsync("deployer", "service");
        var token = (await Server.FlowAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", "deployer"), ("client_secret", secret!), ("scope", "view:shop publish:team-*")))["access_token"]!.GetValue<string>();
        var me = (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: token)).Success();
        Assert.Equal(("client:deployer", true, "view:shop publish:team-*"), (me["subject"]!.GetValue<string>(), me["isStrong"]!.GetValue<bool>(), string.Join(' ', me["scopes"]!.AsArray().Select(static scope => scope!.GetValue<string>()))));
        Assert.True((await Server.FlowAsync("/connect/introspect", ("client_id", "deployer"), ("client_secret", secret!), ("token", token)))["active"]!.GetValue<bool>());
        Assert.False((await Server.FlowAsync("/connect/introspect", ("client_id", "deployer"), ("client_secret", secret!), ("token", Server.AdministratorToken[..^4])))["active"]!.GetValue<bool>());
        Assert.Equal("invalid_client", (await Server.FlowAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", "deployer"), ("client_secret", $"{secret}x")))["error"]!.GetValue<string>());
        Assert.Equal("invalid_scope", (await Server.FlowAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", "deployer"), ("client_secret", secret!), ("scope", "veiw:shop")))["error"]!.GetValue<string>());
        Assert.Equal(204, (await Server.SendAsync(HttpMethod.Delete, "/api/v1/identity/clients/deployer")).Status);
        await RefusedSoonAsync(token);
    }

    [Fact]
    public async Task Person_GetsATokenByACode_WithAProofKey()
    {
        var secret = await Server.AddClientAsync("portal", "web", "https://portal.example/back");
        var user = await Server.AddUserAsync("visitor");
        using var browser = new Browser(Server.Url);
        var (verifier, address) = CodeRequest("portal", "https://portal.example/back");
        var login = await browser.OpenAsync(address);
        Assert.Contains("Sign in", login.Text, StringComparison.Ordinal);
        await user.SignInAsync(browser);
        var back = await browser.OpenAsync(address);
        var query = HttpUtility.ParseQueryString(new Uri(back.Location!).Query);
        Assert.StartsWith("https://portal.example/back?", back.Location, StringComparison.Ordinal);
        Assert.Equal(("state-1", Server.Url.AbsoluteUri), (query["state"], query["iss"]));
        var tokens = await ExchangeAsync(query["code"]!, verifier, secret!);
        Assert.Equal("user:visitor", (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: tokens["access_token"]!.GetValue<string>())).Success()["subject"]!.GetValue<string>());

        // A code is used once; one that comes again ends what the first use gave.
        Assert.Equal("invalid_grant", (await ExchangeAsync(query["code"]!, verifier, secret!))["error"]!.GetValue<string>());
        await RefusedSoonAsync(tokens["access_token"]!.GetValue<string>());
    }

    [Fact]
    public async Task ApiToken_IsFoundByItsForm_AndSaysWhenItWasUsed()
    {
        var made = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "build", days = 30, scopes = new[] { "view", "publish:shop" } })).Success();
        var (id, token) = (made["id"]!.GetValue<string>(), made["token"]!.GetValue<string>());
        Assert.Matches("^strata_[0-9A-Za-z]{61}$", token);
        var me = (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: token)).Success();
        Assert.Equal(("user:admin", $"token:{id}", "view publish:shop"), (me["subject"]!.GetValue<string>(), me["credential"]!.GetValue<string>(), string.Join(' ', me["scopes"]!.AsArray().Select(static scope => scope!.GetValue<string>()))));
        var listed = (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/tokens?limit=500")).Success()["items"]!.AsArray().Single(item => item!["id"]!.GetValue<string>() == id)!;
        Assert.NotNull(listed["usedAt"]);
        Assert.DoesNotContain(token, listed.ToJsonString(), StringComparison.Ordinal);

        // What is limited makes nothing that is not, and administers nothing.
        Assert.Equal("STR9036", (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "more", days = 1 }, token)).Json!["code"]!.GetValue<string>());
        Assert.Equal("STR9041", (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/users", token: token)).Json!["code"]!.GetValue<string>());
        Assert.Equal(204, (await Server.SendAsync(HttpMethod.Delete, $"/api/v1/identity/tokens/{id}")).Status);
        await RefusedSoonAsync(token);
    }

    [Theory]
    [InlineData("""{"name":"x","days":0}""")]
    [InlineData("""{"name":"x","days":366}""")]
    [InlineData("""{"name":" ","days":1}""")]
    [InlineData("""{"name":"x"}""")]
    [InlineData("""{"name":"x","days":1,"scopes":["veiw"]}""")]
    [InlineData("""{"name":"x","days":1,"scopes":["view:SHOP"]}""")]
    public async Task ApiToken_ThatMakesNoSense_IsRefused(string body)
    {
        var answer = await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", JsonNode.Parse(body));
        Assert.Equal(400, answer.Status);
    }

    [Fact]
    public async Task Tokens_OfOthers_AreForAdministrators()
    {
        var user = await Server.AddUserAsync("owner");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var access = await ClosedServer.DeviceTokenAsync(Server.Url, browser, "strata-cli");
        var id = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "theirs", days = 1 }, access)).Success()["id"]!.GetValue<string>();
        Assert.Equal(404, (await Server.SendAsync(HttpMethod.Delete, $"/api/v1/identity/tokens/{id}")).Status);
        Assert.Equal(403, (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/tokens?all=true", token: access)).Status);
        Assert.Equal(204, (await Server.SendAsync(HttpMethod.Delete, $"/api/v1/identity/tokens/{id}?all=true")).Status);
    }

    internal static (string Verifier, string Address) CodeRequest(string client, string redirect, string method = "S256")
    {
        var verifier = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        var challenge = method == "S256" ? Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
        return (verifier, $"/connect/authorize?client_id={client}&response_type=code&scope=openid%20offline_access&state=state-1&redirect_uri={Uri.EscapeDataString(redirect)}&code_challenge={challenge}&code_challenge_method={method}");
    }

    private Task<JsonNode> ExchangeAsync(string code, string verifier, string secret) => Server.FlowAsync(
        "/connect/token", ("grant_type", "authorization_code"), ("client_id", "portal"), ("client_secret", secret), ("redirect_uri", "https://portal.example/back"), ("code", code), ("code_verifier", verifier));

    private async Task RefusedSoonAsync(string token)
    {
        var waited = Stopwatch.StartNew();
        while ((await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: token)).Status != 401)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(7), "it is taken still");
            await Task.Delay(200, Token);
        }
    }
}
