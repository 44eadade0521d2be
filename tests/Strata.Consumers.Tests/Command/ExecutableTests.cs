using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using Strata.Cli;

namespace Strata.Consumers.Tests.Command;

/// <summary>The script at the root and the real process behind it. The first of them builds the command where it is stale.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class ExecutableTests : IDisposable
{
    private static readonly string Script = Path.Combine(Repository.Root, "strata");
    private static readonly string Bundled = Path.Combine(Repository.Root, "overrides");

    private readonly TemporaryOverrides _overrides = new(("docker.yml", "_metadata: {type: docker}\nx: {port: 1}\nlong: \"" + new string('a', 100) + "\"\n"));

    [Fact]
    public void Script_FromAnotherDirectory_ResolvesItsOverrides()
    {
        var result = Start(_overrides.Root, Script, "get", "x.port", "docker");

        Assert.Equal((0, "1\n"), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Script_WhereNoOverridesAre_SaysWhichDirectoryWasLookedFor()
    {
        var result = Built(Directory.CreateDirectory(Path.Combine(_overrides.Root, "elsewhere")).FullName, Script, "resolve", "docker");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("STR8001", result.Error, StringComparison.Ordinal);
        Assert.Contains("--> overrides\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Script_ThroughSymbolicLinks_Works()
    {
        File.CreateSymbolicLink(Path.Combine(_overrides.Root, "link"), Script);
        File.CreateSymbolicLink(Path.Combine(_overrides.Root, "link to link"), Path.Combine(_overrides.Root, "link"));

        Assert.Equal(new CommandResult(0, ProductVersion.Text + "\n", ""), Built(_overrides.Root, Path.Combine(_overrides.Root, "link to link"), "--version"));
    }

    [Fact]
    public void Script_OnceBuilt_SaysNothingOfItAndKeepsItsArguments()
    {
        using var overrides = new TemporaryOverrides(("t.yml", "_metadata: {type: t}\n\"a b\": {\"c'd\": \"$HOME\"}\n"));

        Assert.Equal(new CommandResult(0, "$HOME *\n", ""), Built(overrides.Root, Script, "get", "\"a b\".\"c'd\"", "t", "--set", "\"a b\".\"c'd\"=$$HOME *"));
    }

    [Fact]
    public void Process_AllItWrites_IsTheResultAlone()
    {
        var result = Built(_overrides.Root, Script, "resolve", "docker", "--set", "secret=1", "--debug");

        Assert.Equal((0, $"x:\n  port: 1\nlong: {new string('a', 100)}\nsecret: \"********\"\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("info: docker in development: docker < --set\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_WhoseReaderEnds_EndsQuietly()
    {
        File.WriteAllText(Path.Combine(_overrides.Overrides, "many.yml"), "_metadata: {type: docker}\n" + string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"k{i}: some text\n")));

        var result = Built(_overrides.Root, "/bin/sh", "-c", "\"$0\" resolve docker | head -1", Script);

        Assert.Equal(new CommandResult(0, "x:\n", ""), result);
    }

    [Theory]
    [InlineData(">/dev/full", 5, "error: the output cannot be written: ")]
    [InlineData(">&-", 5, "error: the output cannot be written: ")]
    [InlineData("2>/dev/full", 0, "")]
    [InlineData("2>&-", 0, "")]
    [InlineData("nope 2>&-", 2, "")]
    [InlineData("nope 2>/dev/full", 2, "")]
    public void Process_WithABrokenStream_ExitsWithItsCode(string redirection, int exitCode, string error)
    {
        if (redirection.Contains("/dev/full", StringComparison.Ordinal))
        {
            Assert.SkipUnless(File.Exists("/dev/full"), "there is no /dev/full");
        }

        var result = Built(_overrides.Root, "/bin/sh", "-c", $"\"$0\" resolve docker --debug {redirection}", Script);

        Assert.Equal(exitCode, result.ExitCode);
        Assert.Contains(error, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Process_OnAFileItMayNotRead_ExitsWith4AndSaysWhy()
    {
        Built(_overrides.Root, Script, "--version");
        using var overrides = new TemporaryOverrides(("closed.yml", "x: canary\n"), ("open.yml", "x: 1\n"));
        File.SetUnixFileMode(overrides.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(Path.Combine(overrides.Overrides, "closed.yml"), UnixFileMode.None);

        // Root may read everything, so it steps down.
        string[] asNobody = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["env"];
        var copy = Path.Combine(overrides.Root, "strata");
        File.Copy(Path.Combine(Repository.Root, "artifacts", "strata", "bin", "strata"), copy);
        File.SetUnixFileMode(copy, UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        Assert.SkipUnless(IsNative(copy), "a command that is no single native file cannot be copied alone");
        var result = Start(overrides.Root, asNobody[0], [.. asNobody[1..], copy, "resolve", "open"]);

        Assert.Equal((4, ""), (result.ExitCode, result.Output));
        Assert.Equal("error STR8002: permission to read it is missing\n  --> overrides/closed.yml\n   = help: check its owner and mode\n", result.Error);
    }

    // Setting up the terminal for reading keys writes the sequences of terminfo's smkx to it.
    [Theory]
    [InlineData("list docker")]
    [InlineData("explain docker")]
    [InlineData("resolve --help")]
    [InlineData("resolve docker >result")]
    [InlineData("resolve nope 2>errors")]
    public void Process_OnATerminal_LeavesItAsItIs(string line)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/script"), "needs script(1) to have a terminal");

        var result = Built(_overrides.Root, "env", "TERM=xterm-256color", "/usr/bin/script", "-qec", $"'{Script}' {line} --no-color", "/dev/null");

        Assert.DoesNotContain('\e', result.Output);
    }

    [Fact]
    public void Process_AfterAnother_WritesBehindItInTheSameFile()
    {
        var result = Built(_overrides.Root, "/bin/sh", "-c", "(\"$0\" get x.port docker; \"$0\" get x.port docker --set x.port=23) >both; cat both", Script);

        Assert.Equal(new CommandResult(0, "1\n23\n", ""), result);
    }

    [Fact]
    public void Process_WhoseOutputIsNonBlocking_WaitsForItsReader()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "needs python3 to make a pipe non-blocking");
        File.WriteAllText(Path.Combine(_overrides.Overrides, "many.yml"), "_metadata: {type: docker}\n" + string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"k{i}: some text\n")));
        const string Reader = "import os,subprocess,sys,time; r,w=os.pipe(); os.set_blocking(w,False); p=subprocess.Popen(sys.argv[1:],stdout=w); os.close(w); time.sleep(0.3); print(len(open(r,'rb').read()), p.wait())";

        var expected = Encoding.UTF8.GetByteCount(Built(_overrides.Root, Script, "resolve", "docker").Output);
        var result = Built(_overrides.Root, "/usr/bin/python3", "-c", Reader, Script, "resolve", "docker");

        Assert.Equal(new CommandResult(0, $"{expected} 0\n", ""), result);
    }

    [Fact]
    public void Process_WithVariablesFromAPipe_ReadsThem()
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash for <(...)");

        var result = Built(_overrides.Root, "/bin/bash", "-c", "\"$0\" get y docker --set 'y=${NAME}' --env-file <(sleep 0.1; echo NAME=piped)", Script);

        Assert.Equal(new CommandResult(0, "piped\n", ""), result);
    }

    [Fact]
    public void Process_InADirectoryThatIsGone_SaysThatNothingIsThere()
    {
        var result = Built(_overrides.Root, "/bin/sh", "-c", "mkdir gone && cd gone && rmdir ../gone && \"$0\" resolve docker", Script);

        Assert.Equal((3, ""), (result.ExitCode, result.Output));
        Assert.Contains("error STR8001: there is no such directory\n  --> overrides\n   = help: the working directory is gone", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mkfifo overrides/p.yml", "STR8009: it cannot be read: it is a pipe, not a file")]
    [InlineData("printf 'x: 1' >\"$(printf 'overrides/n\\377.yml')\"", "STR8009: it cannot be read: its name is not UTF-8")]
    public void Process_OnWhatIsNoFileToRead_ExitsWith1AndSaysWhy(string preparation, string message)
    {
        var result = Built(_overrides.Root, "/bin/sh", "-c", $"{preparation}; \"$0\" resolve docker; code=$?; rm overrides/[np]*; exit $code", Script);

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith($"error {message}\n", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tr_TR.UTF-8", "Asia/Tokyo")]
    [InlineData("ar_SA.UTF-8", "America/St_Johns")]
    [InlineData("POSIX", "")]
    public void Process_UnderAnyLocaleAndTimeZone_WritesTheSameBytes(string locale, string timeZone)
    {
        string[][] lines =
        [
            ["resolve", "docker"], ["explain", "docker"], ["list", "docker"], ["validate"], ["resolve", "testing", "-o", "json"],
            ["list", "docker", "--now", "2026-11-23T23:30:00", "--debug"],
        ];
        foreach (var line in lines)
        {
            string[] args = [Script, .. line, "-d", Bundled, "--allow-unset", "--no-process-env"];
            var expected = Built(_overrides.Root, "env", ["-u", "LANG", "-u", "LC_ALL", "TZ=UTC", .. args]);

            Assert.Equal(expected, Built(_overrides.Root, "env", [$"LANG={locale}", $"LC_ALL={locale}", $"TZ={timeZone}", .. args]));
            Assert.NotEmpty(expected.Output + expected.Error + line[0]);
        }
    }

    [Fact]
    public async Task Script_StartedTwiceAtOnce_BuildsOnceAndSaysSoOnce()
    {
        // The real script, with a compiler that takes its time and leaves a trace.
        var root = Directory.CreateDirectory(Path.Combine(_overrides.Root, "clone")).FullName;
        foreach (var directory in new[] { "src/Strata", "src/Strata.Cli", "docs", "bin" })
        {
            Directory.CreateDirectory(Path.Combine(root, directory));
        }

        File.WriteAllText(Path.Combine(root, "src/Strata/A.cs"), "");
        File.WriteAllText(Path.Combine(root, "docs/diagnostics.md"), "");
        File.Copy(Script, Path.Combine(root, "strata"));
        var compiler = Path.Combine(root, "bin", "dotnet");
        File.WriteAllText(compiler, """
            #!/bin/sh
            echo built >>"$(dirname -- "$0")/trace"
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2"
            sleep 0.5
            printf '#!/bin/sh\necho "ran $*"\n' >"$2/strata"
            chmod +x "$2/strata"
            """);
        File.SetUnixFileMode(compiler, (UnixFileMode)0b111_101_101);
        Task<CommandResult> Run() => Task.Run(() => Start(root, "/bin/sh", "-c", "PATH=$PWD/bin:$PATH exec ./strata a 'b c'"));

        var both = await Task.WhenAll(Run(), Run());
        var later = await Run();
        File.WriteAllText(Path.Combine(root, "src/Strata/B.cs"), "");
        var afterAChange = await Run();

        Assert.All(both, static result => Assert.Equal((0, "ran a b c\n"), (result.ExitCode, result.Output)));
        Assert.Equal("strata: ", string.Concat(both.Select(static result => result.Error))[..8]);
        Assert.Single(both, static result => result.Error.Length > 0);
        Assert.Equal(new CommandResult(0, "ran a b c\n", ""), later);
        Assert.Equal((0, "ran a b c\n"), (afterAChange.ExitCode, afterAChange.Output));
        Assert.NotEmpty(afterAChange.Error);
        Assert.Equal("built\nbuilt\n", File.ReadAllText(Path.Combine(root, "bin", "trace")));
    }

    public void Dispose() => _overrides.Dispose();

    private static bool IsNative(string file) => !File.Exists(Path.Combine(Repository.Root, "artifacts", "strata", "bin", "Strata.dll")) && new FileInfo(file).Length > 1_000_000;

    // Builds where that is due, so that what is looked at is a run that need not build.
    private static CommandResult Built(string directory, string program, params string[] args)
    {
        Start(directory, Script, "--version");
        return Start(directory, program, args);
    }

    private static CommandResult Start(string directory, string program, params string[] args)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            StandardErrorEncoding = new UTF8Encoding(false),
        };
        foreach (var name in new[] { "STRATA_DIRECTORY", "ENVIRONMENT", "CONFIG_OVERRIDE_TYPE", "DEBUG_ENV_RESOLUTION", "NO_COLOR" })
        {
            start.Environment.Remove(name);
        }

        // Not the cache of whoever runs the tests.
        start.Environment["STRATA_CACHE_DIRECTORY"] = Path.Combine(Repository.Root, "artifacts", "test-cache");

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output, error.Result);
    }
}
