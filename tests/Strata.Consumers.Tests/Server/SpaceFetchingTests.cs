using System.Runtime.Versioning;
using Strata.Cli.Serving;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Server;

/// <summary>How the files of a space come to this machine, and what is refused on the way.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SpaceFetchingTests : IDisposable
{
    private static readonly Dictionary<string, string> Files = new() { ["app.yml"] = "name: app\n", ["sub/more.yml"] = "_metadata: {type: app}\nmore: 1\n", ["strata.yml"] = "matrix: {types: [app]}\n" };

    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("strata-fetching-");

    public void Dispose() => _cache.Delete(recursive: true);

    private string Kept => Path.Combine(_cache.FullName, "spaces", ContentHash.Of(Files));

    [Fact]
    public void Files_AreKeptForTheirOwnerAlone_AndFetchedOnce()
    {
        using var server = Serve(Files);
        Assert.Equal("app\n", Get(server).Output);
        Assert.Equal("app\n", Get(server).Output);

        Assert.Single(server.Asked, static request => request.Path.EndsWith("/files", StringComparison.Ordinal));
        Assert.Equal(Files, Directory.EnumerateFiles(Kept, "*", SearchOption.AllDirectories).ToDictionary(file => Path.GetRelativePath(Kept, file).Replace("overrides/", "", StringComparison.Ordinal), File.ReadAllText));
        Assert.All(Directory.EnumerateDirectories(Path.Combine(_cache.FullName, "spaces"), "*", SearchOption.AllDirectories), static directory => Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(directory)));
        Assert.All(Directory.EnumerateFiles(Kept, "*", SearchOption.AllDirectories), static file => Assert.Equal((UnixFileMode)0b110_000_000, File.GetUnixFileMode(file)));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("added")]
    [InlineData("removed")]
    [InlineData("linked")]
    [InlineData("opened")]
    public void Files_ThatAreNoMoreWhatTheyWere_AreFetchedAgain(string what)
    {
        using var server = Serve(Files);
        Get(server);
        var app = Path.Combine(Kept, "overrides", "app.yml");
        switch (what)
        {
            case "changed":
                File.WriteAllText(app, "name: evl\n");
                break;
            case "added":
                File.WriteAllText(Path.Combine(Kept, "overrides", "evil.yml"), "_metadata: {type: app, priority: critical}\nname: evil\n");
                break;
            case "removed":
                File.Delete(Path.Combine(Kept, "strata.yml"));
                break;
            case "linked":
                File.Delete(app);
                File.WriteAllText(Path.Combine(_cache.FullName, "elsewhere"), "name: app\n");
                File.CreateSymbolicLink(app, Path.Combine(_cache.FullName, "elsewhere"));
                break;
            default:
                File.SetUnixFileMode(Kept, (UnixFileMode)0b111_111_111);
                break;
        }

        Assert.Equal("app\n", Get(server).Output);

        Assert.Equal(2, server.Asked.Count(static request => request.Path.EndsWith("/files", StringComparison.Ordinal)));
        Assert.Equal(Files.Count, Directory.EnumerateFiles(Kept, "*", SearchOption.AllDirectories).Count());
        Assert.Null(new FileInfo(app).LinkTarget);
    }

    [Fact]
    public void Files_WithoutACache_AreGoneWhenTheCommandEnds()
    {
        using var server = Serve(Files);
        var before = Temporary();

        Assert.Equal("app\n", new StrataCommand().Run("get", "name", "app", "--server", server.Url).Output);
        Assert.Equal("app\n", Get(server, "--no-cache").Output);

        Assert.False(Directory.Exists(Path.Combine(_cache.FullName, "spaces")));
        Assert.DoesNotContain(Temporary().Except(before), static directory => File.Exists(Path.Combine(directory, ContentHash.Of(Files), "strata.yml")));

        static string[] Temporary() => Directory.GetDirectories(Path.GetTempPath(), "strata-space-*");
    }

    [Fact]
    public void CacheClear_RemovesThem_AndStatsCountsThem()
    {
        using var server = Serve(Files);
        Get(server);
        var command = new StrataCommand().With("STRATA_CACHE_DIRECTORY", _cache.FullName);

        Assert.Contains("\"spaces\": 1", command.Run("cache", "stats", "-o", "json").Output, StringComparison.Ordinal);
        Assert.Equal(0, command.Run("cache", "clear").ExitCode);

        Assert.False(Directory.Exists(Path.Combine(_cache.FullName, "spaces")));
    }

    [Theory]
    [InlineData("../app.yml")]
    [InlineData("/etc/app.yml")]
    [InlineData("a/../../app.yml")]
    [InlineData("a//b.yml")]
    [InlineData("C:/app.yml")]
    [InlineData("a\\\\b.yml")]
    [InlineData("nul.yml")]
    [InlineData("")]
    [InlineData("a\\u0000b.yml")]
    [InlineData("a\\u001b[31m.yml")]
    public void Name_ThatLeadsElsewhere_IsRefusedAndNothingIsWritten(string name)
    {
        using var server = RawServer.OfSpace(new string('0', 64), """{"app.yml":{"text":"name: app\n"},"NAME":{"text":"x: 1\n"}}""".Replace("NAME", name, StringComparison.Ordinal));

        var result = Get(server);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error STR9016: the server sent a file whose name", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Error);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_cache.FullName, "spaces")));
    }

    [Theory]
    [InlineData("""{"app.yml":{"text":"name: other\n"}}""", "error STR9016: the server sent files whose hash is")]
    [InlineData("""{"a":{"text":""},"a/b.yml":{"text":""}}""", "error STR9016: the server sent \"a\" as a file, and as the directory of \"a/b.yml\"")]
    [InlineData("""{"a.yml":{"text":""},"A.yml":{"text":""}}""", "error STR9016: the server sent two files that are one where case does not count")]
    [InlineData("""{"a.yml":{"base64":"%"}}""", "error STR9016: the server sent \"a.yml\" without its content")]
    [InlineData("""[]""", "error STR9019: what answers is no strata server: files is missing")]
    public void Content_ThatIsNotWhatItsHashSays_IsRefused(string files, string error)
    {
        using var server = RawServer.OfSpace(ContentHash.Of(Files), files);

        var result = Get(server);

        Assert.NotEqual(0, result.ExitCode);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_cache.FullName, "spaces")));
    }

    [Theory]
    [InlineData("<html>", 200, "what answers is no strata server")]
    [InlineData("[1]", 200, "what answers is no strata server")]
    [InlineData("{}", 502, "the server answers with status 502 and no reason")]
    [InlineData("{}", 302, "the server answers with status 302 and no reason")]
    public void SomethingElse_ThatAnswers_IsToldOf(string body, int status, string error)
    {
        using var server = new RawServer(_ => RawServer.Json(body, status, "Location: http://127.0.0.1:1/\r\n"));

        var result = Get(server);

        Assert.Equal((5, ""), (result.ExitCode, result.Output));
        Assert.Contains($"error STR9019: {error}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_WhoAnswers_ExitsWith5AtOnce()
    {
        var result = new StrataCommand().Run("list", "--server", $"http://127.0.0.1:{LoopbackPort.Free()}");

        Assert.Equal((5, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error STR9019: the server http://127.0.0.1:", result.Error, StringComparison.Ordinal);
        Assert.Contains("strata serve starts one", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatIsSilent_IsGivenUp()
    {
        using var server = new RawServer(static _ => RawServer.Silence);
        using var connection = new ServerConnection(new Uri(server.Url), TimeSpan.FromMilliseconds(300));

        var problem = Assert.Throws<ServerProblemException>(() => connection.Get(new Uri($"{server.Url}/x"), TestContext.Current.CancellationToken));

        Assert.Contains("it did not answer within 0.3 seconds", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Server_ThatIsBusyOrBreaksOff_IsAskedAgain()
    {
        var times = 0;
        using var server = new RawServer(request => ++times switch
        {
            1 => RawServer.Json("""{"code":"STR9013","title":"busy"}""", 503, "Retry-After: 0\r\n"),
            2 => null,
            _ => RawServer.Json("""{"head":7}"""),
        });
        using var connection = new ServerConnection(new Uri(server.Url), TimeSpan.FromSeconds(20));

        Assert.Equal(7, connection.Get(new Uri($"{server.Url}/x"), TestContext.Current.CancellationToken).Number("head"));
        Assert.Equal(3, server.Asked.Count);
    }

    [Fact]
    public void Server_ThatStaysBusy_IsGivenUpWithItsReason()
    {
        using var server = new RawServer(static _ => RawServer.Json("""{"code":"STR9013","title":"more to do than it can"}""", 503));

        var result = Get(server);

        Assert.Equal((5, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("error STR9013: more to do than it can", result.Error, StringComparison.Ordinal);
        Assert.Equal(4, server.Asked.Count);
    }

    [Theory]
    [InlineData("--server and --directory say two places", "get", "a", "t", "--server", "http://x", "-d", "y")]
    [InlineData("--server and --project say two places", "get", "a", "t", "--server", "http://x", "--project", "y")]
    [InlineData("--space and --revision are of a server", "get", "a", "t", "--space", "y")]
    [InlineData("--space and --revision are of a server", "get", "a", "t", "--revision", "1")]
    [InlineData("--server \"x y\" is no address", "get", "a", "t", "--server", "x y")]
    [InlineData("--server \"ftp://x\" is no address", "get", "a", "t", "--server", "ftp://x")]
    [InlineData("--server has more than the address", "get", "a", "t", "--server", "http://user:secret@x")]
    [InlineData("--space \"../x\" is no name", "get", "a", "t", "--server", "http://x", "--space", "../x")]
    [InlineData("--revision \"-1\" is no number", "get", "a", "t", "--server", "http://x", "--revision=-1")]
    [InlineData("--revision stands still", "watch", "t", "--server", "http://x", "--revision", "1")]
    [InlineData("unknown option \"--server\"", "encrypt", "a.yml", "--server", "http://x")]
    [InlineData("--server is missing", "push")]
    [InlineData("--as names nobody", "drafts", "--server", "http://x", "--as", "a\nb")]
    public void Options_ThatMakeNoSense_AreWrongUsage(string error, params string[] args)
    {
        var result = new StrataCommand().Run(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"error: {error}", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void ServerAndDirectory_BothSet_IsWrongUsage()
    {
        var result = new StrataCommand().With("STRATA_SERVER", "http://x").With("STRATA_DIRECTORY", "y").Run("list");

        Assert.Equal((2, "error: STRATA_SERVER and STRATA_DIRECTORY say two places to read from\n   = help: write --server or --directory\n"), (result.ExitCode, result.Error));
    }

    [Fact]
    public void Options_BeforeTheCommand_AreThoseBehindIt()
    {
        using var server = Serve(Files);

        Assert.Equal("app\n", new StrataCommand().Run("--server", server.Url, "--space", "default", "--revision=1", "get", "name", "app").Output);
    }

    private static RawServer Serve(Dictionary<string, string> files) =>
        RawServer.OfSpace(ContentHash.Of(files), System.Text.Json.JsonSerializer.Serialize(files.ToDictionary(static file => file.Key, static file => new { text = file.Value })));

    private CommandResult Get(RawServer server, params string[] args) =>
        new StrataCommand().With("STRATA_CACHE_DIRECTORY", _cache.FullName).Run(["get", "name", "app", "--server", server.Url, .. args]);
}
