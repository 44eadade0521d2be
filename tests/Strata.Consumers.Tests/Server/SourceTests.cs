using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Server;

/// <summary>Spaces that are filled from git and directories, and written to them.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class SourceTests(AllowedDirectoryFixture fixture) : IClassFixture<AllowedDirectoryFixture>
{
    private readonly ServerProcess _server = fixture.Server;
    private readonly string _space = ServerFixture.NewSpace();
    private readonly DirectoryInfo _directory = fixture.Directory.CreateSubdirectory(Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture));

    private string Space => $"/api/v1/spaces/{_space}";

    private string Source => $"{Space}/source";

    private string Repository => Path.Combine(_directory.FullName, "repository");

    [Fact]
    public async Task Import_FromGit_PublishesEachCommitThatIsValid()
    {
        Commit("name: one\n", "first");
        (await _server.SendAsync(HttpMethod.Put, Space, new { })).Success();
        Assert.Equal(202, (await SetAsync("import", Repository, "main", "overrides")).Status);
        await StateAsync("done", "revision 1");
        Assert.Equal("one", await NameAsync());
        var revision = (await _server.GetAsync($"{Space}/revisions/1")).Success();
        Assert.Equal("git:Ada", revision["actor"]!.GetValue<string>());
        Assert.EndsWith(" first", revision["message"]!.GetValue<string>(), StringComparison.Ordinal);

        Commit("name: \"${MISSING}\"\n", "broken");
        await SyncAsync();
        var failed = await StateAsync("failed", "app.yml:1");
        Assert.Contains("STR4002", failed["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("one", await NameAsync());

        Commit("name: two\n", "mended");
        await SyncAsync();
        await StateAsync("done", "revision 2");
        Assert.Equal("two", await NameAsync());
    }

    [Fact]
    public async Task Import_WhereApprovalsAreAskedFor_IsADraft()
    {
        Commit("name: one\n", "first");
        (await _server.SendAsync(HttpMethod.Put, Space, new { requiredApprovals = 1 })).Success();
        await SetAsync("import", Repository, "main", "overrides");
        await StateAsync("done", "waits for approval");
        await SyncAsync();
        await StateAsync("done", "nothing changed");
        var drafts = (await _server.GetAsync($"{Space}/drafts")).Success()["items"]!.AsArray();
        Assert.Equal("git:Ada", Assert.Single(drafts)!["author"]!.GetValue<string>());
        Assert.Equal(0, (await _server.GetAsync(Space)).Success()["head"]!.GetValue<long>());
    }

    [Fact]
    public async Task Export_ToGit_IsACommitOnTopOfWhatIsThere()
    {
        Commit("name: old\n", "first");
        await _server.PublishAsync(_space, ("app.yml", "name: one\n"), ("schemas/app.json", "{}"));
        await SetAsync("export", Repository, "main", "overrides");
        await StateAsync("done", "revision 1 is commit");
        Assert.Equal("name: one\n", Git("show", "main:overrides/app.yml"));
        Assert.Equal("{}", Git("show", "main:overrides/schemas/app.json"));
        Assert.Equal("notes\n", Git("show", "main:README"));
        Assert.Equal($"{_space} revision 1: \nfirst\n", Git("log", "--format=%s", "main").Replace("revision 1:\n", "revision 1: \n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Directory_IsImportedAndExportedAsAWhole()
    {
        var from = _directory.CreateSubdirectory("from");
        await File.WriteAllTextAsync(Path.Combine(from.FullName, "app.yml"), "name: one\n", TestContext.Current.CancellationToken);
        (await _server.SendAsync(HttpMethod.Put, Space, new { })).Success();
        await SetAsync("import", from.FullName);
        await StateAsync("done", "revision 1");
        var to = _directory.CreateSubdirectory("to");
        await File.WriteAllTextAsync(Path.Combine(to.FullName, "stale.yml"), "x: 1\n", TestContext.Current.CancellationToken);
        await SetAsync("export", to.FullName);
        await StateAsync("done", "revision 1 is in");
        Assert.Equal(["app.yml"], Directory.EnumerateFiles(to.FullName).Select(Path.GetFileName));
        Assert.Equal(["from", "to"], _directory.EnumerateDirectories().Select(static child => child.Name).Order());
    }

    [Fact]
    public void Directory_HasWhatASpaceTakes_AndRefusesWhatLeadsOut()
    {
        var root = _directory.CreateSubdirectory("mounted");
        void Write(string path, string text)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(root.FullName, path))!);
            File.WriteAllText(Path.Combine(root.FullName, path), text);
        }

        // As Kubernetes mounts a ConfigMap: each file a link into a directory beside it, which changes as a whole.
        Write("..2026_11_30/app.yml", "name: one\n");
        File.CreateSymbolicLink(Path.Combine(root.FullName, "..data"), "..2026_11_30");
        File.CreateSymbolicLink(Path.Combine(root.FullName, "app.yml"), Path.Combine("..data", "app.yml"));
        Write(".env", "A=1\n");
        Write(".git/config", "[core]\n");
        Write("tenants/.cache/x.yml", "x: 1\n");
        Write("tenants/acme.yml", "x: 1\n");
        File.WriteAllText(Path.Combine(_directory.FullName, "strata.yml"), "matrix: {}\n");

        Assert.Equal([".env", "app.yml", "strata.yml", "tenants/acme.yml"], Strata.Server.Contents.DirectoryContent.Read(root.FullName + "/").Files.Keys);

        File.CreateSymbolicLink(Path.Combine(root.FullName, "out.yml"), "/etc/hostname");
        var refused = Assert.Throws<Strata.Server.Spaces.RefusalException>(() => Strata.Server.Contents.DirectoryContent.Read(root.FullName));
        Assert.Contains("\"out.yml\" cannot be taken: it is a link that leads out", refused.Message, StringComparison.Ordinal);
        Assert.Throws<DirectoryNotFoundException>(() => Strata.Server.Contents.DirectoryContent.Read(root.FullName + "-none"));
    }

    [Fact]
    public async Task Store_ThatAnswersNonsenseOfSources_EndsNoServer()
    {
        using var server = ServerProcess.Start();
        (await server.SendAsync(HttpMethod.Put, Space, new { })).Success();
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(server.Data, "strata.db")}"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE space_sources RENAME TO space_sources_away";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        for (var i = 0; !server.Output.Contains("imports and exports are put off", StringComparison.Ordinal); i++)
        {
            Assert.True(i < 300, server.Output);
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        // It would end in the moment that follows.
        await Task.Delay(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        (await server.GetAsync(Space)).Success();
    }

    [Fact]
    public async Task Source_ThatDoesNotAnswer_KeepsNoOtherWaiting()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var address = $"https://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/";
        using var server = ServerProcess.Start("--allow-source", address, "--allow-source", _directory.FullName);
        (await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/slow", new { })).Success();
        Assert.Equal(202, (await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/slow/source", new { direction = "import", location = $"{address}slow.git", branch = "main" })).Status);
        await Eventually.HoldsAsync(() => Task.FromResult(silent.Pending()));

        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "app.yml"), "name: one\n", TestContext.Current.CancellationToken);
        (await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/quick", new { })).Success();
        Assert.Equal(202, (await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/quick/source", new { direction = "import", location = _directory.FullName })).Status);
        await Eventually.HoldsAsync(async () => (await server.GetAsync("/api/v1/spaces/quick/source")).Success()["state"]!.GetValue<string>() == "done");
        Assert.Equal("waiting", (await server.GetAsync("/api/v1/spaces/slow/source")).Success()["state"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/etc", null)]
    [InlineData("https://git.example.com/config/%2e%2e/secret.git", "main")]
    [InlineData("{allowed}/../elsewhere", null)]
    [InlineData("{allowed}-not", null)]
    [InlineData("relative", null)]
    [InlineData("--upload-pack=touch /tmp/x", "main")]
    [InlineData("ext::sh -c id", "main")]
    [InlineData("http://169.254.169.254/", "main")]
    public async Task Location_ThatWasNotAllowed_IsRefused(string location, string? branch)
    {
        (await _server.SendAsync(HttpMethod.Put, Space, new { })).Success();
        var answer = await SetAsync("import", location.Replace("{allowed}", fixture.Directory.FullName, StringComparison.Ordinal), branch);
        Assert.Equal(403, answer.Status);
        Assert.Contains("--allow-source", answer.Json!["hint"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private Task<ServerAnswer> SetAsync(string direction, string location, string? branch = null, string? directory = null) =>
        _server.SendAsync(HttpMethod.Put, Source, new JsonObject { ["direction"] = direction, ["location"] = location, ["branch"] = branch, ["directory"] = directory });

    private async Task SyncAsync() => Assert.Equal(202, (await _server.SendAsync(HttpMethod.Post, $"{Source}/sync")).Status);

    private async Task<JsonNode> StateAsync(string state, string message)
    {
        for (var i = 0; ; i++)
        {
            var source = (await _server.GetAsync(Source)).Success();
            if (source["state"]!.GetValue<string>() == state && source["message"]!.GetValue<string>().Contains(message, StringComparison.Ordinal))
            {
                return source;
            }

            Assert.True(i < 300, source.ToJsonString());
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private async Task<string> NameAsync() => (await _server.GetAsync($"{Space}/configurations/app")).Success()["name"]!.GetValue<string>();

    private void Commit(string text, string message)
    {
        InstalledProgram.Need("git");
        if (!Directory.Exists(Repository))
        {
            Directory.CreateDirectory(Path.Combine(Repository, "overrides"));
            Git("init", "--quiet", "--initial-branch=main", ".");
            Git("config", "receive.denyCurrentBranch", "ignore");
            File.WriteAllText(Path.Combine(Repository, "README"), "notes\n");
        }

        File.WriteAllText(Path.Combine(Repository, "overrides", "app.yml"), text);
        Git("add", "--all");
        Git("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "commit", "--quiet", "-m", message);
    }

    private string Git(params string[] arguments) => InstalledProgram.Run("git", arguments, Repository).Success();
}

/// <summary>A server that may take from a directory, and from a host that is not there.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class AllowedDirectoryFixture : IDisposable
{
    public AllowedDirectoryFixture() => Server = ServerProcess.Start("--allow-source", Directory.FullName, "--allow-source", "https://git.example.com/config/");

    internal DirectoryInfo Directory { get; } = System.IO.Directory.CreateTempSubdirectory("strata-source-");

    internal ServerProcess Server { get; }

    public void Dispose()
    {
        Server.Dispose();
        Directory.Delete(recursive: true);
    }
}
