using System.Globalization;
using Strata.Consumers.Tests.Command;
using Strata.Server.Stores;

namespace Strata.Consumers.Tests.Server.Access;

/// <summary>Roles and grants over HTTP and by the command: what is given and taken, and when it holds.</summary>
[Trait("Level", "integration")]
public sealed class AccessApiTests : IAsyncLifetime
{
    private const string Grants = "/api/v1/access/grants";

    private AccessServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await AccessServer.StartAsync();
        await _server.PublishAsync("shop", ("app.yml", "name: one\n"));
        await _server.PublishAsync("stock", ("app.yml", "name: one\n"));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Grant_HoldsAtOnce_AndIsGoneAtOnce()
    {
        Assert.Equal(404, (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status);
        var id = await _server.GrantAsync("user:ada", "viewer", "shop");
        Assert.Equal(id, await _server.GrantAsync("user:ada", "viewer", "shop"));
        Assert.Equal(200, (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status);
        Assert.Equal(["shop"], await SpacesAsync("user:ada"));
        Assert.Equal(["shop", "stock"], await SpacesAsync("user:root"));
        Assert.Equal(204, (await _server.SendAsync("user:root", HttpMethod.Delete, $"{Grants}/{id}")).Status);
        Assert.Equal(204, (await _server.SendAsync("user:root", HttpMethod.Delete, $"{Grants}/{id}")).Status);
        Assert.Equal(404, (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status);
        Assert.Equal(403, (await _server.GetAsync("user:ada", "/api/v1/spaces")).Status);
        Assert.Equal(["grant-add", "grant-remove"], (await _server.Store.Audit.ListChainsAsync(StoredAudit.NoSpace, ("", 0), 100, Token)).Where(static row => row.Details.Contains("user:ada", StringComparison.Ordinal)).Select(static row => row.Action));
    }

    [Fact]
    public async Task Grant_OfGroupsAndEveryone_IsThatOfTheirMembers()
    {
        await _server.GrantAsync("group:ops", "viewer", "shop");
        await _server.GrantAsync("everyone", "viewer", "stock");
        Assert.Equal(["shop", "stock"], await SpacesAsync("user:ada;group:ops"));
        Assert.Equal(["stock"], await SpacesAsync("user:bob"));
        Assert.Equal(["shop"], await SpacesAsync("user:ada;group:ops;scope=view:shop"));
        Assert.Equal(401, (await _server.GetAsync(null, "/api/v1/spaces/stock")).Status);
    }

    [Fact]
    public async Task Grant_ThatHasEnded_AllowsNothing()
    {
        await _server.GrantAsync("user:ada", "viewer", "shop", expiresAt: DateTimeOffset.UtcNow.AddSeconds(1));
        Assert.Equal(200, (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status);
        await Eventually.HoldsAsync(async () => (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status == 404);
        Assert.Equal("STR9001", (await _server.SendAsync("user:root", HttpMethod.Post, Grants, new { subject = "user:x", role = "viewer", expiresAt = DateTimeOffset.UtcNow.AddSeconds(-1) })).Json!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task Grant_MadeElsewhere_HoldsAtTheNextLook()
    {
        var other = await AccessServer.StartAsync(_server.Store, poll: TimeSpan.FromSeconds(0.1));
        await using (other)
        {
            var id = await other.GrantAsync("user:ada", "viewer", "shop");
            await Eventually.HoldsAsync(async () => (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status == 200);
            (await other.SendAsync("user:root", HttpMethod.Delete, $"{Grants}/{id}")).Headers.ToString();
            await Eventually.HoldsAsync(async () => (await _server.GetAsync("user:ada", "/api/v1/spaces/shop")).Status == 404);
        }
    }

    [Fact]
    public async Task Watch_EndsWithTheRightToIt()
    {
        var id = await _server.GrantAsync("user:ada", "viewer", "shop");
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server.Url, "/api/v1/spaces/shop/events"));
        request.Headers.TryAddWithoutValidation("Test-Caller", "user:ada");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        Assert.Equal(200, (int)response.StatusCode);
        var all = response.Content.ReadAsStringAsync(Token);
        await _server.SendAsync("user:root", HttpMethod.Delete, $"{Grants}/{id}");
        await _server.PublishAsync("shop", ("app.yml", "name: two\n"));
        var told = await all.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Contains("\"revision\":1", told, StringComparison.Ordinal);
        Assert.DoesNotContain("\"revision\":2", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastAdministrator_CannotBeTakenAway()
    {
        Assert.Equal("STR9044", await CodeAsync(HttpMethod.Delete, $"{Grants}/root"));
        await _server.GrantAsync("user:deputy", "administrator", "shop");
        await _server.GrantAsync("user:guest", "administrator", expiresAt: DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal("STR9044", await CodeAsync(HttpMethod.Delete, $"{Grants}/root"));
        await _server.SendAsync("user:root", HttpMethod.Put, "/api/v1/access/roles/owner", new { verbs = new[] { "view", "manage" } });
        await _server.GrantAsync("user:owner", "owner");
        Assert.Null(await CodeAsync(HttpMethod.Delete, $"{Grants}/root"));
        Assert.Equal("STR9044", (await _server.SendAsync("user:owner", HttpMethod.Put, "/api/v1/access/roles/owner", new { verbs = new[] { "view" } })).Json!["code"]!.GetValue<string>());
        Assert.Equal("STR9044", (await _server.SendAsync("user:owner", HttpMethod.Delete, "/api/v1/access/roles/owner")).Json!["code"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("STR9001", """{"subject":"ada","role":"viewer"}""")]
    [InlineData("STR9001", """{"subject":"user:","role":"viewer"}""")]
    [InlineData("STR9001", """{"subject":"user:ada","role":"viewer","space":"a*b"}""")]
    [InlineData("STR9001", """{"subject":"user:ada","role":"viewer","path":""}""")]
    [InlineData("STR9001", """{"subject":"user:ada","role":"viewer","nonsense":1}""")]
    [InlineData("STR9005", """{"subject":"user:ada","role":"nobody"}""")]
    public async Task Grant_ThatIsNone_IsRefused(string code, string body) =>
        Assert.Equal(code, await CodeAsync(HttpMethod.Post, Grants, System.Text.Json.Nodes.JsonNode.Parse(body)));

    [Theory]
    [InlineData("STR9044", "viewer", "view")]
    [InlineData("STR9001", "Odd", "view")]
    [InlineData("STR9001", "odd", "fly")]
    [InlineData("STR9001", "odd")]
    public async Task Role_ThatIsNone_IsRefused(string code, string name, params string[] verbs) =>
        Assert.Equal(code, await CodeAsync(HttpMethod.Put, $"/api/v1/access/roles/{name}", new { verbs }));

    [Fact]
    public async Task Explanation_NamesTheGrant_OrWhyEachDoesNot()
    {
        var id = await _server.GrantAsync("user:ada", "publisher", "shop", "staging");
        var allowed = (await _server.GetAsync("user:ada", "/api/v1/access/explain?verb=publish&space=shop&environment=staging")).Success();
        Assert.True(allowed["allowed"]!.GetValue<bool>());
        Assert.Equal(id, allowed["grants"]![0]!["grant"]!["id"]!.GetValue<string>());
        var refused = (await _server.GetAsync("user:root", "/api/v1/access/explain?subject=user:ada&verb=publish&space=shop&environment=production")).Success();
        Assert.False(refused["allowed"]!.GetValue<bool>());
        Assert.Equal("it is for another environment", refused["grants"]![0]!["reason"]!.GetValue<string>());
        Assert.Equal("STR9041", (await _server.GetAsync("user:ada", "/api/v1/access/explain?subject=user:root&verb=view")).Json!["code"]!.GetValue<string>());
        Assert.Equal("the credential may not be used for it", (await _server.GetAsync("user:ada;scope=view", "/api/v1/access/explain?verb=publish&space=shop")).Success()["reason"]!.GetValue<string>());
        var weak = (await _server.GetAsync("user:ada;weak", "/api/v1/access/explain?verb=publish&space=shop&environment=staging")).Success();
        Assert.Equal((false, "it takes a second factor, and none was shown"), (weak["allowed"]!.GetValue<bool>(), weak["reason"]!.GetValue<string>()));
        Assert.True((await _server.GetAsync("user:ada;weak", "/api/v1/access/explain?verb=edit&space=shop&environment=staging")).Success()["allowed"]!.GetValue<bool>());
        Assert.True((await _server.GetAsync("user:root", "/api/v1/access/explain?subject=user:new&group=ops&verb=view&space=shop")).Success()["grants"]!.AsArray().Count == 0);
    }

    [Fact]
    public async Task Command_GivesExplainsAndTakes()
    {
        var open = await AccessServer.StartAsync(_server.Store, asks: false);
        await using (open)
        {
            CommandResult Run(params string[] args) => new StrataCommand().Run([.. args, "--server", open.Url.AbsoluteUri]);
            foreach (var wrong in new[] { "--space", "--environment", "--tenant" })
            {
                Assert.Equal(2, Run("access", "grant", "ada", "publisher", wrong, "shop").ExitCode);
            }

            var granted = Run("access", "grant", "ada", "publisher", "--spaces", "shop*", "--environments", "staging", "--until", "2099-01-01");
            Assert.Equal((0, ""), (granted.ExitCode, granted.Error));
            var id = granted.Output.Trim();
            Assert.Contains($"{id}  user:ada", Run("access", "list").Output, StringComparison.Ordinal);
            Assert.Contains("until 2099-01-01", Run("access", "list", "--subject", "ada").Output, StringComparison.Ordinal);
            Assert.Contains("everybody who reaches it may do everything", Run("access", "explain", "ada", "publish").Output, StringComparison.Ordinal);
            Assert.Equal(0, Run("access", "role", "releaser", "view", "publish", "--description", "releases").ExitCode);
            Assert.Contains("releaser", Run("access", "roles").Output, StringComparison.Ordinal);
            Assert.Equal(0, Run("access", "role", "releaser", "--remove").ExitCode);
            Assert.Equal(2, Run("access", "role", "releaser").ExitCode);
            Assert.Equal(0, Run("access", "revoke", id).ExitCode);
            Assert.DoesNotContain(id, Run("access", "list", "-o", "json").Output, StringComparison.Ordinal);
            Assert.Equal(2, Run("access", "grant", "ada", "viewer", "--until", "soon").ExitCode);
        }
    }

    [Fact]
    public async Task Owner_OfTheStore_GivesTheFirstRole()
    {
        var file = Path.Combine(Path.GetTempPath(), $"strata-grant-{Guid.NewGuid().ToString("N")}.db");
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        Task<int> RunAsync(params string[] args) => Strata.Server.Hosting.ServerCommands.RunAsync(["grant", .. args, "--store", file], output, error, static _ => null);
        Assert.Equal(0, await RunAsync("user:ada"));
        Assert.Equal(0, await RunAsync("user:ada"));
        Assert.Equal(1, await RunAsync("ada"));
        Assert.Equal(3, await RunAsync("user:ada", "--role", "nobody"));
        Assert.Contains("user:ada is administrator in space *", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("error STR9001", error.ToString(), StringComparison.Ordinal);
        var store = new ServerStore(new SqliteDatabase(file), TimeProvider.System);
        await using (store)
        {
            Assert.Equal("user:ada", Assert.Single((await store.Access.ReadAsync(Token)).Policy.Administering).Subject);
            Assert.Equal("strata-server grant", Assert.Single(await store.Audit.ListChainsAsync(null, ("", 0), 10, Token)).Actor);
        }

        File.Delete(file);
    }

    [Fact]
    public async Task Command_VerifiesWhatItExported_AndFindsWhatWasChanged()
    {
        var open = await AccessServer.StartAsync(_server.Store, asks: false);
        var directory = Directory.CreateTempSubdirectory("strata-audit-");
        await using (open)
        {
            CommandResult Run(params string[] args) => new StrataCommand().Run([.. args, "--server", open.Url.AbsoluteUri]);
            var file = Path.Combine(directory.FullName, "audit.jsonl");
            var exported = Run("audit", "export");
            Assert.Equal(0, exported.ExitCode);
            await File.WriteAllTextAsync(file, exported.Output, Token);
            var verified = Run("audit", "verify", file);
            Assert.Equal((0, Run("audit", "verify").Output), (verified.ExitCode, verified.Output));
            var heads = verified.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, heads.Length);
            var head = heads.Single(static line => line.StartsWith("shop@", StringComparison.Ordinal));
            Assert.Equal(0, Run("audit", "verify", file, "--expect", head).ExitCode);
            Assert.Equal(0, Run("audit", "verify", "--space", "shop", "--expect", head[5..]).ExitCode);
            Assert.True((await open.GetAsync(null, "/api/v1/audit/verify")).Success()["valid"]!.GetValue<bool>());

            var lines = exported.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var last = Array.FindLastIndex(lines, static line => line.Contains("\"space\":\"shop\"", StringComparison.Ordinal));
            foreach (var (text, message) in new[]
            {
                (string.Join('\n', lines.Where((_, i) => i != last)), "its end was cut off"),
                (string.Join('\n', lines.Where((_, i) => i != last - 1)), "it stands where row"),
                (string.Join('\n', lines.Select((line, i) => i == last ? line.Replace("import", "improt", StringComparison.Ordinal) : line)), "its columns are not those that were hashed"),
                (string.Join('\n', lines.Select((line, i) => i == last ? "{\"x\":1}" : line)), string.Create(CultureInfo.InvariantCulture, $"{file}:{last + 1} is no row")),
                (string.Join('\n', lines.Select((line, i) => i == last ? line.Replace("{\"space\"", "{\"more\":1,\"space\"", StringComparison.Ordinal) : line)), "\"more\" is no column"),
                ("half", "it is no JSON"),
            })
            {
                await File.WriteAllTextAsync(file, text, Token);
                var broken = Run("audit", "verify", file, "--expect", head);
                Assert.True(broken is { ExitCode: 1, Output: "" } && broken.Error.Contains("STR9045", StringComparison.Ordinal) && broken.Error.Contains(message, StringComparison.Ordinal), $"{message}: {broken}");
            }

            Assert.Equal(3, Run("audit", "verify", Path.Combine(directory.FullName, "nope")).ExitCode);
            Assert.Equal(2, Run("audit", "verify", "--expect", "x").ExitCode);
        }

        directory.Delete(recursive: true);
    }

    private async Task<string[]> SpacesAsync(string caller) => [.. (await _server.GetAsync(caller, "/api/v1/spaces?limit=1")).Success()["items"]!.AsArray().Concat(await NextAsync(caller)).Select(static space => space!["name"]!.GetValue<string>())];

    // The second page, where the first says that there is one.
    private async Task<IEnumerable<System.Text.Json.Nodes.JsonNode?>> NextAsync(string caller)
    {
        var next = (await _server.GetAsync(caller, "/api/v1/spaces?limit=1")).Json!["next"]?.GetValue<string>();
        return next is null ? [] : (await _server.GetAsync(caller, $"/api/v1/spaces?limit=1&cursor={next}")).Success()["items"]!.AsArray();
    }

    private async Task<string?> CodeAsync(HttpMethod method, string path, object? body = null) => (await _server.SendAsync("user:root", method, path, body)).Json?["code"]?.GetValue<string>();
}
