using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server;

/// <summary>Drafts, and what becomes of them.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class PublishingTests(BusyServerFixture fixture) : IClassFixture<BusyServerFixture>
{
    private string Drafts => $"/api/v1/spaces/{_space}/drafts";

    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();

    [Fact]
    public async Task Draft_IsPublishedAsTheVersionThatWasMeant()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        var changed = (await _server.SendAsync(HttpMethod.Put, $"{Drafts}/{draft}", new { changes = new Dictionary<string, object> { ["app.yml"] = new { text = "name: three\n" } } }, ("If-Match", "\"1\""))).Success();
        Assert.Equal(2, changed["version"]!.GetValue<long>());
        Assert.Equal(428, (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{draft}/publish", new { })).Status);
        Assert.Equal(412, (await PublishAsync(draft, version: 1)).Status);
        Assert.Equal(2, (await PublishAsync(draft, version: 2)).Success()["revision"]!.GetValue<long>());
        Assert.Equal(409, (await PublishAsync(draft, version: 2)).Status);
        Assert.Equal("three", await NameAsync());
    }

    [Fact]
    public async Task Draft_OfAnOlderHead_IsRefusedWithWhatChangedMeanwhile()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        await _server.PublishAsync(_space, ("app.yml", "name: meanwhile\n"));
        var answer = await PublishAsync(draft);
        Assert.Equal(412, answer.Status);
        Assert.Equal("STR9006", answer.Json!["code"]!.GetValue<string>());
        var change = answer.Json["difference"]!["contexts"]![0]!["changes"]![0]!;
        Assert.Equal("name", change["path"]!.GetValue<string>());
        Assert.Equal("meanwhile", change["right"]!.GetValue<string>());
        (await _server.SendAsync(HttpMethod.Put, $"{Drafts}/{draft}", new { baseRevision = 2 }, ("If-Match", "\"1\""))).Success();
        Assert.Equal(3, (await PublishAsync(draft, version: 2)).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Draft_ThatIsInvalidSomewhere_IsNeverServed()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: \"${MISSING}\"\n");
        var answer = await PublishAsync(draft);
        Assert.Equal(422, answer.Status);
        var problem = answer.Json!["diagnostics"]![0]!;
        Assert.Equal("app.yml", problem["file"]!.GetValue<string>());
        Assert.Equal("one", await NameAsync());
        Assert.False((await _server.GetAsync($"{Drafts}/{draft}/validation")).Success()["valid"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Approval_ComesFromOthers_AndForOneVersion()
    {
        (await _server.SendAsync(HttpMethod.Put, $"/api/v1/spaces/{_space}", new { requiredApprovals = 1 })).Success();
        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/revisions", new { files = Files("name: one\n") })).Status);
        var draft = await DraftAsync("name: one\n", "ada");
        Assert.Equal(403, (await PublishAsync(draft)).Status);
        Assert.Equal(403, (await ApproveAsync(draft, "ada")).Status);
        (await ApproveAsync(draft, "bob")).Success();
        (await _server.SendAsync(HttpMethod.Put, $"{Drafts}/{draft}", new { files = Files("name: sneaked\n") }, ("If-Match", "\"1\""), ("Strata-Actor", "bob"))).Success();
        Assert.Equal(403, (await PublishAsync(draft, version: 2)).Status);
        Assert.Equal(403, (await ApproveAsync(draft, "bob", version: 2)).Status);
        (await ApproveAsync(draft, "eve", version: 2)).Success();
        Assert.Equal(1, (await PublishAsync(draft, version: 2)).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Request_WithAnIdempotencyKey_IsDoneOnce()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var first = await DraftAsync("name: two\n", key: "k1");
        Assert.Equal(first, await DraftAsync("name: two\n", key: "k1"));
        var published = (await PublishAsync(first, key: "k2")).Success();
        var repeated = (await PublishAsync(first, key: "k2")).Success();
        Assert.Equal(published.ToJsonString(), repeated.ToJsonString());
        var other = await _server.SendAsync(HttpMethod.Post, Drafts, new { title = "other" }, ("Strata-Actor", "ada"), ("Idempotency-Key", "k1"));
        Assert.Equal(422, other.Status);
        Assert.Equal("STR9010", other.Json!["code"]!.GetValue<string>());
        var publishes = (await _server.GetAsync($"/api/v1/spaces/{_space}/history")).Success()["items"]!.AsArray().Count(static entry => entry!["action"]!.GetValue<string>() == "publish");
        Assert.Equal(1, publishes);
    }

    [Fact]
    public async Task Rollback_ShowsItsDifference_AndIsARevisionOfItsOwn()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        await _server.PublishAsync(_space, ("app.yml", "name: two\n"));
        var shown = (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/rollbacks?dryRun=true", new { to = 1 })).Success();
        Assert.Equal("one", shown["contexts"]![0]!["changes"]![0]!["right"]!.GetValue<string>());
        Assert.Equal("two", await NameAsync());
        Assert.Equal(3, (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/rollbacks", new { to = 1 })).Success()["revision"]!.GetValue<long>());
        Assert.Equal("one", await NameAsync());
        Assert.Equal("two", await NameAsync("revision=2"));
    }

    [Fact]
    public async Task Rollout_ReachesWhomItNames_AndGoesOnToAll()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{draft}/rollout", new { tenants = new[] { "acme" }, labels = new[] { "ring=0" } }, ("If-Match", "\"1\""))).Success();
        Assert.Equal("two", await NameAsync("tenant=acme"));
        Assert.Equal("two", await NameAsync("tenant=other&fact.ring=0"));
        Assert.Equal("one", await NameAsync("tenant=other"));
        Assert.Equal(409, (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/revisions", new { files = Files("name: x\n") })).Status);

        // A share only grows.
        (await _server.SendAsync(HttpMethod.Patch, $"/api/v1/spaces/{_space}/rollout", new { percent = 30 })).Success();
        var early = await ReachedAsync();
        (await _server.SendAsync(HttpMethod.Patch, $"/api/v1/spaces/{_space}/rollout", new { percent = 60 })).Success();
        var later = await ReachedAsync();
        Assert.InRange(early.Count, 1, 35);
        Assert.ProperSuperset(early, later);

        (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/rollout/complete")).Success();
        Assert.Equal("two", await NameAsync());
        Assert.Equal(409, (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/rollout/abort")).Status);
    }

    [Fact]
    public async Task Schedule_ThatWouldEndARollout_FailsAndLeavesIt()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var rolled = await DraftAsync("name: two\n");
        (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{rolled}/rollout", new { tenants = new[] { "acme" } }, ("If-Match", "\"1\""))).Success();

        // It was made from the revision that is the head still, so that nothing but the rollout speaks against it.
        var draft = await DraftAsync("name: three\n");
        var action = (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{draft}/schedule", new { publishAt = DateTimeOffset.UtcNow.AddSeconds(0.5) }, ("If-Match", "\"1\""))).Success()["id"]!.GetValue<string>();
        await Eventually.HoldsAsync(async () => (await _server.GetAsync($"/api/v1/spaces/{_space}/schedules/{action}")).Success()["state"]!.GetValue<string>() != "pending");

        var ended = (await _server.GetAsync($"/api/v1/spaces/{_space}/schedules/{action}")).Success();
        Assert.Equal("failed", ended["state"]!.GetValue<string>());
        Assert.Contains("a rollout is under way", ended["outcome"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("two", await NameAsync("tenant=acme"));
    }

    [Fact]
    public async Task Change_ThatGoesByARevisionOfAnotherLife_IsRefused()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var other = await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/revisions", new { files = Files("name: two\n") }, ("If-Match", "\"0123456789abcdef:1\""));
        Assert.True(other.Status == 412, other.Text);
        Assert.Contains("which is over", other.Json!["title"]!.GetValue<string>(), StringComparison.Ordinal);
        var head = (await _server.GetAsync($"/api/v1/spaces/{_space}")).ETag!;
        Assert.Equal(2, (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/revisions", new { files = Files("name: two\n") }, ("If-Match", head))).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Start_WhereApprovalsAreAskedFor_ImportsNothing()
    {
        var overrides = Directory.CreateTempSubdirectory("strata-import-");
        await File.WriteAllTextAsync(Path.Combine(overrides.FullName, "app.yml"), "name: one\n", TestContext.Current.CancellationToken);
        using var server = ServerProcess.Of([], "--import", overrides.FullName);
        var store = Path.Combine(server.Data, "strata.db");
        Directory.CreateDirectory(server.Data);
        await using (var prepared = new Strata.Server.Stores.ServerStore(new Strata.Server.Stores.SqliteDatabase(store), TimeProvider.System))
        {
            await prepared.PrepareAsync(TestContext.Current.CancellationToken);
            await prepared.Spaces.CreateAsync("default", "", 1, Strata.Server.Access.Actor.Itself("ada"), key: null, TestContext.Current.CancellationToken);
        }

        server.StartAgain();
        Assert.Equal(0, (await server.GetAsync("/api/v1/spaces/default")).Success()["head"]!.GetValue<long>());
        overrides.Delete(recursive: true);
    }

    [Fact]
    public async Task Rollout_ByItself_TakesItsStepsUnlessPaused()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{draft}/rollout", new { percent = 1, steps = new[] { 50, 100 }, intervalSeconds = 1 }, ("If-Match", "\"1\""))).Success();
        (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/rollout/pause")).Success();
        var paused = (await _server.GetAsync($"/api/v1/spaces/{_space}/head")).Success()["revision"]!.GetValue<long>();
        await Eventually.HoldsAsync(async () => (await _server.GetAsync($"/api/v1/spaces/{_space}/schedules")).Success()["items"]!.AsArray().All(static action => action!["state"]!.GetValue<string>() == "cancelled"));
        Assert.Equal(paused, (await _server.GetAsync($"/api/v1/spaces/{_space}/head")).Success()["revision"]!.GetValue<long>());
        (await _server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{_space}/rollout/resume")).Success();
        await Eventually.HoldsAsync(async () => await NameAsync() == "two");
        Assert.Equal(409, (await _server.GetAsync($"/api/v1/spaces/{_space}/rollout")).Status);
        var kinds = (await _server.GetAsync($"/api/v1/spaces/{_space}/revisions")).Success()["items"]!.AsArray().Select(static revision => revision!["kind"]!.GetValue<string>());
        Assert.Equal(["rollout-complete", "rollout-change", "rollout-resume", "rollout-pause", "rollout-start", "import"], kinds);
    }

    [Fact]
    public async Task Schedule_PublishesWhatWasFrozen_AndTakesItBack()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        var now = DateTimeOffset.UtcNow;
        (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{draft}/schedule", new { publishAt = now.AddSeconds(1), revertAt = now.AddSeconds(4) }, ("If-Match", "\"1\""))).Success();
        Assert.Equal(409, (await _server.SendAsync(HttpMethod.Put, $"{Drafts}/{draft}", new { title = "late" }, ("If-Match", "\"1\""))).Status);
        Assert.Equal("one", await NameAsync());
        await Eventually.HoldsAsync(async () => await NameAsync() == "two");
        await Eventually.HoldsAsync(async () => await NameAsync() == "one");
        Assert.Equal(3, (await _server.GetAsync($"/api/v1/spaces/{_space}/head")).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Schedule_WhoseHeadMovedOn_FailsAndLeavesItsDraftOpen()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        var schedule = (await _server.SendAsync(HttpMethod.Post, $"{Drafts}/{draft}/schedule", new { publishAt = DateTimeOffset.UtcNow.AddSeconds(2) }, ("If-Match", "\"1\""))).Success()["id"]!.GetValue<string>();
        await _server.PublishAsync(_space, ("app.yml", "name: meanwhile\n"));
        await Eventually.HoldsAsync(async () => (await _server.GetAsync($"/api/v1/spaces/{_space}/schedules/{schedule}")).Success()["state"]!.GetValue<string>() == "failed");
        Assert.Equal("meanwhile", await NameAsync());
        Assert.Equal("open", (await _server.GetAsync($"{Drafts}/{draft}")).Success()["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("../escape.yml")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b.yml")]
    [InlineData("a/./b.yml")]
    [InlineData("con.yml")]
    [InlineData("a\u0000b.yml")]
    [InlineData("")]
    public async Task File_WhoseNameLeadsElsewhere_IsRefused(string path)
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var answer = await _server.SendAsync(HttpMethod.Post, Drafts, new { files = new Dictionary<string, object> { [path] = new { text = "x: 1\n" } } });
        Assert.Equal(422, answer.Status);
        Assert.Equal("STR9016", answer.Json!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Lists_ArePaged()
    {
        for (var i = 0; i < 5; i++)
        {
            await _server.PublishAsync(_space, ("app.yml", string.Create(CultureInfo.InvariantCulture, $"name: v{i}\n")));
        }

        var numbers = new List<long>();
        var cursor = "";
        do
        {
            var page = (await _server.GetAsync($"/api/v1/spaces/{_space}/revisions?limit=2&cursor={cursor}")).Success();
            numbers.AddRange(page["items"]!.AsArray().Select(static revision => revision!["revision"]!.GetValue<long>()));
            cursor = page["next"]?.GetValue<string>();
        }
        while (cursor is not null);

        Assert.Equal([5, 4, 3, 2, 1], numbers);
        Assert.Equal(400, (await _server.GetAsync($"/api/v1/spaces/{_space}/revisions?limit=0")).Status);
    }

    private static Dictionary<string, object> Files(string text) => new() { ["app.yml"] = new { text } };

    private async Task<string> DraftAsync(string text, string actor = "ada", string? key = null)
    {
        (string, string)[] headers = key is null ? [("Strata-Actor", actor)] : [("Strata-Actor", actor), ("Idempotency-Key", key)];
        return (await _server.SendAsync(HttpMethod.Post, Drafts, new { title = "a change", files = Files(text) }, headers)).Success()["id"]!.GetValue<string>();
    }

    private Task<ServerAnswer> PublishAsync(string draft, long version = 1, string? key = null) => _server.SendAsync(
        HttpMethod.Post, $"{Drafts}/{draft}/publish", new { }, [("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{version}\"")), .. key is null ? Array.Empty<(string, string)>() : [("Idempotency-Key", key)]]);

    private Task<ServerAnswer> ApproveAsync(string draft, string actor, long version = 1) => _server.SendAsync(
        HttpMethod.Post, $"{Drafts}/{draft}/approvals", null, ("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{version}\"")), ("Strata-Actor", actor));

    private async Task<string> NameAsync(string query = "") => (await _server.GetAsync($"/api/v1/spaces/{_space}/configurations/app?{query}")).Success()["name"]!.GetValue<string>();

    private async Task<HashSet<string>> ReachedAsync()
    {
        var reached = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            var tenant = string.Create(CultureInfo.InvariantCulture, $"t{i}");
            if (await NameAsync($"tenant={tenant}") == "two")
            {
                reached.Add(tenant);
            }
        }

        return reached;
    }
}
