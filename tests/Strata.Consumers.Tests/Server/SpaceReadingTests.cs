using System.Runtime.Versioning;
using Strata.Consumers.Tests.Command;
using Strata.Secrets.Age;

namespace Strata.Consumers.Tests.Server;

/// <summary>The reading commands with <c>--server</c>: what a directory gives, a space with the same files gives.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class SpaceReadingTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IDisposable
{
    private const string Base = "_metadata: {type: \"*\"}\ndatabase: {host: localhost, port: 5432, password: s3cret-marmot}\nnote: ${file:note.txt}\n";
    private const string App = "_metadata: {type: app, dependencies: [base], schema: schemas/app.schema.json}\nname: ${NAME:-app}\n";
    private const string Production = "_metadata: {type: app, priority: high, conditions: {environment: production}}\ndatabase: {host: \"${DB_HOST:-db.internal}\"}\n";

    private readonly SpaceCommand _shop = new(fixture.Server, ("base.yml", Base), ("app.yml", App), ("production.yml", Production), ("note.txt", "hello"), ("schemas/app.schema.json", """{"type":"object"}"""));

    public void Dispose() => _shop.Dispose();

    [Theory]
    [InlineData("resolve", "app", "-o", "json", "--reveal")]
    [InlineData("resolve", "app", "-e", "production", "--set-env", "DB_HOST=db7")]
    [InlineData("load", "app", "-o", "env")]
    [InlineData("get", "database.port", "app")]
    [InlineData("get", "nothing.there", "app")]
    [InlineData("explain", "database.host", "app", "-e", "production")]
    [InlineData("explain", "database.host", "app", "-o", "json")]
    [InlineData("list", "app")]
    [InlineData("list", "-o", "json")]
    [InlineData("validate")]
    [InlineData("validate", "app.yml", "-o", "json")]
    [InlineData("validate", "OVERRIDES/app.yml")]
    [InlineData("validate", "nope.yml")]
    [InlineData("diff", "app", "app,environment=production")]
    [InlineData("export", "appsettings", "app")]
    [InlineData("doctor", "app", "--only", "files")]
    public void Command_OnASpace_GivesWhatTheDirectoryGives(params string[] args)
    {
        _shop.Push("--publish");

        var remote = _shop.Run([.. args.Select(arg => arg.Replace("OVERRIDES", $"{_shop.Space}@1", StringComparison.Ordinal))]);
        var local = _shop.Local.Run([.. args.Select(arg => arg.Replace("OVERRIDES", _shop.Local.Overrides, StringComparison.Ordinal))]);

        Assert.Equal(local.ExitCode, remote.ExitCode);
        Assert.Equal(Timeless(local.Output).Replace(_shop.Local.Overrides, $"{_shop.Space}@1", StringComparison.Ordinal), Timeless(remote.Output));
        Assert.Equal(local.Error.Replace(_shop.Local.Overrides, $"{_shop.Space}@1", StringComparison.Ordinal).Replace("name it relative to the working directory", "strata list shows the files of the space", StringComparison.Ordinal), remote.Error);
        Assert.DoesNotContain(_shop.Cache, remote.Output + remote.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resolve_Again_IsAnsweredFromWhatIsKept()
    {
        _shop.Push("--publish");
        var first = _shop.Run("resolve", "app", "-o", "json");
        var again = _shop.Run("resolve", "app", "-o", "json");

        Assert.Equal(first, again);
        Assert.Contains("\"hits\": 1", new StrataCommand().With("STRATA_CACHE_DIRECTORY", _shop.Cache).Run("cache", "stats", "-o", "json").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Revision_OfThePast_IsReadAsItWas()
    {
        _shop.Push("--publish");
        _shop.Local.Add("app.yml", App.Replace("-app", "-second", StringComparison.Ordinal));
        _shop.Push("--publish");

        Assert.Equal("second\n", _shop.Run("get", "name", "app").Output);
        Assert.Equal("app\n", _shop.Run("get", "name", "app", "--revision", "1").Output);
        Assert.Contains($"{_shop.Space}@1/app.yml:2:7", _shop.Run("explain", "name", "app", "--revision", "1").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_OfThisMachine_WinOverThoseOfTheSpace()
    {
        _shop.Local.Add(".env", "NAME=space\nDB_HOST=all\n");
        _shop.Local.Add(".env.production", "DB_HOST=prod\n");
        _shop.Push("--publish");
        var file = _shop.Local.AddBeside("mine.env", "DB_HOST=mine\n");

        Assert.Equal("space\n", _shop.Run("get", "name", "app").Output);
        Assert.Equal("prod\n", _shop.Run("get", "database.host", "app", "-e", "production").Output);
        Assert.Equal("mine\n", _shop.Run("get", "database.host", "app", "-e", "production", "--env-file", file).Output);
        Assert.Equal("process\n", _shop.Run(new StrataCommand().With("NAME", "process"), "get", "name", "app").Output);
        Assert.Contains("localhost -> prod", _shop.Run("diff", "app", "app,environment=production").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void EncryptedOverride_IsOpenedWithKeysThatTheServerNeverSees()
    {
        using var identity = AgeIdentity.Generate();
        var withKey = () => new StrataCommand().With("STRATA_AGE_KEY", identity.Reveal());
        Assert.Equal(0, _shop.Local.Run("encrypt", "base.yml", "--recipient", identity.ToRecipient().ToString()).ExitCode);
        _shop.Push("--publish");

        Assert.Equal("s3cret-marmot\n", _shop.Run(withKey(), "get", "database.password", "app", "--reveal").Output);
        Assert.Equal((4, ""), (_shop.Run("get", "database.password", "app", "--reveal").ExitCode, _shop.Run("get", "database.password", "app", "--reveal").Output));
        Assert.DoesNotContain("s3cret-marmot", string.Concat(Directory.EnumerateFiles(_shop.Cache, "*", SearchOption.AllDirectories).Select(File.ReadAllText)), StringComparison.Ordinal);
    }

    [Fact]
    public void ProjectOfASpace_ReadsNoFileOfThisMachine()
    {
        var outside = _shop.Local.AddBeside("elsewhere/note.txt", "1234");
        _shop.Local.AddBeside("strata.yml", $"include_directories: [{Path.GetDirectoryName(outside)}]\nmatrix: {{types: [app]}}\n");
        _shop.Local.Add("app.yml", $"{App}found: ${{file:{outside}}}\n");
        Assert.Equal("1234\n", _shop.Local.Run("get", "found", "app", "--project", Path.Combine(_shop.Local.Root, "strata.yml")).Output);
        var pushed = _shop.Push();

        // The server refuses to publish it, for it may read that file no more than the command may: so it comes as it would from a server that does not look.
        Assert.Equal(1, _shop.Run("publish", pushed).ExitCode);
        var files = new Dictionary<string, string> { ["app.yml"] = $"found: ${{file:{outside}}}\n", ["strata.yml"] = $"include_directories: [{Path.GetDirectoryName(outside)}]\n" };
        using var server = RawServer.OfSpace(ContentHash.Of(files), System.Text.Json.JsonSerializer.Serialize(files.ToDictionary(static file => file.Key, static file => new { text = file.Value })));
        var result = new StrataCommand().Run("get", "found", "app", "--server", server.Url);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR4009", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("1234", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "error STR9002: there is no space \"nowhere\"", "--space", "nowhere")]
    [InlineData(3, "error STR9004: space \"{space}\" has no revision 9", "--space", "{space}", "--revision", "9")]
    public void Space_ThatIsNotThere_ExitsWith3(int exitCode, string error, params string[] args)
    {
        _shop.Push("--publish");

        var result = new StrataCommand().Run(["get", "name", "app", "--server", _shop.Url, .. args.Select(Named)]);

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(Named(error), result.Error, StringComparison.Ordinal);

        string Named(string text) => text.Replace("{space}", _shop.Space, StringComparison.Ordinal);
    }

    [Fact]
    public void Space_WithNothingPublished_HasNoOverrides()
    {
        _shop.Push();

        var result = _shop.Run("resolve", "app");

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR2004", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Variables_OfTheEnvironment_NameServerAndSpace()
    {
        _shop.Push("--publish");

        var command = new StrataCommand().With("STRATA_SERVER", _shop.Url).With("STRATA_SPACE", _shop.Space);
        Assert.Equal("app\n", command.Run("get", "name", "app").Output);

        // What is typed wins over what is set.
        _shop.Local.Add("app.yml", App.Replace("-app", "-local", StringComparison.Ordinal));
        Assert.Equal("local\n", command.Run("get", "name", "app", "-d", _shop.Local.Overrides).Output);
        Assert.Equal("app\n", new StrataCommand().With("STRATA_DIRECTORY", _shop.Local.Overrides).Run("get", "name", "app", "--server", _shop.Url, "--space", _shop.Space).Output);
    }

    private static string Timeless(string output) => System.Text.RegularExpressions.Regex.Replace(output, "[0-9]+ ms", "N ms");
}
