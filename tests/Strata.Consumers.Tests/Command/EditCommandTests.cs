using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Command;

/// <summary><c>strata edit</c> with editors that are scripts.</summary>
[UnsupportedOSPlatform("windows")]
[Collection(EditedOverride.Collection)]
public sealed class EditCommandTests : IDisposable
{
    private const string Text = $"""
        # The database.
        database:
          host: db.internal     # no secret
          password: {EditedOverride.Canary}-1
          pool: {"{"} size: 5, token: '{EditedOverride.Canary}-2' {"}"}
        api_key: "1234567"
        list:
          - secret: {EditedOverride.Canary}-3
            name: first

        """;

    private readonly EditedOverride _edited = new EditedOverride(Text).Encrypted();

    public void Dispose() => _edited.Dispose();

    [Fact]
    public void Edit_Help_IsApproved() => ApprovedFile.Matches("help-edit.txt", new StrataCommand().Run("edit", "--help").Output);

    [Fact]
    public void Edit_OneValue_ChangesItsLineAndTheIntegrityAlone()
    {
        var before = _edited.Lines;

        var result = _edited.Edit($"sed -i 's/{EditedOverride.Canary}-1/{EditedOverride.Canary}-new/' \"$1\"");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal($"{_edited.File}: edited\n", result.Error);
        var changed = _edited.Changed(before);
        Assert.Equal(2, changed.Length);
        Assert.Contains(changed, line => _edited.Lines[line - 1].StartsWith("  password: ENC[strata:1,", StringComparison.Ordinal));
        Assert.Contains(changed, line => _edited.Lines[line - 1].StartsWith("    integrity: ", StringComparison.Ordinal));
        Assert.Equal($"{EditedOverride.Canary}-new", _edited.Value("database.password"));
        Assert.Equal($"{EditedOverride.Canary}-2", _edited.Value("database.pool.token"));
        Assert.Equal("1234567", _edited.Value("api_key"));
        Assert.Equal(0, _edited.InProcess("check", _edited.File).ExitCode);
    }

    [Fact]
    public void Edit_WithinTheEditor_TheCopyIsInClearAndNobodyElses()
    {
        var result = _edited.Edit("stat -c %a \"$1\" \"$(dirname \"$1\")\" >$RECORD; dirname \"$1\" >>$RECORD; basename \"$1\" >>$RECORD; cat \"$1\" >>$RECORD; : >\"$1.swp\"; : >\"$1~\"");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        var record = _edited.Record.Split('\n');
        Assert.Equal(["600", "700"], record[..2]);
        Assert.StartsWith(_edited.Runtime + "/", record[2], StringComparison.Ordinal);
        Assert.Equal("prod.yml", record[3]);
        Assert.Contains($"  password: {EditedOverride.Canary}-1", record);
        Assert.DoesNotContain("ENC[", _edited.Record, StringComparison.Ordinal);
    }

    [Fact]
    public void Edit_WithoutAChange_WritesNothing()
    {
        var (before, time) = (_edited.Lines, File.GetLastWriteTimeUtc(_edited.File));

        var result = _edited.Edit("touch \"$1\"");

        Assert.Equal((0, $"{_edited.File}: nothing was changed\n"), (result.ExitCode, result.Error));
        Assert.Equal(before, _edited.Lines);
        Assert.Equal(time, File.GetLastWriteTimeUtc(_edited.File));
    }

    [Fact]
    public void Edit_OfCommentsAndLayout_KeepsThemAsTheyAreWritten()
    {
        var before = _edited.Lines;

        var result = _edited.Edit("sed -i -e 's/# The database./# Ours.\\n/' -e 's/# no secret/#  public/' \"$1\"");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(string.Join('\n', before).Replace("# The database.", "# Ours.\n", StringComparison.Ordinal).Replace("# no secret", "#  public", StringComparison.Ordinal).Split('\n'), _edited.Lines);
    }

