using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Strata.Cli.Editing;

namespace Strata.Consumers.Tests.Command;

/// <summary>What becomes of the copy in clear when the command is ended, and of a person who is asked.</summary>
[UnsupportedOSPlatform("windows")]
[Collection(EditedOverride.Collection)]
[Trait("Level", "integration")]
public sealed class EditSignalTests : IDisposable
{
    private readonly EditedOverride _edited = new EditedOverride($"host: a\npassword: {EditedOverride.Canary}\n").Encrypted();

    public void Dispose() => _edited.Dispose();

    [Theory]
    [InlineData("TERM", 143, "exec sleep 60")]
    [InlineData("HUP", 129, "exec sleep 60")]
    [InlineData("TERM", 143, "sleep 60")]
    [InlineData("TERM", 143, "trap '' TERM; sleep 60")]
    public void Edit_AskedToEnd_EndsTheEditorAndLeavesNothing(string signal, int code, string sleep)
    {
        var before = _edited.Lines;
        using var started = _edited.Begin($"sed -i 's/host: a/host: b/' \"$1\"; echo $$ >$RECORD.new; mv $RECORD.new $RECORD; {sleep}");
        started.WaitFor(_edited.Variables["RECORD"]!);

        BuiltCommand.Signal(signal, started.Id.ToString(CultureInfo.InvariantCulture));
        var result = _edited.Checked(started.Result());

        Assert.Equal((code, ""), (result.ExitCode, result.Output));
        Assert.Equal(before, _edited.Lines);
        Assert.True(HasEnded(_edited.Record.Trim()), "the editor is still there");
    }

    [Fact]
    public void Edit_InterruptedInAnEditorThatGoesOn_WaitsForIt()
    {
        using var started = _edited.Begin("echo $$ >$RECORD; sleep 1; sed -i 's/host: a/host: b/' \"$1\"");
        started.WaitFor(_edited.Variables["RECORD"]!);

        BuiltCommand.Signal("INT", started.Id.ToString(CultureInfo.InvariantCulture));
        var result = _edited.Checked(started.Result());

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal("b", _edited.Value("host"));
    }

    [Fact]
    public void Edit_InterruptedTogetherWithItsEditor_WritesNothing()
    {
        var before = _edited.Lines;
        _edited.WriteEditor("sed -i 's/host: a/host: b/' \"$1\"; ps -o pgid= -p $$ >$RECORD.new; mv $RECORD.new $RECORD; sleep 60");

        // Where the tests run in the background of a script, SIGINT is ignored, and all that they start inherits that.
        using var started = BuiltCommand.Start(_edited.Root, _edited.Variables, "env", "--default-signal=INT", "setsid", "--wait", BuiltCommand.Script, "edit", _edited.File);
        started.WaitFor(_edited.Variables["RECORD"]!);

        BuiltCommand.Signal("INT", $"-{_edited.Record.Trim()}");
        var result = _edited.Checked(started.Result());

        Assert.Equal((130, ""), (result.ExitCode, result.Output));
        Assert.Equal(before, _edited.Lines);
    }

    [Fact]
    public void Edit_AtATerminal_AsksWhetherToEditAgain()
    {
        var result = OnTerminal("\n", "if [ -e $RECORD ]; then sed -i 's/host: \\[/host: b/' \"$1\"; else sed -i 's/host: a/host: [/' \"$1\"; fi; echo run >>$RECORD");

        Assert.Equal("run\nrun\n", _edited.Record);
        Assert.Contains("Edit again? [Enter = again, q = give up]", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', result.Output);
        Assert.Equal("b", _edited.Value("host"));
    }

    [Fact]
    public void Edit_AtATerminalGivenUp_LeavesTheFile()
    {
        var before = _edited.Lines;

        var result = OnTerminal("q\n", "sed -i 's/host: a/host: [/' \"$1\"; echo run >>$RECORD");

        Assert.Equal("run\n", _edited.Record);
        Assert.Contains("it is as it was, and the copy in clear is removed", result.Output, StringComparison.Ordinal);
        Assert.Equal(before, _edited.Lines);
    }

    [Fact]
    public void Edit_EndedWhileItAsks_LeavesNothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) to have a terminal");
        _edited.WriteEditor("sed -i 's/host: a/host: [/' \"$1\"; echo $PPID >$RECORD.new; mv $RECORD.new $RECORD");
        _edited.Variables["EDITOR"] = "exec " + _edited.Variables["EDITOR"];
        using var started = BuiltCommand.Start(_edited.Root, _edited.Variables, "/usr/bin/script", "-qec", $"'{BuiltCommand.Script}' edit '{_edited.File}' --no-color", "/dev/null");
        started.WaitFor(_edited.Variables["RECORD"]!);

        // Whether it asks already or not: it ends.
        BuiltCommand.Signal("TERM", _edited.Record.Trim());
        var result = _edited.Checked(started.Result());

        Assert.Equal(143, result.ExitCode);
    }

    [Fact]
    public void Directory_OfAUserThatOthersMayEnter_IsPassedBy()
    {
        var open = Directory.CreateDirectory(Path.Combine(_edited.Runtime, "open"), (UnixFileMode)0b111_101_101).FullName;
        using var directory = PlainDirectory.Create("a.yml", open, PlainDirectory.SharedMemory, _edited.Temporary);

        Assert.Equal("/dev/shm", Path.GetDirectoryName(directory.Location));
        Directory.Delete(open);
    }

    [Fact]
    public void Directory_OnADisk_IsOverwrittenAndRemoved()
    {
        using var directory = PlainDirectory.Create("a.yml", _edited.Temporary, null, _edited.Temporary);
        Assert.SkipWhen(directory.IsInMemory, "temporary files are in memory here");
        directory.Write("secret"u8);
        var backup = Directory.CreateDirectory(Path.Combine(directory.Location, ".backup")).FullName;
        File.WriteAllText(Path.Combine(backup, "a.yml~"), "secret");
        File.CreateSymbolicLink(Path.Combine(backup, "link"), _edited.File);
        var (kept, before) = (Path.Combine(_edited.Root, "kept"), _edited.Lines);
        Process.Start("/bin/ln", [directory.File, kept]).WaitForExit();

        Assert.True(directory.Remove());

        Assert.False(Directory.Exists(directory.Location));
        Assert.Equal(new byte[6], File.ReadAllBytes(kept));
        Assert.Equal(before, _edited.Lines);
        Assert.True(directory.Remove());
    }

    // One that nobody has waited for yet is a zombie.
    private static bool HasEnded(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private CommandResult OnTerminal(string typed, string script)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) to have a terminal");
        _edited.WriteEditor(script);
        using var started = BuiltCommand.Start(_edited.Root, _edited.Variables, "/usr/bin/script", "-qec", $"'{BuiltCommand.Script}' edit '{_edited.File}' --no-color", "/dev/null");
        started.Input.Write(typed);
        started.Input.Flush();
        return _edited.Checked(started.Result());
    }
}
