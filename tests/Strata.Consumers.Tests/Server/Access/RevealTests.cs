using Microsoft.Extensions.Logging;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>Secrets that are shown, and approvals that are set aside: who did it, and why, is put down first. And no secret is.</summary>
[Trait("Level", "security")]
public sealed class RevealTests : IAsyncLifetime
{
    private const string Api = "/api/v1/spaces/shop";
    private const string Canary = "s3cret-canary-Qx7";

    private static readonly (string Name, string Value) Reason = ("Strata-Reason", "service shop starts");

    private AccessServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await AccessServer.StartAsync();
        await _server.PublishAsync("shop", ("app.yml", $"database: {{password: {Canary}, url: \"postgres://u:{Canary}@db/x\"}}\nname: \"${{NAME:-x}}\"\n"));
        await _server.GrantAsync("user:viewer", "viewer", "shop");
        await _server.GrantAsync("client:svc", "administrator", "shop");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("/api/v1/spaces/shop/configurations/app?reveal=true")]
    [InlineData("/api/v1/spaces/shop/configurations/app?reveal=true&revision=1")]
    [InlineData("/api/v1/spaces/shop/configurations/app?reveal=true&format=yaml")]
    [InlineData("/api/v1/spaces/shop/explanations/app?reveal=true&path=database.password")]
    [InlineData("/api/v1/spaces/shop/explanations/app?reveal=true")]
    [InlineData("/spring/shop/app/development")]
    [InlineData("/spring/shop/app-development.yml")]
    [InlineData("/api/v1/spaces/shop/revisions/1/files")]
    public async Task Reveal_IsOneRow_AndTakesAReason(string path)
    {
        var before = await RevealsAsync();
        var refused = await _server.GetAsync("client:svc", path);
        Assert.Equal((400, "STR9043"), (refused.Status, refused.Json!["code"]!.GetValue<string>()));
        Assert.Equal("STR9043", (await _server.GetAsync("client:svc", path, ("Strata-Reason", "x"))).Json!["code"]!.GetValue<string>());
        Assert.Equal("STR9043", (await _server.GetAsync("client:svc", path, ("Strata-Reason", new string('x', 501)))).Json!["code"]!.GetValue<string>());
        Assert.Equal(before, await RevealsAsync());

        // Twice: the second is answered from what is kept.
        foreach (var times in new[] { 1, 2 })
        {
            Assert.Contains(Canary, (await _server.GetAsync("client:svc", path, Reason)).Text, StringComparison.Ordinal);
            var rows = (await RevealsAsync())[before.Count..];
            Assert.Equal(times, rows.Count);
            Assert.All(rows, static row => Assert.Equal(("client:svc", "test:1", "service shop starts"), (row.Subject, row.Credential, row.Reason)));
        }

        var denied = await _server.GetAsync("user:viewer", path, Reason);
        Assert.Equal(403, denied.Status);
        Assert.DoesNotContain(Canary, denied.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reason_MayStandInTheAddress_AndWhatIsKnownAlreadyNeedsNone()
    {
        var first = await _server.GetAsync("client:svc", $"{Api}/configurations/app?reveal=true&reason=because%20of%20a%20test");
        Assert.Contains(Canary, first.Text, StringComparison.Ordinal);
        var rows = await RevealsAsync();
        Assert.Equal("because of a test", Assert.Single(rows).Reason);
        Assert.Equal(304, (await _server.GetAsync("client:svc", $"{Api}/configurations/app?reveal=true", ("If-None-Match", first.ETag!))).Status);
        Assert.Equal(rows, await RevealsAsync());

        // That of the content, as the history has it: the hash of what was shown would let those who read the history guess at it.
        var published = (await _server.GetAsync("client:svc", $"{Api}/revisions/1")).Success()["hash"]!.GetValue<string>();
        Assert.Contains($"\"hash\":\"{published}\"", rows[0].Details, StringComparison.Ordinal);
        Assert.NotEqual(published, first.Headers["Strata-Content-Sha256"]);
    }

    [Fact]
    public async Task Reveal_ThatCannotBePutDown_ShowsNothing()
    {
        Assert.Contains(Canary, (await _server.GetAsync("client:svc", $"{Api}/configurations/app?reveal=true", Reason)).Text, StringComparison.Ordinal);
        await _server.Store.ReadAsync(static (connection, token) => Dapper.SqlMapper.ExecuteAsync(connection, "CREATE TRIGGER full BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no room'); END"), Token);
        var refused = await _server.GetAsync("client:svc", $"{Api}/configurations/app?reveal=true", Reason);
        Assert.Equal((503, "STR9054"), (refused.Status, refused.Json!["code"]!.GetValue<string>()));
        Assert.True(refused.Headers.ContainsKey("Retry-After"));
        Assert.DoesNotContain(Canary, refused.Text, StringComparison.Ordinal);

        // Nor is anything changed: in a space, and of what belongs to none.
        var draft = await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/drafts", new { title = "t" });
        var grant = await _server.SendAsync("user:root", HttpMethod.Post, "/api/v1/access/grants", new { subject = "user:eve", role = "viewer" });
        Assert.Equal(("STR9054", "STR9054"), (draft.Json!["code"]!.GetValue<string>(), grant.Json!["code"]!.GetValue<string>()));
        Assert.Empty((await _server.GetAsync("user:root", $"{Api}/drafts")).Success()["items"]!.AsArray());
        Assert.Equal(200, (await _server.GetAsync("client:svc", $"{Api}/configurations/app")).Status);
    }

    [Fact]
    public async Task Secrets_StandInNoRowNoRefusalAndNoLog()
    {
        (await _server.SendAsync("user:root", HttpMethod.Patch, Api, new { requiredApprovals = 1 })).Success();
        await _server.GetAsync("client:svc", $"{Api}/configurations/app?reveal=true&variable.NAME={Canary}&fact.token={Canary}", ("Strata-Reason", $"see postgres://u:{Canary}@db/x"));
        var draft = (await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/drafts", new { title = "t", files = AccessServer.FilesOf(("app.yml", $"database: {{password: {Canary}}}\n")) })).Success()["id"]!.GetValue<string>();
        var answers = new List<string>();
        foreach (var (caller, method, path) in new[] { ("user:viewer", HttpMethod.Get, "configurations/app?reveal=true"), ("user:viewer", HttpMethod.Post, $"drafts/{draft}/publish"), ("user:root", HttpMethod.Post, $"drafts/{draft}/publish"), ("user:root", HttpMethod.Get, $"drafts/{draft}/difference"), ("user:root", HttpMethod.Get, "history") })
        {
            answers.Add((await _server.SendAsync(caller, method, $"{Api}/{path}", method == HttpMethod.Post ? new { } : null, ("If-Match", "\"1\""))).Text);
        }

        (await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/drafts/{draft}/publish", new { breakGlass = true, reason = "an incident" }, ("If-Match", "\"1\""))).Success();
        Assert.All(answers, static answer => Assert.DoesNotContain(Canary, answer, StringComparison.Ordinal));
        var rows = await _server.Store.Audit.ListChainsAsync(null, ("", 0), 1000, Token);
        Assert.Contains(rows, static row => row.Action == "reveal");
        Assert.All(rows, static row => Assert.DoesNotContain(Canary, row.Encode(), StringComparison.Ordinal));
        Assert.NotEmpty(_server.Log.Lines);
        Assert.All(_server.Log.Lines, static line => Assert.DoesNotContain(Canary, line.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task BrokenGlass_StandsOutEverywhere()
    {
        (await _server.SendAsync("user:root", HttpMethod.Patch, Api, new { requiredApprovals = 1 })).Success();
        await _server.GrantAsync("user:pat", "publisher", "shop");
        var draft = (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/drafts", new { title = "t", files = AccessServer.FilesOf(("app.yml", "name: second\n")) })).Success()["id"]!.GetValue<string>();
        Assert.Equal("STR9009", await PublishAsync("user:pat", new { }));
        Assert.Equal("STR9041", await PublishAsync("user:pat", new { breakGlass = true, reason = "an incident" }));
        Assert.Equal("STR9043", await PublishAsync("client:svc", new { breakGlass = true }));
        Assert.Equal("STR9001", await PublishAsync("client:svc", new { reason = "an incident" }));
        Assert.Null(await PublishAsync("client:svc", new { breakGlass = true, reason = "an incident" }));

        var history = (await _server.GetAsync("user:viewer", $"{Api}/history")).Success()["items"]!.AsArray();
        Assert.Single(history, static row => row!["action"]!.GetValue<string>() == "break-glass" && row["reason"]!.GetValue<string>() == "an incident" && row["subject"]!.GetValue<string>() == "client:svc");
        Assert.Equal("break-glass", (await _server.GetAsync("user:viewer", $"{Api}/revisions/2")).Success()["kind"]!.GetValue<string>());
        Assert.Contains(_server.Log.Lines, static line => line.Level == LogLevel.Critical && line.Text.Contains("an incident", StringComparison.Ordinal));

        async Task<string?> PublishAsync(string caller, object body) => (await _server.SendAsync(caller, HttpMethod.Post, $"{Api}/drafts/{draft}/publish", body, ("If-Match", "\"1\""))).Json?["code"]?.GetValue<string>();
    }

    [Fact]
    public async Task Approval_OfOnesOwnChange_IsNoneUnderAnotherName()
    {
        (await _server.SendAsync("user:root", HttpMethod.Patch, Api, new { requiredApprovals = 1 })).Success();
        await _server.GrantAsync("user:ada", "administrator", "shop");
        await _server.GrantAsync("user:bob", "approver", "shop");
        var draft = (await _server.SendAsync("user:ada", HttpMethod.Post, $"{Api}/drafts", new { title = "t", files = AccessServer.FilesOf(("app.yml", "name: second\n")) })).Success()["id"]!.GetValue<string>();
        Assert.Equal("STR9009", await ApproveAsync("user:ada"));
        Assert.Equal("STR9001", await ApproveAsync("user:ada", ("Strata-Actor", "bob")));
        Assert.Null(await ApproveAsync("user:bob"));
        Assert.Equal("user:bob", (await _server.GetAsync("user:ada", $"{Api}/drafts/{draft}")).Success()["approvals"]![0]!.GetValue<string>());

        async Task<string?> ApproveAsync(string caller, params (string Name, string Value)[] headers) => (await _server.SendAsync(caller, HttpMethod.Post, $"{Api}/drafts/{draft}/approvals", null, [("If-Match", "\"1\""), .. headers])).Json?["code"]?.GetValue<string>();
    }

    private async Task<List<Strata.Auditing.AuditRow>> RevealsAsync() => [.. (await _server.Store.Audit.ListChainsAsync("shop", ("", 0), 1000, Token)).Where(static row => row.Action == "reveal")];
}