    [Fact]
    public void Edit_ThatMovesRenamesAndAddsSecrets_EncryptsThem()
    {
        var result = _edited.Edit($"sed -i -e 's/api_key:/plain_name:/' -e 's/  password: /  words: /' \"$1\"; printf 'new:\\n  passphrase: {EditedOverride.Canary}-4\\nnumber: 5\\n' >>\"$1\"");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain(EditedOverride.Canary, File.ReadAllText(_edited.File), StringComparison.Ordinal);
        Assert.Contains("plain_name: \"ENC[", File.ReadAllText(_edited.File), StringComparison.Ordinal);
        Assert.Equal($"{EditedOverride.Canary}-1", _edited.Value("database.words"));
        Assert.Equal("1234567", _edited.Value("plain_name"));
        Assert.Equal($"{EditedOverride.Canary}-4", _edited.Value("new.passphrase"));
        Assert.Contains("number: 5", File.ReadAllText(_edited.File), StringComparison.Ordinal);
    }

    [Fact]
    public void Edit_ThatSplitsAListOff_KeepsEachItemsOwn()
    {
        var result = _edited.Edit($"sed -i 's/^list:/list:\\n  - secret: {EditedOverride.Canary}-0\\n    name: zeroth/' \"$1\"");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal($"{EditedOverride.Canary}-0", _edited.Value("list[0].secret"));
        Assert.Equal($"{EditedOverride.Canary}-3", _edited.Value("list[1].secret"));
    }

    [Theory]
    [InlineData("a$$b", "a$b")]
    [InlineData("'$${x}'", "${x}")]
    [InlineData("\"two\\nlines\"", "two\nlines")]
    public void Edit_DollarSigns_MeanWhatTheyMeanInAnyOverride(string written, string value)
    {
        var result = _edited.Edit($"cat >new <<'E'\n  password: {written}\nE\nsed -i -e '/^  password:/r new' -e '/^  password:/d' \"$1\"; rm new");
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(value, _edited.Value("database.password"));
        var before = _edited.Lines;

        // Once more: what is read in clear is written back as the same.
        Assert.Equal(0, _edited.Edit("sed -i 's/db.internal/db.other/' \"$1\"").ExitCode);

        Assert.Equal(value, _edited.Value("database.password"));
        Assert.Equal(2, _edited.Changed(before).Length);
    }

    [Fact]
    public void Edit_APasswordThatWouldBecomeAVariable_IsRefused()
    {
        var before = _edited.Lines;

        var result = _edited.Edit($"sed -i 's/{EditedOverride.Canary}-1/x$PATH/' \"$1\"");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR7008: database.password holds a dollar sign that begins a variable", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, _edited.Lines);
    }

    [Theory]
    [InlineData("sed -i 's/password:/password: [/' \"$1\"", "overrides/prod.yml:")]
    [InlineData("sed -i 's/  password: /  password: *x, /' \"$1\"", "overrides/prod.yml:")]
    [InlineData("sed -i 's/  password: /  host: /' \"$1\"", "duplicate key \"host\"")]
    [InlineData("echo 'x: 1' >\"$1\"", "has lost its \"encryption\"")]
    [InlineData("sed -i 's/^    key: .*/    key: abc/' \"$1\"", "is not the one that stood here")]
    [InlineData(": >\"$1\"", "error")]
    [InlineData("rm \"$1\"", "no file that can be read")]
    [InlineData("rm \"$1\"; mkfifo \"$1\"", "no file that can be read")]
    public void Edit_WhatIsNoOverrideAnyMore_IsRefusedAndNothingIsLost(string script, string message)
    {
        var before = _edited.Lines;

        var result = _edited.Edit(script);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Contains("it is as it was, and the copy in clear is removed", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, _edited.Lines);
    }

    [Theory]
    [InlineData("exit 3", 1, "the editor ended with code 3")]
    [InlineData("kill -KILL $$", 1, "the editor was ended by signal 9")]
    [InlineData("kill -SEGV $$", 1, "the editor was ended by signal 11")]
    [InlineData("exit 127", 1, "the editor cannot be started")]
    public void Edit_WhoseEditorFails_WritesNothing(string end, int code, string message)
    {
        var before = _edited.Lines;

        var result = _edited.Edit($"sed -i 's/{EditedOverride.Canary}-1/other/' \"$1\"; {end}");

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Contains(message, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, _edited.Lines);
    }

