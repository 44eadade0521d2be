using System.Runtime.Versioning;
using Strata.Cli;
using Strata.Cli.Running;

namespace Strata.Consumers.Tests.Command;

/// <summary><c>strata run</c> and <c>strata watch</c>, as processes that start processes.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RunCommandTests : IDisposable
{
    private static readonly Dictionary<string, string?> NoVariables = [];

    private readonly TemporaryOverrides _overrides = new(("t.yml", "x: 1\npassword: \"p'w $$x\"\n"));

    private string Told => Path.Combine(_overrides.Root, "told");

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void Run_GivesTheCommandTheValues_AndEndsAsItEnds()
    {
        using var command = Start("run", "t", "--", "/bin/sh", "-c", "printf '%s|%s|%s' \"$X\" \"$PASSWORD\" \"$1\"; exit 7", "sh", "-d", "--");

        Assert.Equal(new CommandResult(7, "1|p'w $x|-d", ""), command.Result());
    }

    [Fact]
    public void Run_WithAnExport_WritesAFileForItsOwnerAlone()
    {
        using var command = Start("run", "t", "--no-variables", "--export", "json=c.json", "--", "sh", "-c", "printf '%s' \"$X\"; stat -c %a c.json; cat c.json");

        Assert.Equal(new CommandResult(0, "600\n{\n  \"x\": 1,\n  \"password\": \"p'w $x\"\n}\n", ""), command.Result());
    }

    [Theory]
    [InlineData(3, "error: there is no command nosuch on PATH", "nosuch")]
    [InlineData(3, "error: there is no command ./nosuch", "./nosuch")]
    [InlineData(4, "error: ./overrides/t.yml may not be executed", "./overrides/t.yml")]
    public void Run_WhatCannotBeStarted_SaysWhy(int exitCode, string error, string name)
    {
        using var command = Start("run", "t", "--", name);

        var result = command.Result();

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "#!/nowhere/sh\n", "error: ./script cannot be started: the interpreter that its first line names is not there")]
    [InlineData(1, "echo\n", "error: ./script is no program of this system, and names no interpreter")]
    public void Run_AScriptThatNobodyInterprets_SaysWhy(int exitCode, string script, string error)
    {
        Script("script", script);
        using var command = Start("run", "t", "--", "./script");

        var result = command.Result();

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Output));
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AFileOnPathThatCannotBeExecuted_HidesNoCommandBehindIt()
    {
        Directory.CreateDirectory(Path.Combine(_overrides.Root, "first"));
        File.WriteAllText(Path.Combine(_overrides.Root, "first", "greet"), "no program");
        Script("greet", "#!/bin/sh\necho hello\n");
        var path = $"{Path.Combine(_overrides.Root, "first")}:{_overrides.Root}:{Environment.GetEnvironmentVariable("PATH")}";
        using var command = BuiltCommand.Start(_overrides.Root, new Dictionary<string, string?> { ["PATH"] = path }, BuiltCommand.Script, "run", "t", "--", "greet");

        Assert.Equal(new CommandResult(0, "hello\n", ""), command.Result());
    }

    [Fact]
    public async Task Run_ASignalThatComesWhileTheCommandIsStarted_EndsTheCommand()
    {
        using var signals = new SignalForwarding(new CommandHost(Stream.Null, TextWriter.Null, new Dictionary<string, string>(), false, false, TimeProvider.System));
        signals.Pass(PosixSignals.Terminate);
        using var child = ChildProcess.Start(["/bin/sleep", "600"], new Dictionary<string, string>());
        signals.To(child);

        await child.Exited.WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        Assert.Equal(143, child.ExitCode);
    }

    [Theory]
    [InlineData("error: a command is missing", "run", "t")]
    [InlineData("error: there is one TYPE, and \"u\" is a second", "run", "t", "u", "--", "true")]
    [InlineData("error: --export takes FORMAT=FILE", "run", "t", "--export", "json", "--", "true")]
    [InlineData("error: unknown export format \"jsno\"", "run", "t", "--export", "jsno=x", "--", "true")]
    [InlineData("error: unknown signal \"NOPE\"", "watch", "t", "--signal", "NOPE")]
    [InlineData("error: --grace \"soon\" is no duration", "watch", "t", "--grace", "soon")]
    [InlineData("error: --now stands still", "watch", "t", "--now", "2026-01-01")]
    public void WrongUsage_IsSaid(string error, params string[] args)
    {
        using var command = Start(args);

        var result = command.Result();

        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith(error, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OfAnInvalidConfiguration_StartsNothing()
    {
        _overrides.Add("t.yml", "x: ${MISSING}\n");
        using var command = Start("run", "t", "--", "touch", "told");

        Assert.Equal(1, command.Result().ExitCode);
        Assert.False(File.Exists(Told));
    }

    [Fact]
    public void Run_Terminated_HandsTheSignalOnAndEndsWithTheCommand()
    {
        using var command = Start("run", "t", "--", "sh", "-c", "trap 'echo ended; exit 9' TERM; touch told; while :; do sleep 0.1; done");
        command.WaitFor(Told);

        BuiltCommand.Signal("TERM", $"{command.Id}");

        Assert.Equal(new CommandResult(9, "ended\n", ""), command.Result());
    }

    [Fact]
    public void Watch_OnAChange_TellsItAndStartsTheCommandAnew()
    {
        using var command = Start("watch", "t", "--", "sh", "-c", "touch \"told$X\"; trap 'touch ended$X; exit' TERM; while :; do sleep 0.1; done");
        command.WaitFor($"{Told}1");
        _overrides.Add("t.yml", "x: ${MISSING}\n");
        _overrides.Add("t.yml", "x: 2\n");
        command.WaitFor($"{Told}2");

        BuiltCommand.Signal("INT", $"{command.Id}");

        var result = command.Result();
        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("~ x: 1 -> 2", result.Error, StringComparison.Ordinal);
        Assert.Contains("- password: ********", result.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_overrides.Root, "ended1")));
        Assert.True(File.Exists(Path.Combine(_overrides.Root, "ended2")));
    }

    [Fact]
    public void Watch_WithASignal_WritesTheFileAnewAndTellsTheCommand()
    {
        using var command = Start("watch", "t", "--signal", "HUP", "--export", "env=c.env", "--", "sh", "-c", "trap '. ./c.env; touch told$X' HUP; touch told; while :; do sleep 0.1; done");
        command.WaitFor(Told);
        _overrides.Add("t.yml", "x: 2\n");

        command.WaitFor($"{Told}2");
        BuiltCommand.Signal("TERM", $"{command.Id}");

        Assert.Equal(0, command.Result().ExitCode);
    }

    [Fact]
    public void Watch_CommandThatDoesNotEnd_IsKilled()
    {
        using var command = Start("watch", "t", "--grace", "200ms", "--", "sh", "-c", "trap '' TERM; touch told; while :; do sleep 0.1; done");
        command.WaitFor(Told);

        BuiltCommand.Signal("TERM", $"{command.Id}");

        Assert.Equal(0, command.Result().ExitCode);
    }

    [Fact]
    public async Task Watch_OnAChangeThatCannotBeHandedOver_KeepsTheCommand()
    {
        using var command = Start("watch", "t", "--", "sh", "-c", "touch \"told$X\"; trap 'touch ended$X; exit' TERM; while :; do sleep 0.1; done");
        command.WaitFor($"{Told}1");

        // Two values of one name.
        _overrides.Add("t.yml", "x: 2\na.b: 1\na_b: 2\n");
        await command.WaitForErrorAsync("sh goes on with what it has");
        Assert.False(File.Exists(Path.Combine(_overrides.Root, "ended1")));

        // More than the system takes: the command was stopped for it, and the next change starts it.
        _overrides.Add("t.yml", $"x: {new string('x', 200_000)}\n");
        await command.WaitForErrorAsync("the next change starts the command");
        _overrides.Add("t.yml", "x: 3\n");
        command.WaitFor($"{Told}3");
        BuiltCommand.Signal("TERM", $"{command.Id}");

        Assert.Equal(0, command.Result().ExitCode);
    }

    [Fact]
    public void Watch_InvalidAtFirst_EndsAtOnce()
    {
        _overrides.Add("t.yml", "x: ${MISSING}\n");
        using var command = Start("watch", "t");

        var result = command.Result();

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("STR4002", result.Error, StringComparison.Ordinal);
    }

    private void Script(string name, string text)
    {
        var file = Path.Combine(_overrides.Root, name);
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private BuiltCommand Start(params string[] args) => BuiltCommand.Start(_overrides.Root, NoVariables, BuiltCommand.Script, args);
}
