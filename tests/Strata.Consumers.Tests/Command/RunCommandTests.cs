using System.Runtime.Versioning;

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
    public void Watch_InvalidAtFirst_EndsAtOnce()
    {
        _overrides.Add("t.yml", "x: ${MISSING}\n");
        using var command = Start("watch", "t");

        var result = command.Result();

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("STR4002", result.Error, StringComparison.Ordinal);
    }

    private BuiltCommand Start(params string[] args) => BuiltCommand.Start(_overrides.Root, NoVariables, BuiltCommand.Script, args);
}
