using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Command;

/// <summary><c>git merge</c> of encrypted files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MergeDriverTests : IDisposable
{
    private const string Text = """
        # Production.
        database:
          host: db.internal
          password: canary-1
          token: canary-2
          secret: canary-3
        list: [1, 2]
        plain: text

        """;

    private readonly GitRepository _git = new GitRepository(Text).Encrypt();

    public void Dispose() => _git.Dispose();

    [Fact]
    public void Driver_Help_IsApproved() => ApprovedFile.Matches("help-merge-driver.txt", new StrataCommand().Run("merge-driver", "--help").Output);

    [Fact]
    public void Merge_OfAdjacentEncryptedLines_IsCleanAndOpens()
    {
        var before = _git.Text.Split('\n');
        var result = _git.Merge(
            static ours => ours.SetSecret("password", "canary-ours"),
            static theirs => theirs.SetSecret("token", "canary-theirs"));

        AssertClean(result);
        Assert.Equal(3, _git.Text.Split('\n').Except(before).Count());
        Assert.Equal(("canary-ours", "canary-theirs", "canary-3"), (_git.Value("database.password"), _git.Value("database.token"), _git.Value("database.secret")));
    }

    [Fact]
    public void Merge_OfOneSide_TakesItsBytes()
    {
        var text = "";
        var result = _git.Merge(
            static ours => ours.Change(("# Production.", "# Ours.")),
            theirs => text = theirs.SetSecret("token", "canary-theirs").Text);

        AssertClean(result);
        Assert.Equal(text.Replace("# Production.", "# Ours.", StringComparison.Ordinal), _git.Text);
    }

    [Fact]
    public void Merge_KeepsTheCommentsAndKeysOfBothSides()
    {
        var result = _git.Merge(
            static ours => ours.Change(("# Production.", "# Ours."), ("  host: db.internal", "  host: db.internal  # kept\n  port: 1")).SetSecret("password", "canary-ours"),
            static theirs => theirs.Change(("plain: text", "# Theirs.\nplain: text\napi_key: canary-new")).Seal());

        AssertClean(result);
        Assert.StartsWith("# Ours.\n", _git.Text, StringComparison.Ordinal);
        Assert.Contains("db.internal  # kept\n", _git.Text, StringComparison.Ordinal);
        Assert.Contains("\n# Theirs.\nplain: text\n", _git.Text, StringComparison.Ordinal);
        Assert.Equal(("canary-ours", "canary-new", "1"), (_git.Value("database.password"), _git.Value("api_key"), _git.Value("database.port")));
    }

    [Fact]
    public void Merge_OfOneValueThatBothChanged_LeavesMarkersAroundItAlone()
    {
        var result = _git.Merge(
            static ours => ours.SetSecret("password", "canary-ours").SetSecret("secret", "canary-o3"),
            static theirs => theirs.SetSecret("password", "canary-theirs").Change(("plain: text", "plain: theirs")).Seal());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("overrides/prod.yml: both sides changed database.password\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("strata encrypt --accept-changes overrides/prod.yml", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", result.Output + result.Error + _git.Text, StringComparison.Ordinal);
        var lines = _git.Text.Split('\n');
        var (start, end) = (Array.IndexOf(lines, "<<<<<<< ours"), Array.IndexOf(lines, ">>>>>>> theirs"));
        Assert.Equal(4, end - start);
        Assert.Single(lines, static line => line.StartsWith("<<<<<<<", StringComparison.Ordinal));
        Assert.Contains("plain: theirs", lines);

        // Resolved as theirs, and sealed.
        File.WriteAllLines(_git.File, lines.Where((_, i) => i < start || i > end || i == end - 1));
        _git.Seal();
        Assert.Equal(("canary-theirs", "canary-o3"), (_git.Value("database.password"), _git.Value("database.secret")));
    }

    [Fact]
    public void Merge_OfAValueThatOneRemovedAndTheOtherChanged_IsAConflict()
    {
        var result = _git.Merge(
            static ours => ours.Change(("plain: text\n", "")).Seal(),
            static theirs => theirs.Change(("plain: text", "plain: other")).Seal());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("both sides changed plain\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("<<<<<<< ours\n", _git.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Merge_OfAKeyThatBothAddedInTwoPlaces_HasMarkers()
    {
        var result = _git.Merge(
            static ours => ours.Change(("# Production.", "# Production.\nadded: 1")).Seal(),
            static theirs => theirs.Change(("plain: text", "plain: text\nadded: 2")).Seal());

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("both sides changed added\n", result.Error, StringComparison.Ordinal);
        Assert.Contains("<<<<<<< ours\n", _git.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Merge_OfASideThatWasRotated_HasItsKeyAndTheOthersValues(bool oursRotated)
    {
        Action<GitRepository> change = static git => git.SetSecret("password", "canary-changed").Change(("plain: text", "plain: text # why")).Seal();
        var key = "";
        Action<GitRepository> rotate = git => key = KeyIn(git.Do("rotate", git.File));
        var result = _git.Merge(
            git => (oursRotated ? rotate : change)(git),
            git => (oursRotated ? change : rotate)(git));

        AssertClean(result);
        Assert.Equal(key, KeyIn(_git));
        Assert.Contains("plain: text # why\n", _git.Text, StringComparison.Ordinal);
        Assert.Equal(("canary-changed", "canary-2", "canary-3"), (_git.Value("database.password"), _git.Value("database.token"), _git.Value("database.secret")));
    }

    [Fact]
    public void Merge_OfSidesThatWereBothRotated_HasOursAndTheValuesOfBoth()
    {
        var key = "";
        var result = _git.Merge(
            ours => key = KeyIn(ours.Do("rotate", ours.File).SetSecret("password", "canary-ours")),
            static theirs => theirs.Do("rotate", theirs.File).SetSecret("token", "canary-theirs"));

        AssertClean(result);
        Assert.Equal(key, KeyIn(_git));
        Assert.Equal(("canary-ours", "canary-theirs"), (_git.Value("database.password"), _git.Value("database.token")));
    }

    [Fact]
    public void Merge_OfRecipientsAddedOnOneSide_TakesThemOver()
    {
        const string Added = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        var result = _git.Merge(
            static ours => ours.SetSecret("password", "canary-ours"),
            static theirs => theirs.Do("recipients", "add", Added, theirs.File));

        AssertClean(result);
        Assert.Contains($"age: {Added}", _git.Text, StringComparison.Ordinal);
        Assert.Equal("canary-ours", _git.Value("database.password"));
    }

    [Fact]
    public void Merge_OfARecipientRemovedWhereTheOtherRotated_MakesAKeyThatItDoesNotKnow()
    {
        const string Removed = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";
        _git.Do("recipients", "add", Removed, _git.File);
        var (oursKey, theirsKey) = ("", "");
        var result = _git.Merge(
            ours => oursKey = KeyIn(ours.Do("rotate", ours.File)),
            theirs => theirsKey = KeyIn(theirs.Do("recipients", "remove", Removed, theirs.File)));

        AssertClean(result);
        Assert.DoesNotContain(Removed, _git.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyIn(_git), new[] { oursKey, theirsKey });
        Assert.Equal("canary-1", _git.Value("database.password"));
    }

    [Fact]
    public void Merge_WithoutAKey_IsLeftToWhoHasOneAndOursStays()
    {
        _git.KeyOfDriver = null;
        var ours = "";

        var result = _git.Merge(
            git => ours = git.SetSecret("password", "canary-ours").Text,
            static theirs => theirs.SetSecret("token", "canary-theirs"));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error STR7002: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(ours, _git.Text);
    }

    [Fact]
    public void Merge_WithoutAKeyOfOneSide_NeedsNone()
    {
        _git.KeyOfDriver = null;

        var result = _git.Merge(
            static ours => ours.Change(("# Production.", "# Ours.")),
            static theirs => theirs.SetSecret("token", "canary-theirs"));

        AssertClean(result);
        Assert.Equal("canary-theirs", _git.Value("database.token"));
    }

    [Fact]
    public void Merge_OfABrokenSide_IsRefusedAndOursStays()
    {
        var ours = "";
        var result = _git.Merge(
            git => ours = git.SetSecret("password", "canary-ours").Text,
            static theirs => theirs.Change(("db.internal", "db.evil")));

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("error STR7003: ", result.Error, StringComparison.Ordinal);
        Assert.Equal(ours, _git.Text);
    }

    [Fact]
    public void Merge_OfFilesInClear_GoesValueByValue()
    {
        using var clear = new GitRepository("a: 1\nb: 2\nc: 3\n");

        var result = clear.Merge(static ours => ours.Change(("a: 1", "a: 10")), static theirs => theirs.Change(("b: 2", "b: 20"), ("c: 3", "c: 3\nd: 4")));

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal("a: 10\nb: 20\nc: 3\nd: 4\n", clear.Text);
    }

    [Fact]
    public void Merge_OfJsonAndOfSeveralDocuments_Works()
    {
        using var json = new GitRepository("{\n  \"password\": \"canary-1\",\n  \"token\": \"canary-2\"\n}\n", "prod.json").Encrypt();
        using var several = new GitRepository("_metadata: {type: a}\npassword: canary-a\n---\n_metadata: {type: b}\ntoken: canary-b\n").Encrypt();

        var inJson = json.Merge(
            static ours => ours.Change(("\"password\": \"ENC[", "\"host\": \"ours\",\n  \"password\": \"ENC[")).Seal(),
            static theirs => theirs.Change(("\"token\": \"ENC[", "\"port\": 1,\n  \"token\": \"ENC[")).Seal());
        var inSeveral = several.Merge(static ours => ours.SetSecret("password", "canary-ours"), static theirs => theirs.SetSecret("token", "canary-theirs"));

        Assert.Equal((0, ""), (inJson.ExitCode, inJson.Error));
        Assert.Equal(("ours", "1", "canary-1"), (json.Value("host"), json.Value("port"), json.Value("password")));
        Assert.Equal((0, ""), (inSeveral.ExitCode, inSeveral.Error));
        Assert.Equal("canary-ours", several.Run("get", "password", "a", "--reveal").Output.Trim());
        Assert.Equal("canary-theirs", several.Run("get", "token", "b", "--reveal").Output.Trim());
    }

    [Fact]
    public void Driver_OfFilesThatAreNotThere_ExitsWithMoreThan1()
    {
        Assert.Equal(3, _git.Run("merge-driver", "nope", _git.File, _git.File).ExitCode);
        Assert.Equal(2, _git.Run("merge-driver", _git.File).ExitCode);
    }

    private void AssertClean(CommandResult result)
    {
        Assert.Equal((0, "Auto-merging overrides/prod.yml\n", ""), (result.ExitCode, result.Output, result.Error));
        Assert.DoesNotContain("<<<<", _git.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", _git.Text, StringComparison.Ordinal);
        Assert.Equal(0, _git.Run("check", _git.File).ExitCode);
    }

    private static string KeyIn(GitRepository git) => git.Text.Split('\n').First(static line => line.StartsWith("    key: ", StringComparison.Ordinal));
}
