using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server;

/// <summary>Writes that are sent again with the same <c>Idempotency-Key</c>: whatever happened meanwhile, they are answered as the first time, and change nothing.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class RepeatTests(BusyServerFixture fixture) : IClassFixture<BusyServerFixture>
{
    private string Shop => $"/api/v1/spaces/{_space}";

    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();

    [Fact]
    public async Task Space_MadeOrChangedAgain_IsTheSameSpace()
    {
        Assert.Equal(201, (await TwiceAsync(HttpMethod.Put, Shop, new { description = "one" })).Status);
        Assert.Equal(409, (await _server.SendAsync(HttpMethod.Put, Shop, new { description = "one" }, ("Idempotency-Key", "another"))).Status);
        Assert.Equal(422, (await _server.SendAsync(HttpMethod.Put, Shop, new { description = "two" }, ("Idempotency-Key", Key(HttpMethod.Put, Shop)))).Status);
        Assert.Equal(200, (await TwiceAsync(HttpMethod.Patch, Shop, new { requiredApprovals = 1 })).Status);
        Assert.Equal(["space-configure", "space-create"], await HistoryAsync());
    }

    [Fact]
    public async Task Draft_BegunChangedOrDiscardedAgain_IsTheSameDraft()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"), ("old.yml", "x: 1\n"));
        var removes = new { changes = new Dictionary<string, object?> { ["old.yml"] = null } };
        var begun = await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts", removes, ("Idempotency-Key", "begin"), ("Strata-Actor", "ada"));
        var draft = $"{Shop}/drafts/{begun.Success()["id"]!.GetValue<string>()}";

        // What it removes is not there any more in what the space serves now.
        await _server.PublishAsync(_space, ("app.yml", "name: two\n"));
        var again = await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts", removes, ("Idempotency-Key", "begin"), ("Strata-Actor", "ada"));
        Assert.Equal(begun.Text, again.Text);
        Assert.Equal("ada", Assert.Single(again.Json!["authors"]!.AsArray())!.GetValue<string>());

        var changes = new { changes = new Dictionary<string, object?> { ["app.yml"] = null, ["new.yml"] = new { text = "name: three\n" } } };
        var changed = await TwiceAsync(HttpMethod.Put, draft, changes, ("If-Match", "\"1\""));
        Assert.Equal(2, changed.Success()["version"]!.GetValue<long>());
        Assert.Equal(204, (await TwiceAsync(HttpMethod.Delete, draft, null, ("If-Match", "\"2\""))).Status);
        Assert.Equal(["draft-discard", "draft-update", "import", "draft-create", "import", "space-create"], await HistoryAsync());
    }

    [Fact]
    public async Task Rollout_ChangedAgain_IsOneRevision()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        (await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts/{draft}/rollout", new { percent = 1, steps = new[] { 50 }, intervalSeconds = 3600 }, ("If-Match", "\"1\""))).Success();
        foreach (var (what, revision) in new[] { ("pause", 3L), ("resume", 4L) })
        {
            Assert.Equal(revision, (await TwiceAsync(HttpMethod.Post, $"{Shop}/rollout/{what}")).Success()["revision"]!.GetValue<long>());
        }

        Assert.Equal(5, (await TwiceAsync(HttpMethod.Patch, $"{Shop}/rollout", new { percent = 30 })).Success()["revision"]!.GetValue<long>());
        Assert.Equal(6, (await TwiceAsync(HttpMethod.Post, $"{Shop}/rollout/abort")).Success()["revision"]!.GetValue<long>());
        Assert.Equal(6, (await _server.GetAsync($"{Shop}/head")).Success()["revision"]!.GetValue<long>());
    }

    [Fact]
    public async Task Schedule_CancelledAgain_IsCancelledOnce()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        var draft = await DraftAsync("name: two\n");
        var action = (await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts/{draft}/schedule", new { publishAt = DateTimeOffset.UtcNow.AddHours(1) }, ("If-Match", "\"1\""))).Success()["id"]!.GetValue<string>();
        Assert.Equal(204, (await TwiceAsync(HttpMethod.Delete, $"{Shop}/schedules/{action}")).Status);
        Assert.Equal(409, (await _server.SendAsync(HttpMethod.Delete, $"{Shop}/schedules/{action}")).Status);
        Assert.Equal(1, (await HistoryAsync()).Count(static entry => entry == "schedule-cancel"));
    }

    [Fact]
    public async Task Source_SetOrRemovedAgain_IsSetOrRemovedOnce()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        Assert.Equal(202, (await TwiceAsync(HttpMethod.Put, $"{Shop}/source", new { direction = "import", location = "/srv/allowed/none" })).Status);
        Assert.Equal(204, (await TwiceAsync(HttpMethod.Delete, $"{Shop}/source")).Status);
        Assert.Equal(["source-remove", "source-set", "import", "space-create"], await HistoryAsync());
    }

    [Fact]
    public async Task Key_OfOneActor_IsNotThatOfAnother()
    {
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"));
        (await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts", new { }, ("Idempotency-Key", "b:c"), ("Strata-Actor", "a"))).Success();
        (await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts", new { }, ("Idempotency-Key", "c"), ("Strata-Actor", "a:b"))).Success();
    }

    private static string Key(HttpMethod method, string path) => $"{method} {path}";

    private async Task<ServerAnswer> TwiceAsync(HttpMethod method, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var first = await _server.SendAsync(method, path, body, [.. headers, ("Idempotency-Key", Key(method, path))]);
        var second = await _server.SendAsync(method, path, body, [.. headers, ("Idempotency-Key", Key(method, path))]);
        Assert.True(first.Status is >= 200 and < 300, first.Text);
        Assert.Equal(first.Status, second.Status);
        if (!path.EndsWith("/source", StringComparison.Ordinal))
        {
            // What a source says of itself goes on in the background.
            Assert.Equal(first.Text, second.Text);
        }

        return first;
    }

    private async Task<string> DraftAsync(string text) =>
        (await _server.SendAsync(HttpMethod.Post, $"{Shop}/drafts", new { changes = new Dictionary<string, object> { ["app.yml"] = new { text } } })).Success()["id"]!.GetValue<string>();

    private async Task<IEnumerable<string>> HistoryAsync() =>
        (await _server.GetAsync($"{Shop}/history")).Success()["items"]!.AsArray().Select(static entry => entry!["action"]!.GetValue<string>());
}
