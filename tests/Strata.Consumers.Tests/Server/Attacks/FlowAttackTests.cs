using System.Diagnostics;
using System.Runtime.Versioning;
using System.Web;
using Strata.Consumers.Tests.Server.Identity;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Attacks on the flows of OAuth.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class FlowAttackTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    private const string Back = "https://flow.example/back";

    private ClosedServer Server => fixture.Server;

    [Fact]
    public async Task RefreshToken_ThatComesAgain_EndsAllThatCameOfIt()
    {
        var user = await Server.AddUserAsync("refresher");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var first = await ClosedServer.DeviceTokensAsync(Server.Url, browser, "strata-cli");
        var second = await RefreshAsync(first["refresh_token"]!.GetValue<string>());
        var access = second["access_token"]!.GetValue<string>();
        Assert.Equal(200, (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: access)).Status);
        Assert.Equal("invalid_grant", (await RefreshAsync(first["refresh_token"]!.GetValue<string>()))["error"]!.GetValue<string>());
        Assert.Equal("invalid_grant", (await RefreshAsync(second["refresh_token"]!.GetValue<string>()))["error"]!.GetValue<string>());
        var waited = Stopwatch.StartNew();
        while ((await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: access)).Status == 200)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(7), "it is taken still");
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("openid offline_access", "invalid_scope")]
    [InlineData("offline_access", "invalid_scope")]
    [InlineData("openid offline_access manage", "invalid_grant")]
    [InlineData("offline_access view:shop", null)]
    [InlineData(null, null)]
    public async Task RefreshToken_ThatIsLimited_IsNotWidenedByLeavingTheLimitOut(string? scope, string? error)
    {
        using var browser = new Browser(Server.Url);
        var user = await Server.AddUserAsync($"narrow-{Guid.NewGuid().ToString("N")}");
        await user.SignInAsync(browser);
        var device = await Server.FlowAsync("/connect/device", ("client_id", "strata-cli"), ("scope", "openid offline_access view:shop"));
        await browser.SubmitAsync(await browser.OpenAsync($"/connect/verify?user_code={device["user_code"]}"));
        var tokens = await PollAsync(device["device_code"]!.GetValue<string>());
        (string, string)[] given = scope is null ? [] : [("scope", scope)];

        var refreshed = await Server.FlowAsync("/connect/token", [("grant_type", "refresh_token"), ("client_id", "strata-cli"), ("refresh_token", tokens["refresh_token"]!.GetValue<string>()), .. given]);

        Assert.Equal(error, refreshed["error"]?.GetValue<string>());
        if (error is null)
        {
            var caller = (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: refreshed["access_token"]!.GetValue<string>())).Success();
            Assert.Equal(["view:shop"], caller["scopes"]!.AsArray().Select(static limit => limit!.GetValue<string>()));
        }
    }

    [Fact]
    public async Task RefreshToken_AfterAnotherPassword_IsOver()
    {
        var user = await Server.AddUserAsync("changer");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var tokens = await ClosedServer.DeviceTokensAsync(Server.Url, browser, "strata-cli");
        Assert.Equal(200, (await user.ChoosePasswordAsync(browser, await browser.OpenAsync("/account/password"))).Status);
        Assert.Equal("invalid_grant", (await RefreshAsync(tokens["refresh_token"]!.GetValue<string>()))["error"]!.GetValue<string>());
    }

    [Fact]
    public async Task ProofKey_ThatIsLeftOutOrWeakened_IsRefused()
    {
        var secret = await Server.AddClientAsync("flow", "web", Back);
        var user = await Server.AddUserAsync("prover");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var (_, plain) = IdentityTests.CodeRequest("flow", Back, "plain");
        var (verifier, good) = IdentityTests.CodeRequest("flow", Back);
        foreach (var address in new[] { plain, good[..good.IndexOf("&code_challenge=", StringComparison.Ordinal)], good.Replace("&code_challenge_method=S256", "", StringComparison.Ordinal) })
        {
            var refused = await browser.OpenAsync(address);
            Assert.DoesNotContain("code=", refused.Location ?? "", StringComparison.Ordinal);
            Assert.Contains("error", refused.Location ?? refused.Text, StringComparison.Ordinal);
        }

        // The code is nothing without what it was asked with.
        foreach (var wrong in new[] { "", verifier[..^1] + (verifier[^1] == 'A' ? 'B' : 'A') })
        {
            Assert.NotNull((await ExchangeAsync(await CodeAsync(browser, good), wrong, secret!))["error"]);
        }

        Assert.NotNull((await ExchangeAsync(await CodeAsync(browser, good), verifier, secret!))["access_token"]);
    }

    [Fact]
    public async Task SignIn_ThatMustBeFresh_IsAskedForOnce()
    {
        await Server.AddClientAsync("fresh", "web", Back);
        var user = await Server.AddUserAsync("freshly");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        foreach (var demand in new[] { "max_age=0", "prompt=login" })
        {
            var login = await browser.OpenAsync($"{IdentityTests.CodeRequest("fresh", Back).Address}&{demand}", mostRedirects: 0);
            Assert.StartsWith("/account/login?returnUrl=", login.Location, StringComparison.Ordinal);
            var done = await browser.SubmitAsync(await browser.OpenAsync(login.Location!), ("name", user.Name), ("password", user.Password));
            Assert.StartsWith($"{Back}?code=", (await browser.OpenAsync(done.Next!)).Location, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Description_OffersNothingThatIsRefused()
    {
        var description = (await Server.Process.GetAsync("/.well-known/openid-configuration")).Success();
        Assert.Equal(["fragment", "query"], description["response_modes_supported"]!.AsArray().Select(static mode => mode!.GetValue<string>()).Order(StringComparer.Ordinal));
        Assert.Equal(["S256"], description["code_challenge_methods_supported"]!.AsArray().Select(static method => method!.GetValue<string>()));
    }

    [Theory]
    [InlineData("https://flow.example/back/")]
    [InlineData("https://flow.example/back?x=1")]
    [InlineData("https://flow.example/BACK")]
    [InlineData("https://flow.example.evil.example/back")]
    [InlineData("https://flow.example@evil.example/back")]
    [InlineData("http://flow.example/back")]
    [InlineData("https://flow.example/back/../evil")]
    [InlineData("//evil.example/back")]
    public async Task RedirectUri_ThatIsNotRegistered_IsNotGoneTo(string address)
    {
        var id = $"redirect-{(uint)address.GetHashCode(StringComparison.Ordinal)}";
        await Server.AddClientAsync(id, "web", Back);
        using var browser = new Browser(Server.Url);
        var refused = await browser.OpenAsync(IdentityTests.CodeRequest(id, address).Address, mostRedirects: 0);
        Assert.Equal((400, (string?)null), (refused.Status, refused.Location));
        Assert.StartsWith("/account/login", (await browser.OpenAsync(IdentityTests.CodeRequest(id, Back).Address, mostRedirects: 0)).Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://elsewhere.example/back")]
    [InlineData("https://*.example/back")]
    [InlineData("https://app.example/back#x")]
    [InlineData("javascript:alert(1)")]
    [InlineData("back")]
    public async Task RedirectUri_ThatCannotBeTrusted_IsNotRegistered(string address) =>
        Assert.Equal(400, (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/clients", new { id = "bad", kind = "web", redirectUris = new[] { address } })).Status);

    [Fact]
    public async Task Guessing_OfADeviceCode_LocksTheGuesserOut()
    {
        var user = await Server.AddUserAsync("guesser");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        for (var guess = 0; guess < 5; guess++)
        {
            Assert.Equal(400, (await browser.OpenAsync($"/connect/verify?user_code=0000-0000-{guess:D4}")).Status);
        }

        using var again = new Browser(Server.Url);
        Assert.Equal(401, (await again.SubmitAsync(await again.OpenAsync("/account/login"), ("name", user.Name), ("password", user.Password))).Status);

        // Nor does the session that guessed go on.
        var device = await Server.FlowAsync("/connect/device", ("client_id", "strata-cli"), ("scope", "openid"));
        Assert.DoesNotContain("Allow", (await browser.OpenAsync($"/connect/verify?user_code={device["user_code"]}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_ThatWasDenied_GetsNothing_AndACodeServesOneDevice()
    {
        var user = await Server.AddUserAsync("denier");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var device = await Server.FlowAsync("/connect/device", ("client_id", "strata-cli"), ("scope", "openid"));
        Assert.Equal("authorization_pending", (await PollAsync(device["device_code"]!.GetValue<string>()))["error"]!.GetValue<string>());
        var page = await browser.OpenAsync($"/connect/verify?user_code={device["user_code"]}");
        await browser.PostAsync("/connect/verify", page.Hidden.Where(static field => field.Key != "answer").Append(new("answer", "deny")));
        Assert.Equal("access_denied", (await PollAsync(device["device_code"]!.GetValue<string>()))["error"]!.GetValue<string>());
        Assert.Equal("invalid_grant", (await PollAsync("guessed"))["error"]!.GetValue<string>());
    }

    private Task<System.Text.Json.Nodes.JsonNode> PollAsync(string code) => Server.FlowAsync("/connect/token", ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", "strata-cli"), ("device_code", code));

    private Task<System.Text.Json.Nodes.JsonNode> RefreshAsync(string token) => Server.FlowAsync("/connect/token", ("grant_type", "refresh_token"), ("client_id", "strata-cli"), ("refresh_token", token));

    private static async Task<string> CodeAsync(Browser browser, string address) => HttpUtility.ParseQueryString(new Uri((await browser.OpenAsync(address)).Location!).Query)["code"]!;

    private Task<System.Text.Json.Nodes.JsonNode> ExchangeAsync(string code, string verifier, string secret) => Server.FlowAsync(
        "/connect/token", ("grant_type", "authorization_code"), ("client_id", "flow"), ("client_secret", secret), ("redirect_uri", Back), ("code", code), ("code_verifier", verifier));
}
