namespace Strata.Consumers.Tests.Server.Access;

/// <summary>What is changed while it is found out whether somebody may do it: nobody does more than what was looked at.</summary>
[Trait("Level", "security")]
public sealed class ChangedMeanwhileTests : IAsyncLifetime
{
    private const string Api = "/api/v1/spaces/shop";

    // So many that looking at all of them takes a while.
    private const int Contexts = 400;

    private AccessServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await AccessServer.StartAsync();
        var tenants = string.Join(", ", Enumerable.Range(0, Contexts).Select(static number => $"t{number}"));
        await _server.PublishAsync("shop", ("strata.yml", $"matrix: {{types: [app], environments: [staging], tenants: [{tenants}]}}\n"), ("app.yml", "_metadata: {type: app}\nname: one\n"), ("staging.yml", StagingOf("one")));
        await _server.GrantAsync("user:sam", "publisher", "shop", "staging");
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Draft_OfAVersionThatIsYetToCome_IsNotPublished()
    {
        var draft = (await SendAsync(HttpMethod.Post, $"{Api}/drafts", new { title = "harmless", changes = AccessServer.FilesOf(("staging.yml", StagingOf("two"))) })).Success()["id"]!.GetValue<string>();
        var publishing = SendAsync(HttpMethod.Post, $"{Api}/drafts/{draft}/publish", new { }, ("If-Match", "\"2\""));
        await Task.Delay(20, Token);
        (await SendAsync(HttpMethod.Put, $"{Api}/drafts/{draft}", new { changes = AccessServer.FilesOf(("app.yml", "_metadata: {type: app}\nname: everywhere\n")) }, ("If-Match", "\"1\""))).Success();

        var published = await publishing;

        Assert.True(published.Status is 412 or 403, published.Text);
        Assert.Equal("one", await NameAsync());
        Assert.Equal("STR9041", (await SendAsync(HttpMethod.Post, $"{Api}/drafts/{draft}/publish", new { }, ("If-Match", "\"2\""))).Json!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Head_ThatIsYetToCome_IsNotReplaced()
    {
        // What Sam has seen of revision 1 would take back what somebody else is about to publish everywhere.
        var mine = AccessServer.FilesOf(
            ("strata.yml", (await _server.GetAsync("user:root", $"{Api}/revisions/1/files")).Success()["files"]!["strata.yml"]!["text"]!.GetValue<string>()),
            ("app.yml", "_metadata: {type: app}\nname: one\n"),
            ("staging.yml", StagingOf("two")));
        var importing = SendAsync(HttpMethod.Post, $"{Api}/revisions", new { files = mine }, ("If-Match", "\"2\""));
        await Task.Delay(20, Token);
        var theirs = await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/drafts", new { title = "t", changes = AccessServer.FilesOf(("app.yml", "_metadata: {type: app}\nname: other\n")) });
        (await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/drafts/{theirs.Success()["id"]}/publish", new { }, ("If-Match", "\"1\""))).Success();

        var imported = await importing;

        Assert.True(imported.Status is 412 or 403, imported.Text);
        Assert.Equal("other", await NameAsync());
    }

    private static string StagingOf(string level) => $"_metadata: {{type: app, priority: high, conditions: {{environment: staging}}}}\nlevel: {level}\n";

    private Task<ServerAnswer> SendAsync(HttpMethod method, string path, object body, params (string Name, string Value)[] headers) => _server.SendAsync("user:sam", method, path, body, headers);

    private async Task<string> NameAsync() => (await _server.GetAsync("user:root", $"{Api}/configurations/app?environment=production")).Success()["name"]!.GetValue<string>();
}
