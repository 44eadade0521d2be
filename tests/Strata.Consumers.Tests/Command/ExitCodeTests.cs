using Strata.Cli;
using Strata.Diagnostics;

namespace Strata.Consumers.Tests.Command;

public class ExitCodeTests
{
    [Theory]
    [InlineData("resolve", "t")]
    [InlineData("get", "x", "t")]
    [InlineData("explain", "x", "t")]
    [InlineData("list")]
    [InlineData("validate")]
    [InlineData("diff", "t", "t")]
    public void Run_AllIsWell_ExitsWith0(params string[] args)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: 1\n"));

        var result = overrides.Run(args);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("resolve", "t")]
    [InlineData("get", "x", "t")]
    [InlineData("explain", "x", "t")]
    [InlineData("list")]
    [InlineData("validate")]
    [InlineData("validate", "overrides/b.yml")]
    [InlineData("diff", "t", "t")]
    public void Run_AFileIsBad_ExitsWith1AndPrintsNothing(params string[] args)
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: t}\nx: 1\n"), ("b.yml", "x: [\n"));

        var result = overrides.Run([.. args.Select(arg => arg.Replace("overrides/", overrides.Overrides + "/", StringComparison.Ordinal))]);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR0001", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_ADifference_ExitsWith1WithoutAnyDiagnostic()
    {
        using var overrides = new TemporaryOverrides(("a.yml", "_metadata: {type: a}\nx: 1\n"), ("b.yml", "_metadata: {type: b}\nx: 2\n"));

        Assert.Equal((1, ""), (overrides.Run("diff", "a", "b").ExitCode, overrides.Run("diff", "a", "b").Error));
    }

    [Theory]
    [InlineData("STR2004", "did you mean \"docker\"?", "resolve", "dokcer")]
    [InlineData("STR2004", "did you mean \"docker\"?", "list", "dokcer")]
    [InlineData("STR2004", "did you mean \"docker\"?", "validate", "dokcer")]
    [InlineData("STR2004", "did you mean \"docker\"?", "diff", "docker", "dokcer")]
    [InlineData("STR2007", "did you mean \"database.port\"?", "get", "database.prot", "docker")]
    [InlineData("STR2007", "did you mean \"database.port\"?", "explain", "database.prot", "docker")]
    [InlineData("STR8001", "STRATA_DIRECTORY", "resolve", "docker", "-d", "no-such-directory")]
    [InlineData("STR8001", "STRATA_DIRECTORY", "list", "-d", "no-such-directory")]
    [InlineData("STR8001", "STRATA_DIRECTORY", "validate", "-d", "no-such-directory")]
    [InlineData("STR8007", "working directory", "validate", "no-such.yml")]
    [InlineData("STR8007", "did you mean Overrides/docker.yml?", "validate", "Overrides/dokcer.yml")]
    [InlineData("STR8007", "working directory", "resolve", "docker", "--env-file", "no-such.env")]
    public void Run_SomethingIsNotThere_ExitsWith3AndHints(string code, string hint, params string[] args)
    {
        var command = new StrataCommand().With("DB_PASSWORD", "x").With("STRATA_DIRECTORY", "Overrides");

        var result = command.Run(args);

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains($"error {code}", result.Error, StringComparison.Ordinal);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_OnlyUnreadableFiles_Is4()
    {
        var unreadable = Diagnostic.InFile("a.yml", DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, "permission to read it is missing");
        var other = Diagnostic.InFile("b.yml", DiagnosticCode.SyntaxError, DiagnosticSeverity.Error, "bad");

        Assert.Equal(4, ExitCode.Of(new ValidationResult([unreadable]), strict: false));
        Assert.Equal(1, ExitCode.Of(new ValidationResult([unreadable, other]), strict: false));
    }

    [Theory]
    [InlineData("resolve", "docker")]
    [InlineData("resolve", "docker", "-o", "json")]
    [InlineData("resolve", "docker", "-o", "env")]
    [InlineData("get", "database.host", "docker")]
    [InlineData("explain", "docker")]
    [InlineData("explain", "database", "docker", "-o", "json")]
    [InlineData("list")]
    [InlineData("validate", "-o", "json")]
    [InlineData("validate", "-o", "sarif")]
    [InlineData("validate", "-o", "junit")]
    [InlineData("validate", "-o", "github")]
    [InlineData("diff", "docker", "docker,tenant=acme")]
    [InlineData("--help")]
    [InlineData("resolve", "--help")]
    [InlineData("help", "STR0004")]
    [InlineData("--version")]
    public void Run_OutputCannotBeWritten_ExitsWith5(params string[] args)
    {
        using var output = new StandardStream(static _ => throw new IOException("No space left on device"), isBestEffort: false);

        var (code, error) = new StrataCommand().With("DB_PASSWORD", "x").With("STRATA_DIRECTORY", "Overrides").RunInto(output, [.. args, .. Quiet(args)]);

        Assert.Equal((5, "error: the output cannot be written: No space left on device\n"), (code, error));
    }

    [Fact]
    public void Run_OurOwnBug_ExitsWith70AndAsksForAReport()
    {
        using var output = new FailingStream(new InvalidOperationException("the sky fell"));
        var command = new StrataCommand().With("DB_PASSWORD", "x").With("STRATA_DIRECTORY", "Overrides");

        var (code, error) = command.RunInto(output, "resolve", "docker", "--log-level", "none");
        var (debugCode, debugError) = command.RunInto(output, "resolve", "docker", "--debug");

        Assert.Equal(70, code);
        Assert.Contains("this is a bug in strata", error, StringComparison.Ordinal);
        Assert.Contains("the sky fell", error, StringComparison.Ordinal);
        Assert.Contains("please report it", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Equal(70, debugCode);
        Assert.Contains("please report it", debugError, StringComparison.Ordinal);
        Assert.Contains("   at Strata.Cli.", debugError, StringComparison.Ordinal);
    }

    // Only what fails in writing the output may be said to.
    [Fact]
    public void Run_AnotherFailureOfTheSystem_IsABugAndNoFailedOutput()
    {
        using var output = new FailingStream(new IOException("Unable to find the specified file."));

        var (code, error) = new StrataCommand().With("DB_PASSWORD", "x").With("STRATA_DIRECTORY", "Overrides").RunInto(output, "resolve", "docker");

        Assert.Equal(70, code);
        Assert.DoesNotContain("the output cannot be written", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WhatIsNoFile_IsNotAMissingPermission()
    {
        var pipe = Diagnostic.InFile("a.yml", DiagnosticCode.CannotBeRead, DiagnosticSeverity.Error, "it cannot be read: it is a pipe, not a file");

        Assert.Equal(1, ExitCode.Of(new ValidationResult([pipe]), strict: false));
    }

    private static string[] Quiet(string[] args) => args[0].StartsWith('-') || args[^1] == "--help" || args[0] == "help" ? [] : ["--log-level", "none"];

    private sealed class FailingStream(Exception exception) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw exception;

        public override void Write(ReadOnlySpan<byte> buffer) => throw exception;

        public override void WriteByte(byte value) => throw exception;
    }
}