    [Fact]
    public void Edit_WithArgumentsInTheVariable_RunsItAsAShellDoes()
    {
        _edited.Variables["VISUAL"] = "sed -i -e 's/db.internal/db visual/'";

        Assert.Equal(0, _edited.Edit("exit 1").ExitCode);
        Assert.Equal("db visual", _edited.Value("database.host"));
    }

    [Fact]
    public void Edit_OfAFileThatSomebodyElseChangedMeanwhile_IsRefused()
    {
        var result = _edited.Edit($"echo '# theirs' >>'{_edited.File}'; sed -i 's/{EditedOverride.Canary}-1/other/' \"$1\"");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("it was changed by somebody else meanwhile", result.Error, StringComparison.Ordinal);
        Assert.Equal("# theirs", _edited.Lines[^1]);
        Assert.Equal($"{EditedOverride.Canary}-1", _edited.Value("database.password"));
    }

    [Fact]
    public void Edit_WithoutAKey_ExitsWith4()
    {
        _edited.Variables["STRATA_ENCRYPTION_KEY"] = null;

        var result = _edited.Edit("echo run >$RECORD");

        Assert.Equal((4, "", ""), (result.ExitCode, result.Output, _edited.Record));
        Assert.Contains("error STR7002: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Edit_OfABrokenSeal_IsRefusedUnlessItIsAccepted()
    {
        File.WriteAllText(_edited.File, File.ReadAllText(_edited.File).Replace("db.internal", "db.evil", StringComparison.Ordinal));
        const string Script = "sed -i 's/db.evil/db.good/' \"$1\"";

        var refused = _edited.Edit(Script);
        var accepted = _edited.Edit(Script, "--accept-changes");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("error STR7003: ", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("warning STR7003: ", accepted.Error, StringComparison.Ordinal);
        Assert.Equal("db.good", _edited.Value("database.host"));
    }

    [Fact]
    public void Edit_OfAFileInClear_AsksForRecipients()
    {
        using var clear = new EditedOverride($"password: {EditedOverride.Canary}\n");

        var result = clear.Edit("exit 0");

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("nothing in it is encrypted, and it names nobody to encrypt for", result.Error, StringComparison.Ordinal);
        Assert.Contains("strata encrypt ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Edit_OfAFileInClearThatNamesRecipients_EncryptsItsSecrets()
    {
        var recipients = _edited.Lines.Single(static line => line.Contains("- raw: ", StringComparison.Ordinal)).Trim()["- raw: ".Length..];
        using var clear = new EditedOverride($"_metadata:\n  encryption:\n    recipients: [{{raw: {recipients}}}]\npassword: {EditedOverride.Canary}\n");

        var result = clear.Edit("echo 'x: 1' >>\"$1\"");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.DoesNotContain(EditedOverride.Canary, File.ReadAllText(clear.File), StringComparison.Ordinal);
        Assert.Equal(EditedOverride.Canary, clear.Value("password"));
    }

    [Fact]
    public void Edit_OfSeveralDocumentsOneOfWhichIsNew_KnowsEachByItsEnvelope()
    {
        using var several = new EditedOverride($"_metadata: {{type: a}}\npassword: {EditedOverride.Canary}-a\n---\n_metadata: {{type: b}}\npassword: {EditedOverride.Canary}-b\n").Encrypted();
        var before = several.Lines;

        var result = several.Edit("printf '_metadata: {type: c}\\nx: 1\\n---\\n' | cat - \"$1\" >new; cat new >\"$1\"; rm new");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal(before, several.Lines[3..]);
    }

    [Fact]
    public void Edit_OfJson_KeepsItJson()
    {
        using var json = new EditedOverride($"{{\n  \"password\": \"{EditedOverride.Canary}\",\n  \"port\": 1\n}}\n", "prod.json").Encrypted();

        var result = json.Edit("sed -i 's/\"port\": 1/\"port\": 2/' \"$1\"; basename \"$1\" >$RECORD");

        Assert.Equal((0, "", "prod.json\n"), (result.ExitCode, result.Output, json.Record));
        Assert.Equal("2", json.Value("port"));
        Assert.Equal(EditedOverride.Canary, json.Value("password"));
    }
}
