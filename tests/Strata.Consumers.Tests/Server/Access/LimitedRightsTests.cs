namespace Strata.Consumers.Tests.Server.Access;

/// <summary>Rights that are limited to environments, tenants and paths: what is read, and what is published.</summary>
[Trait("Level", "security")]
public sealed class LimitedRightsTests : IAsyncLifetime
{
    private const string Api = "/api/v1/spaces/shop";
    private const string Base = "_metadata: {type: app}\ndatabase: {host: db, port: 5432, password: s3cret-marmot}\nqueue: {host: mq, token: s3cret-otter}\nservers: [one, two]\n";
    private const string Production = "_metadata: {type: app, priority: high, conditions: {environment: production}}\ndatabase: {host: db.production}\n";
    private const string Acme = "_metadata: {type: app, priority: high, conditions: {tenant: acme}}\ndatabase: {host: db.acme}\n";

    private static readonly (string Name, string Value) Reason = ("Strata-Reason", "a test of rights");

    private AccessServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await AccessServer.StartAsync();
        await _server.PublishAsync("shop", ("app.yml", Base), ("production.yml", Production), ("acme.yml", Acme), (".env.production", "X=1\n"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Paths_CutWhatIsRead_AndHashesAndCachesKnowIt()
    {
        await _server.GrantAsync("user:whole", "viewer", "shop");
        await _server.GrantAsync("user:db", "viewer", "shop", path: "database");
        await _server.GrantAsync("user:host", "viewer", "shop", path: "database.host");
        var whole = await _server.GetAsync("user:whole", $"{Api}/configurations/app");
        var cut = await _server.GetAsync("user:db", $"{Api}/configurations/app");
        Assert.NotNull(whole.Success()["queue"]);
        Assert.Equal("""{"database":{"host":"db","port":5432,"password":"********"}}""", cut.Success().ToJsonString());
        Assert.Equal("""{"database":{"host":"db"}}""", (await _server.GetAsync("user:host", $"{Api}/configurations/app")).Success().ToJsonString());
        Assert.NotEqual(whole.ETag, cut.ETag);

        // What somebody else has is not what this caller knows.
        Assert.Equal(200, (await _server.GetAsync("user:db", $"{Api}/configurations/app", ("If-None-Match", whole.ETag!))).Status);
        Assert.Equal(304, (await _server.GetAsync("user:db", $"{Api}/configurations/app", ("If-None-Match", cut.ETag!))).Status);
        Assert.NotNull((await _server.GetAsync("user:whole", $"{Api}/configurations/app")).Success()["queue"]);

        var hash = whole.Headers["Strata-Content-Sha256"];
        Assert.Equal(404, (await _server.GetAsync("user:db", $"{Api}/snapshots/{hash}")).Status);
        Assert.Equal(200, (await _server.GetAsync("user:whole", $"{Api}/snapshots/{hash}")).Status);
        Assert.Equal(cut.Text, (await _server.GetAsync("user:db", $"{Api}/snapshots/{cut.Headers["Strata-Content-Sha256"]}")).Text);
        Assert.DoesNotContain("public", (await _server.GetAsync("user:whole", $"{Api}/snapshots/{hash}")).Headers["Cache-Control"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paths_CutExplanationsAndDifferences()
    {
        await _server.GrantAsync("user:db", "viewer", "shop", path: "database");
        Assert.Equal(200, (await _server.GetAsync("user:db", $"{Api}/explanations/app?path=database.host")).Status);
        Assert.Equal("STR9041", await CodeAsync("user:db", $"{Api}/explanations/app?path=queue.host"));
        Assert.Equal("STR9041", await CodeAsync("user:db", $"{Api}/explanations/app?path=/queue/host"));
        Assert.DoesNotContain("queue", (await _server.GetAsync("user:db", $"{Api}/explanations/app")).Text, StringComparison.Ordinal);
        var difference = await _server.GetAsync("user:db", $"{Api}/difference?left=app&right=app,environment=production");
        Assert.Contains("db.production", difference.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("queue", difference.Text, StringComparison.Ordinal);
        Assert.Equal("STR9041", await CodeAsync("user:db", $"{Api}/validation"));
    }

    [Fact]
    public async Task Environment_IsNotReachedByLeavingConditionsOut()
    {
        await _server.GrantAsync("user:staging", "viewer", "shop", "staging");
        await _server.GrantAsync("user:acme", "viewer", "shop", tenant: "acme");
        Assert.Equal(200, (await _server.GetAsync("user:staging", $"{Api}/configurations/app?environment=staging")).Status);
        Assert.Equal("STR9041", await CodeAsync("user:staging", $"{Api}/configurations/app?environment=production"));
        Assert.Equal("STR9041", await CodeAsync("user:staging", $"{Api}/configurations/app"));
        Assert.Equal("STR9041", await CodeAsync("user:staging", $"{Api}/configurations/app?environment=staging&ignoreConditions=true"));
        Assert.Equal("STR9041", await CodeAsync("user:staging", $"{Api}/explanations/app?environment=staging&ignoreConditions=true"));
        Assert.Equal("db.acme", (await _server.GetAsync("user:acme", $"{Api}/configurations/app?tenant=acme")).Success()["database"]!["host"]!.GetValue<string>());
        Assert.Equal("STR9041", await CodeAsync("user:acme", $"{Api}/configurations/app?tenant=other"));
        Assert.Equal("STR9041", await CodeAsync("user:acme", $"{Api}/configurations/app"));
        Assert.Equal("STR9041", await CodeAsync("user:staging", $"{Api}/difference?left=app,environment=staging&right=app,environment=production"));
    }

    [Fact]
    public async Task Secrets_AreInClearOnlyWhereTheyMayBeSeen()
    {
        await _server.SendAsync("user:root", HttpMethod.Put, "/api/v1/access/roles/secrets", new { verbs = new[] { "view-secrets" } });
        await _server.GrantAsync("user:svc", "viewer", "shop");
        await _server.GrantAsync("user:svc", "secrets", "shop", "staging", path: "database");
        Assert.Equal("STR9041", await CodeAsync("user:svc", $"{Api}/configurations/app?environment=production&reveal=true", Reason));
        var answer = (await _server.GetAsync("user:svc", $"{Api}/configurations/app?environment=staging&reveal=true", Reason)).Success();
        Assert.Equal("s3cret-marmot", answer["database"]!["password"]!.GetValue<string>());
        Assert.Equal("********", answer["queue"]!["token"]!.GetValue<string>());
        Assert.Equal("mq", answer["queue"]!["host"]!.GetValue<string>());
        Assert.Equal("STR9041", await CodeAsync("user:svc", $"{Api}/explanations/app?environment=staging&reveal=true&path=queue.token", Reason));
        Assert.Contains("s3cret-marmot", (await _server.GetAsync("user:svc", $"{Api}/explanations/app?environment=staging&reveal=true&path=database.password", Reason)).Text, StringComparison.Ordinal);

        // The whole of it was kept for the administrator, and is not given to others.
        await _server.GetAsync("user:root", $"{Api}/configurations/app?environment=staging&reveal=true", Reason);
        Assert.DoesNotContain("otter", (await _server.GetAsync("user:svc", $"{Api}/configurations/app?environment=staging&reveal=true", Reason)).Text, StringComparison.Ordinal);
        Assert.Equal("STR9042", await CodeAsync("user:svc;weak", $"{Api}/configurations/app?environment=staging&reveal=true", Reason));
    }

    [Fact]
    public async Task Files_WithSecretsInClear_AreForThoseWhoMaySeeThem()
    {
        await _server.GrantAsync("user:viewer", "viewer", "shop");
        await _server.GrantAsync("user:staging", "viewer", "shop", "staging");
        var refused = await _server.GetAsync("user:viewer", $"{Api}/revisions/1/files");
        Assert.Equal(403, refused.Status);
        Assert.Contains("secrets in clear", refused.Text, StringComparison.Ordinal);
        Assert.Equal("STR9043", await CodeAsync("user:root", $"{Api}/revisions/1/files"));
        Assert.Contains("s3cret-marmot", (await _server.GetAsync("user:root", $"{Api}/revisions/1/files", Reason)).Text, StringComparison.Ordinal);

        await _server.PublishAsync("shop", ("app.yml", "database: {host: db, password: \"${DB_PASSWORD:?needed}\", url: \"postgres://u:${DB_PASSWORD:?needed}@db\"}\n"), (".env", "DB_PASSWORD=\n"), ("other.yml", "name: x\n"), ("strata.yml", "matrix: {types: [other]}\n"));
        Assert.Equal(200, (await _server.GetAsync("user:viewer", $"{Api}/revisions/2/files")).Status);
        Assert.Equal("STR9041", await CodeAsync("user:staging", $"{Api}/revisions/2/files"));
    }

    [Theory]
    [InlineData(201, "staging", "*", "*", "staging.yml", "_metadata: {type: app, conditions: {environment: staging}}\nname: x\n")]
    [InlineData(403, "staging", "*", "*", "staging.yml", "_metadata: {type: app, conditions: {environment: [staging, production]}}\nname: x\n")]
    [InlineData(403, "staging", "*", "*", "staging.yml", "_metadata: {type: app, conditions: {environment: \"!development\", facts: {region: eu}}}\nname: x\n")]
    [InlineData(403, "staging", "*", "*", "staging.yml", "_metadata: {type: app, conditions: {facts: {region: eu}}}\nname: x\n")]
    [InlineData(403, "staging", "*", "*", "app.yml", "_metadata: {type: app}\ndatabase: {host: other, port: 5432, password: s3cret-marmot}\nqueue: {host: mq, token: s3cret-otter}\nservers: [one, two]\n")]
    [InlineData(201, "production", "*", "*", "production.yml", "_metadata: {type: app, priority: high, conditions: {environment: production}}\ndatabase: {host: db.second}\n")]
    [InlineData(201, "prod*", "*", "database", "production.yml", "_metadata: {type: app, priority: high, conditions: {environment: production}}\ndatabase: {host: db.second}\n")]
    [InlineData(403, "production", "*", "queue", "production.yml", "_metadata: {type: app, priority: high, conditions: {environment: production}}\ndatabase: {host: db.second}\n")]
    [InlineData(403, "production", "*", "*", "production.yml", "_metadata: {type: app, priority: high}\ndatabase: {host: db.production}\n")]
    [InlineData(403, "staging", "*", "*", ".env.production", "X=2\n")]
    [InlineData(201, "production", "*", "*", ".env.production", "X=2\n")]
    [InlineData(403, "production", "*", "*", ".env", "X=2\n")]
    [InlineData(201, "*", "acme", "*", "acme.yml", "_metadata: {type: app, priority: high, conditions: {tenant: acme}}\ndatabase: {host: db.acme2}\n")]
    [InlineData(403, "*", "other", "*", "acme.yml", "_metadata: {type: app, priority: high, conditions: {tenant: acme}}\ndatabase: {host: db.acme2}\n")]
    [InlineData(201, "*", "*", "database", "app.yml", "_metadata: {type: app}\ndatabase: {host: db2, port: 5432, password: s3cret-marmot}\nqueue: {host: mq, token: s3cret-otter}\nservers: [one, two]\n")]
    [InlineData(403, "*", "*", "database", "app.yml", "_metadata: {type: app}\ndatabase: {host: db, port: 5432, password: s3cret-marmot}\nqueue: {host: mq2, token: s3cret-otter}\nservers: [one, two]\n")]
    [InlineData(403, "*", "*", "database", "app.yml", "_metadata: {type: app}\ndatabase: {host: \"${config:queue.host}\", port: 5432, password: s3cret-marmot}\nqueue: {host: mq, token: s3cret-otter}\nservers: [one, two]\n")]
    [InlineData(403, "*", "*", "database", "more.yml", "_metadata: {type: app, sensitive: [queue.host]}\ndatabase: {host: db2}\n")]
    [InlineData(403, "*", "*", "queue", "more.yml", "_metadata: {type: app, priority: highest}\ndatabase: !unset\n")]
    [InlineData(201, "*", "*", "database", "more.yml", "_metadata: {type: app, priority: highest}\ndatabase: !replace {host: x}\n")]
    [InlineData(403, "*", "*", "database.host", "more.yml", "_metadata: {type: app, priority: highest}\ndatabase: !replace {host: x}\n")]
    [InlineData(403, "*", "*", "database", "note.txt", "hello")]
    public async Task Publish_ReachesNoFurtherThanTheRight(int status, string environment, string tenant, string path, string file, string text)
    {
        await _server.GrantAsync("user:pat", "viewer", "shop");
        await _server.GrantAsync("user:pat", "publisher", "shop", environment, tenant, path);
        await _server.GrantAsync("user:amy", "viewer", "shop");
        await _server.GrantAsync("user:amy", "approver", "shop", environment, tenant, path);
        var draft = (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/drafts", new { title = "t", changes = AccessServer.FilesOf((file, text)) })).Success()["id"]!.GetValue<string>();
        foreach (var (caller, what, body) in new (string, string, object)[] { ("user:amy", "approvals", new { }), ("user:pat", "schedule", new { publishAt = DateTimeOffset.UtcNow.AddDays(1) }) })
        {
            var answer = await _server.SendAsync(caller, HttpMethod.Post, $"{Api}/drafts/{draft}/{what}", body, ("If-Match", "\"1\""));
            Assert.True(answer.Status == (status == 201 && what == "approvals" ? 200 : status), $"{what}: {answer.Status} {answer.Text}");
            if (answer.Json?["id"] is { } id && what == "schedule")
            {
                Assert.Equal(204, (await _server.SendAsync("user:pat", HttpMethod.Delete, $"{Api}/schedules/{id}")).Status);
            }
        }

        var rollout = await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/drafts/{draft}/rollout", new { percent = 100 }, ("If-Match", "\"1\""));
        Assert.True(rollout.Status == status, $"rollout: {rollout.Status} {rollout.Text}");
        if (status == 201)
        {
            Assert.Equal(201, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/rollout/complete")).Status);
            Assert.Equal(201, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/rollbacks", new { to = 1 })).Status);
            return;
        }

        var answered = await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/drafts/{draft}/publish", new { }, ("If-Match", "\"1\""));
        Assert.Equal("STR9041", answered.Json!["code"]!.GetValue<string>());
        (await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/drafts/{draft}/rollout", new { percent = 1 }, ("If-Match", "\"1\""))).Success();
        foreach (var what in new[] { "pause", "resume", "complete", "abort" })
        {
            Assert.Equal(403, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/rollout/{what}")).Status);
        }

        (await _server.SendAsync("user:root", HttpMethod.Post, $"{Api}/rollout/complete")).Success();
        Assert.Equal(403, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/rollbacks", new { to = 1 })).Status);
    }

    [Theory]
    [InlineData(200, "staging", "*", "staging.yml", "_metadata: {type: app, conditions: {environment: staging}}\nname: x\n")]
    [InlineData(403, "staging", "*", "production.yml", "_metadata: {type: app, priority: high}\ndatabase: {host: db.production}\n")]
    [InlineData(200, "*", "database", "more.yml", "_metadata: {type: app, priority: highest}\ndatabase: {host: x}\n")]
    [InlineData(403, "*", "database", "more.yml", "_metadata: {type: app, priority: highest}\ndatabase: {host: \"${config:queue.host}\"}\n")]
    public async Task Draft_ShowsItsAuthorNothingThatHeMayNotSee(int status, string environment, string path, string file, string text)
    {
        await _server.GrantAsync("user:ed", "editor", "shop", environment, path: path);
        var draft = (await _server.SendAsync("user:ed", HttpMethod.Post, $"{Api}/drafts", new { title = "t", changes = AccessServer.FilesOf((file, text)) })).Success()["id"]!.GetValue<string>();
        Assert.Equal(status, (await _server.GetAsync("user:ed", $"{Api}/drafts/{draft}/difference")).Status);
    }

    [Fact]
    public async Task Import_TakesTheRightToEverythingThatItChanges()
    {
        await _server.GrantAsync("user:pat", "publisher", "shop", "production");
        var files = new[] { ("app.yml", Base), ("acme.yml", Acme), (".env.production", "X=1\n") };
        var mine = AccessServer.FilesOf([.. files, ("production.yml", Production.Replace("db.production", "db.second", StringComparison.Ordinal))]);
        var others = AccessServer.FilesOf([.. files]);
        Assert.Equal(403, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/revisions", new { files = AccessServer.FilesOf(("app.yml", "a: 1\n")) })).Status);
        Assert.Equal(201, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/revisions", new { files = mine })).Status);
        Assert.Equal(201, (await _server.SendAsync("user:pat", HttpMethod.Post, $"{Api}/revisions", new { files = others })).Status);
        await _server.GrantAsync("user:releaser", "publisher", "shop");
        Assert.Equal("STR9041", (await _server.SendAsync("user:releaser;scope=view;scope=publish", HttpMethod.Post, $"{Api}/revisions", new { files = others })).Json!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Trouble_IsToldOnlyToThoseWhoMayKnowOfAllValues()
    {
        await _server.GrantAsync("user:pat", "publisher", "shop", "production", path: "database");
        await _server.PublishAsync("shop", ("app.yml", "database: {host: db}\n"), ("production.yml", "_metadata: {type: app, conditions: {environment: production}}\nqueue: {host: \"${NOWHERE}\"}\n"));
        var answer = await _server.GetAsync("user:pat", $"{Api}/configurations/app?environment=production");
        Assert.Equal(422, answer.Status);
        Assert.DoesNotContain("queue", answer.Text, StringComparison.Ordinal);
        Assert.Contains("queue", (await _server.GetAsync("user:root", $"{Api}/configurations/app?environment=production")).Text, StringComparison.Ordinal);
    }

    private async Task<string?> CodeAsync(string caller, string path, params (string Name, string Value)[] headers) => (await _server.GetAsync(caller, path, headers)).Json?["code"]?.GetValue<string>();
}
