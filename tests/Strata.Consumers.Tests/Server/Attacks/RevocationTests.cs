using System.Diagnostics;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Server.Identity;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>What was taken away, and is used still: by a connection that came in time, by another of the same name, by two at once.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class RevocationTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    // What is revoked is refused after that, and a machine that is busy takes a moment.
    private static readonly TimeSpan Revoked = TimeSpan.FromSeconds(6.5);

    private ClosedServer Server => fixture.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Watches_AreCutWhenTheirTokenIsRevoked_AndOthersGoOn()
    {
        await Server.SendAsync(HttpMethod.Put, "/api/v1/spaces/watched", new { });
        var (id, token) = await TokenAsync("watcher");
        var (_, other) = await TokenAsync("other");
        await using var stream = await EventStream.OpenAsync(Server.Url, "watched", token: token);
        await using var kept = await EventStream.OpenAsync(Server.Url, "watched", token: other);
        var head = stream.Next();
        kept.Next();
        var polling = Server.SendAsync(HttpMethod.Get, $"/api/v1/spaces/watched/head?after={head["epoch"]}:{head["revision"]}&timeout=25", token: token);

        Assert.Equal(204, (await Server.SendAsync(HttpMethod.Delete, $"/api/v1/identity/tokens/{id}")).Status);

        await stream.Ended.WaitAsync(Revoked, Token);
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/spaces/watched/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = "name: one\n" } } })).Success();
        Assert.Equal(1, kept.Next()["revision"]!.GetValue<long>());
        var polled = await polling;
        Assert.Equal((401, "STR9031"), (polled.Status, polled.Json!["code"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Watch_OfAUserWhoIsDisabled_IsCut()
    {
        await Server.SendAsync(HttpMethod.Put, "/api/v1/spaces/left", new { });
        var user = await Server.AddUserAsync("leaver");
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/access/grants", new { subject = "user:leaver", role = "viewer" })).Success();
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        await using var stream = await EventStream.OpenAsync(Server.Url, "left", token: await ClosedServer.DeviceTokenAsync(Server.Url, browser, "strata-cli"));
        stream.Next();

        (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/users/leaver/disable")).Success();

        await stream.Ended.WaitAsync(Revoked, Token);
    }

    [Fact]
    public async Task Schedule_OfAUserWhoIsDisabled_IsNotDone()
    {
        const string Space = "/api/v1/spaces/timed";
        await Server.SendAsync(HttpMethod.Put, Space, new { });
        var user = await Server.AddUserAsync("planner");
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/access/grants", new { subject = "user:planner", role = "publisher" })).Success();
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var token = await ClosedServer.DeviceTokenAsync(Server.Url, browser, "strata-cli");
        var draft = (await Server.SendAsync(HttpMethod.Post, $"{Space}/drafts", new { title = "t", files = new Dictionary<string, object> { ["app.yml"] = new { text = "name: one\n" } } }, token)).Success()["id"]!.GetValue<string>();
        var scheduled = await Server.Process.SendAsync(HttpMethod.Post, $"{Space}/drafts/{draft}/schedule", new { publishAt = DateTimeOffset.UtcNow.AddSeconds(2) }, ("Authorization", $"Bearer {token}"), ("If-Match", "\"1\""));
        var id = scheduled.Success()["id"]!.GetValue<string>();
        (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/users/planner/disable")).Success();

        System.Text.Json.Nodes.JsonNode found;
        for (var waited = Stopwatch.StartNew(); (found = (await Server.SendAsync(HttpMethod.Get, $"{Space}/schedules/{id}")).Success())["state"]!.GetValue<string>() == "pending"; await Task.Delay(200, Token))
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(20), "nothing comes of it");
        }

        Assert.Equal(("failed", "planner is disabled"), (found["state"]!.GetValue<string>(), found["outcome"]!.GetValue<string>()));
        Assert.Equal(0, (await Server.SendAsync(HttpMethod.Get, Space)).Success()["head"]!.GetValue<long>());
    }

    [Fact]
    public async Task Client_ThatIsDeleted_TakesTheTokensWithIt_AndOneOfItsNameFindsNone()
    {
        var secret = await Server.AddClientAsync("robot", "service");
        var access = (await Server.FlowAsync("/connect/token", ("grant_type", "client_credentials"), ("client_id", "robot"), ("client_secret", secret!)))["access_token"]!.GetValue<string>();
        var made = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "kept", days = 30 }, access)).Success()["token"]!.GetValue<string>();
        Assert.Equal("client:robot", (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: made)).Success()["subject"]!.GetValue<string>());

        Assert.Equal(204, (await Server.SendAsync(HttpMethod.Delete, "/api/v1/identity/clients/robot")).Status);
        await Server.AddClientAsync("robot", "service");

        for (var waited = Stopwatch.StartNew(); (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: made)).Status != 401; await Task.Delay(200, Token))
        {
            Assert.True(waited.Elapsed < Revoked, "it is taken still");
        }
    }

    [Fact]
    public async Task ClientOfTheCommand_AndOnesOwnAccount_AreNotRemoved()
    {
        Assert.Equal("STR9044", (await Server.SendAsync(HttpMethod.Delete, "/api/v1/identity/clients/strata-cli")).Json!["code"]!.GetValue<string>());
        Assert.Equal("STR9044", (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/users/ADMIN/disable")).Json!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task RefreshToken_ThatTwoUseAtOnce_ServesOneAtMost()
    {
        var user = await Server.AddUserAsync("twice");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        for (var round = 0; round < 2; round++)
        {
            var token = (await ClosedServer.DeviceTokensAsync(Server.Url, browser, "strata-cli"))["refresh_token"]!.GetValue<string>();
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Server.FlowAsync("/connect/token", ("grant_type", "refresh_token"), ("client_id", "strata-cli"), ("refresh_token", token))));
            Assert.True(answers.Count(static answer => answer["refresh_token"] is not null) <= 1);
            Assert.All(answers, static answer => Assert.True(answer["refresh_token"] is not null || answer["error"]!.GetValue<string>() == "invalid_grant", answer.ToJsonString()));
        }
    }

    private async Task<(string Id, string Token)> TokenAsync(string name)
    {
        var made = (await Server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name, days = 1 })).Success();
        return (made["id"]!.GetValue<string>(), made["token"]!.GetValue<string>());
    }
}
