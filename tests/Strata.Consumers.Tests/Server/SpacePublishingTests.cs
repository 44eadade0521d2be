using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Command;

namespace Strata.Consumers.Tests.Server;

/// <summary><c>strata push</c>, <c>publish</c>, <c>rollback</c>, <c>history</c>, <c>drafts</c> and <c>draft</c>.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class SpacePublishingTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IDisposable
{
    private readonly SpaceCommand _shop = new(fixture.Server, ("app.yml", "name: one\npassword: s3cret-marmot\n"));

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Push_OfADirectory_MakesADraftOfAllThatBelongsToIt()
    {
        _shop.Local.AddBeside("strata.yml", "matrix: {types: [app]}\n");
        _shop.Local.AddBeside(".env", "OF=this machine\n");
        _shop.Local.Add(".env", "A=1\n");
        _shop.Local.Add(".env.production", "A=2\n");
        _shop.Local.Add(".git/config", "no");
        _shop.Local.Add(".DS_Store", "no");
        _shop.Local.Add("schemas/app.schema.json", "{}");
        File.WriteAllBytes(_shop.Local.Add("logo.bin", ""), [0xff, 0xfe, 0x00]);

        var result = _shop.TryPush("--title", "first");

        var draft = result.Output.TrimEnd('\n');
        Assert.Matches("^[0-9a-f]{32}$", draft);
        Assert.Equal($"made the space {_shop.Space}\napp/development is new\n", result.Error);
        var files = (await _shop.Server.GetAsync($"/api/v1/spaces/{_shop.Space}/drafts/{draft}/files")).Success()["files"]!.AsObject();
        Assert.Equal([".env", ".env.production", "app.yml", "logo.bin", "schemas/app.schema.json", "strata.yml"], files.Select(static file => file.Key));
        Assert.Equal("//4A", files["logo.bin"]!["base64"]!.GetValue<string>());
        Assert.Equal("first", (await _shop.Server.GetAsync($"/api/v1/spaces/{_shop.Space}/drafts/{draft}")).Success()["title"]!.GetValue<string>());
        Assert.Equal(0, (await _shop.Server.GetAsync($"/api/v1/spaces/{_shop.Space}")).Success()["head"]!.GetValue<long>());
    }

    [Fact]
    public void Push_WithPublish_PrintsTheRevisionAndWhatChanges()
    {
        Assert.Equal("1", _shop.Push("--publish"));
        _shop.Local.Add("app.yml", "name: two\npassword: an0ther-marmot\n");

        var result = _shop.TryPush("--publish", "--message", "second", "--as", "ann");

        Assert.Equal((0, "2\n"), (result.ExitCode, result.Output));
        Assert.Equal($"app/development:\n  ~ name: one -> two  (app.yml:1:7 -> app.yml:1:7)\n  ~ password: ******** -> ********  (app.yml:2:11 -> app.yml:2:11)\npublished {_shop.Space}@2\n", result.Error);
        Assert.Matches("^\\S+  2  publish +ann +second$", _shop.Run("history", "--limit", "1").Output.TrimEnd('\n'));
        Assert.Equal("two\n", _shop.Run("get", "name", "app").Output);
    }

    [Fact]
    public void Push_OfWhatIsThere_SaysSoAndMakesNothing()
    {
        _shop.Push("--publish");

        var result = _shop.TryPush("--publish");

        Assert.Equal(new CommandResult(0, "", $"nothing to push: the files are those of {_shop.Space}@1\n"), result);
        Assert.Single(_shop.Run("drafts").Output.TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public void Push_IntoADraft_ChangesIt()
    {
        var draft = _shop.Push();
        _shop.Local.Add("app.yml", "name: two\n");

        Assert.Equal(draft, _shop.Push("--draft", draft, "--title", "better"));
        Assert.Equal("nothing to push: the files are those of draft " + draft + "\n", _shop.TryPush("--draft", draft).Error);
        Assert.Equal("1", _shop.Push("--draft", draft, "--publish"));

        Assert.Equal("two\n", _shop.Run("get", "name", "app").Output);
        Assert.Matches("1 +publish +local +better", _shop.Run("history").Output);
    }

    [Fact]
    public void Push_OfInvalidFiles_PublishesNothingAndShowsTheLines()
    {
        _shop.Push("--publish");
        _shop.Local.Add("app.yml", "name: two\nhost: ${MISSING}\n");

        var result = _shop.TryPush("--publish");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains($"error STR4002: the variable MISSING is not set", result.Error, StringComparison.Ordinal);
        Assert.Contains($"--> {_shop.Local.Overrides}/app.yml:2:7\n   |\n  2| host: ${{MISSING}}\n", result.Error, StringComparison.Ordinal);
        Assert.Equal("one\n", _shop.Run("get", "name", "app").Output);
        Assert.Contains("  open  ", _shop.Run("drafts", "--state", "open").Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("link out")]
    [InlineData("linked directory")]
    [InlineData("project inside")]
    [InlineData("bad name")]
    [InlineData("pipe")]
    public void Push_OfWhatASpaceCannotHold_SendsNothing(string what)
    {
        var elsewhere = _shop.Local.AddBeside("elsewhere/secret.yml", "x: 1\n");
        var inside = Path.Combine(_shop.Local.Overrides, what == "project inside" ? "strata.yml" : what == "bad name" ? "a:b.yml" : "x.yml");
        switch (what)
        {
            case "link out":
                File.CreateSymbolicLink(inside, elsewhere);
                break;
            case "linked directory":
                Directory.CreateSymbolicLink(inside, Path.GetDirectoryName(elsewhere)!);
                break;
            case "pipe":
                System.Diagnostics.Process.Start("mkfifo", [inside]).WaitForExit();
                break;
            default:
                File.WriteAllText(inside, "");
                break;
        }

        var result = _shop.TryPush();

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(what == "pipe" ? "error STR8009" : "error STR9016", result.Error, StringComparison.Ordinal);
        Assert.Contains(inside, result.Error, StringComparison.Ordinal);
        Assert.Equal(3, _shop.Run("drafts").ExitCode);
    }

    [Fact]
    public void Push_OfALinkInside_SendsTheFile()
    {
        File.CreateSymbolicLink(Path.Combine(_shop.Local.Overrides, "other.yml"), Path.Combine(_shop.Local.Overrides, "app.yml"));

        _shop.Push("--publish");

        Assert.Equal("one\n", _shop.Run("get", "name", "other").Output);
    }

    [Fact]
    public void Push_ToASpaceThatIsNotThere_SaysHowToMakeIt()
    {
        var result = _shop.Run("push", _shop.Local.Overrides);

        Assert.Equal(new CommandResult(3, "", $"error STR9002: there is no space \"{_shop.Space}\"\n   = help: correct --space; strata push --create makes a new one\n"), result);
    }

    [Fact]
    public void Publish_OfAStaleDraft_ShowsWhatChangedMeanwhileAndWhatToDo()
    {
        _shop.Push("--publish");
        _shop.Local.Add("app.yml", "name: mine\n");
        var draft = _shop.Push();
        _shop.Local.Add("app.yml", "name: theirs\n");
        _shop.Push("--publish");

        var result = _shop.Run("publish", draft);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("what changed meanwhile:\napp/development:\n  ~ name: one -> theirs  (app.yml:1:7 -> app.yml:1:7)\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("error STR9006: it was made from revision 1, and the head is 2\n   = help: look at what changed meanwhile, bring it in, and strata push again", result.Error, StringComparison.Ordinal);
        Assert.Equal("theirs\n", _shop.Run("get", "name", "app").Output);
    }

    [Fact]
    public async Task Draft_OfASpaceThatAsksForApproval_IsPublishedByOneAndApprovedByAnother()
    {
        Assert.Equal(201, (await _shop.Server.SendAsync(HttpMethod.Put, $"/api/v1/spaces/{_shop.Space}", new { requiredApprovals = 1 })).Status);
        var draft = _shop.Push("--as", "ann");

        Assert.Equal(4, _shop.Run("publish", draft, "--as", "ann").ExitCode);
        Assert.Equal(4, _shop.Run("draft", "approve", draft, "--as", "ann").ExitCode);
        Assert.Equal("approved by bob\n", _shop.Run(new StrataCommand().With("STRATA_ACTOR", "bob"), "draft", "approve", draft).Output);
        Assert.Matches("(?m)^approved by +bob$", _shop.Run("draft", "show", draft).Output);
        Assert.Equal("1\n", _shop.Run("publish", draft, "--as", "ann").Output);
    }

    [Fact]
    public void Draft_Discarded_IsNotPublished()
    {
        var draft = _shop.Push();

        Assert.Equal(new CommandResult(0, "", $"draft {draft} is discarded\n"), _shop.Run("draft", "discard", draft));

        Assert.Equal(1, _shop.Run("publish", draft).ExitCode);
        Assert.Equal("", _shop.Run("drafts", "--state", "open").Output);
        Assert.Equal("discarded", JsonNode.Parse(_shop.Run("draft", "show", draft, "-o", "json").Output)!["state"]!.GetValue<string>());
    }

    [Fact]
    public void Rollback_ShowsWhatItChanges_AndPublishesTheOldFilesAnew()
    {
        _shop.Push("--publish");
        _shop.Local.Add("app.yml", "name: two\n");
        _shop.Push("--publish");

        var unsure = _shop.Run("rollback", "1");
        Assert.Equal((2, ""), (unsure.ExitCode, unsure.Output));
        Assert.Equal("two\n", _shop.Run("get", "name", "app").Output);

        var result = _shop.Run("rollback", "1", "--yes", "--message", "two was worse");
        Assert.Equal((0, "3\n"), (result.ExitCode, result.Output));
        Assert.StartsWith($"app/development:\n  ~ name: two -> one", result.Error, StringComparison.Ordinal);
        Assert.Equal("one\n", _shop.Run("get", "name", "app").Output);
        Assert.Equal("two was worse", JsonNode.Parse(_shop.Run("history", "-o", "json").Output)![0]!["details"]!["message"]!.GetValue<string>());
        Assert.Equal(3, _shop.Run("rollback", "9", "--yes").ExitCode);
        Assert.Equal(2, _shop.Run("rollback", "x", "--yes").ExitCode);
    }

    [Fact]
    public void History_OfMoreThanAPage_IsReadToItsEnd()
    {
        for (var i = 0; i < 3; i++)
        {
            _shop.Local.Add("app.yml", $"name: v{i}\n");
            _shop.Push("--publish");
        }

        Assert.Equal(7, _shop.Run("history").Output.TrimEnd('\n').Split('\n').Length);
        Assert.Equal(2, JsonNode.Parse(_shop.Run("history", "--limit", "2", "-o", "json").Output)!.AsArray().Count);
    }

    [Theory]
    [InlineData("unknown state \"opn\"", "drafts", "--state", "opn")]
    [InlineData("--limit \"0\" is out of range", "history", "--limit", "0")]
    [InlineData("\"../x\" is no id of a draft", "publish", "../x")]
    [InlineData("--message is of what is published", "push", "--message", "x")]
    [InlineData("a command is missing behind \"draft\"", "draft")]
    public void Arguments_ThatMakeNoSense_AreWrongUsage(string error, params string[] args)
    {
        var result = args is ["draft"] ? new StrataCommand().Run(args) : _shop.Run(args);

        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"error: {error}", result.Error, StringComparison.Ordinal);
    }
}
