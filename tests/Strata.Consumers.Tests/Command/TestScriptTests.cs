using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Command;

/// <summary>The script <c>./test</c>, with a compiler and test programs that leave a trace in place of the real ones.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class TestScriptTests : IDisposable
{
    // Two levels and two projects; the command that reads the configuration is the real one.
    private readonly string _root = Directory.CreateTempSubdirectory("strata-test-script-").FullName;

    public TestScriptTests()
    {
        foreach (var path in new[] { "test", "eng/test/configuration.sh", "eng/test/levels.sh", "eng/test/artifacts.sh", "eng/test/coverage.sh", "eng/test/dependencies.sh", "eng/test/load.sh" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
            File.Copy(Path.Combine(Repository.Root, path), At(path));
        }

        Write("tests/overrides/testing.yml", File.ReadAllText(Path.Combine(Repository.Root, "tests/overrides/testing.yml")));
        Directory.CreateDirectory(At("overrides/schemas/sections"));
        foreach (var path in new[] { "tests", "sections/testing", "sections/coverage", "sections/artifacts" }.Select(static name => $"overrides/schemas/{name}.schema.json"))
        {
            File.Copy(Path.Combine(Repository.Root, path), At(path));
        }

        // Reads the configuration as ./test has built it.
        WriteProgram("artifacts/bin/Strata.Cli/release/Strata.Cli", $"exec '{BuiltCommand.Script}' \"$@\"");
        WriteProgram("bin/dotnet", $"echo \"dotnet $*\" >>'{At("trace")}'");
        foreach (var project in new[] { "Strata.Tests", "Strata.Consumers.Tests" })
        {
            Write($"tests/{project}/{project}.csproj", """<PackageReference Include="xunit.v3" />""");
            Write($"tests/{project}/A.cs", """[Trait("Level", "integration")]""");
            WriteTests(project, """passed="2" failed="0" skipped="1" errors="0" """, 0);
        }
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Level_Unit_RunsTheUnitsAlone()
    {
        var result = Run("--level", "unit");

        Assert.Equal(0, result.ExitCode);
        Assert.EndsWith("\nTotal: 2 passed, 0 failed, 1 skipped\n", result.Output, StringComparison.Ordinal);
        var line = Assert.Single(Trace, static line => line.StartsWith("Strata.", StringComparison.Ordinal));
        Assert.StartsWith("Strata.Tests -noColor -maxThreads 3 -trait- Level=integration -trait- Level=security -result-xml artifacts/test-results/xml/", line, StringComparison.Ordinal);
        Assert.Contains(" -result-trx artifacts/test-results/trx/", line, StringComparison.Ordinal);
        Assert.Contains(" -result-junit artifacts/test-results/junit/", line, StringComparison.Ordinal);
        Assert.DoesNotContain("format", string.Concat(Trace), StringComparison.Ordinal);
    }

    [Fact]
    public void Level_NamedTwice_RunsEachAndAddsThemUp()
    {
        var result = Run("--level", "integration", "--level=functional");

        Assert.EndsWith("\nTotal: 6 passed, 0 failed, 3 skipped\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(["Strata.Consumers.Tests", "Strata.Tests", "Strata.Consumers.Tests"], Trace.Where(static line => line.StartsWith("Strata.", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0]));
    }

    [Theory]
    [InlineData("--level nope", "error: unknown level \"nope\"\n   = help: known are unit, integration, functional, security, performance, load\n")]
    [InlineData("--level", "error: --level takes the name of a level\n   = help: ./test --list lists them\n")]
    [InlineData("--nope", "error: unknown argument \"--nope\"\n   = help: ./test --help tells of all\n")]
    public void Arguments_ThatAreWrong_ExitWith2BeforeAnythingIsBuilt(string arguments, string error)
    {
        var result = Run(arguments.Split(' '));

        Assert.Equal(new CommandResult(2, "", error), result);
        Assert.Empty(Trace);
    }

    [Fact]
    public void Failure_OfATest_FailsTheRunAndKeepsItsPage()
    {
        WriteTests("Strata.Tests", """passed="1" failed="1" skipped="0" errors="0" """, 1);

        var result = Run("--level", "unit");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("\nTotal: 1 passed, 1 failed, 0 skipped\n", result.Output, StringComparison.Ordinal);
        Assert.NotEmpty(Directory.GetDirectories(At("artifacts/test-results/html")));
        Assert.DoesNotContain(Trace, static line => line.Contains("-method", StringComparison.Ordinal));
    }

    [Fact]
    public void Failure_ThatPassesAtASecondAttempt_IsToldOfWhereRetriesAreOn()
    {
        WriteTests("Strata.Tests", """passed="1" failed="1" skipped="0" errors="0" """, 1);

        var result = Run(("TEST_RETRIES", "1"), "--level", "unit");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("test: Strata.Tests.ATests.B failed, and passed at attempt 2\n", result.Error, StringComparison.Ordinal);
        Assert.EndsWith("\nTotal: 2 passed, 0 failed, 0 skipped\n", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_ThatGivesNoResults_FailsTheRun()
    {
        WriteProgram("artifacts/bin/Strata.Tests/release/Strata.Tests", "exit 0");

        var result = Run("--level", "unit");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("test: Strata.Tests gave no results\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Artifacts_OlderThanTheirRetention_AreRemoved()
    {
        var (old, young, other) = ("artifacts/test-results/xml/20250101T000000Z", "artifacts/test-results/xml/20250102T000000Z", "artifacts/test-results/xml/mine");
        foreach (var directory in new[] { old, young, other })
        {
            Directory.CreateDirectory(At(directory));
        }

        Directory.SetLastWriteTimeUtc(At(old), DateTime.UtcNow.AddDays(-9));
        Directory.SetLastWriteTimeUtc(At(other), DateTime.UtcNow.AddDays(-9));

        Run("--level", "unit");

        Assert.Equal((false, true, true), (Directory.Exists(At(old)), Directory.Exists(At(young)), Directory.Exists(At(other))));
        Assert.Empty(Directory.GetDirectories(At("artifacts/test-results/html")));
    }

    private List<string> Trace => File.Exists(At("trace")) ? [.. File.ReadAllLines(At("trace"))] : [];

    private string At(string path) => Path.Combine(_root, path);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(path))!);
        File.WriteAllText(At(path), text);
    }

    private void WriteProgram(string path, string script)
    {
        Write(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(At(path), (UnixFileMode)0b111_101_101);
    }

    // What is run with -method passes; every report that is asked for is written.
    private void WriteTests(string project, string counts, int exitCode) => WriteProgram($"artifacts/bin/{project}/release/{project}", $$"""
        echo "{{project}} $*" >>'{{At("trace")}}'
        code={{exitCode}}
        while [ $# -gt 0 ]; do
            case $1 in
                -method) code=0 ;;
                -result-xml | -result-trx | -result-junit | -result-html) echo '<assembly {{counts}}><test name="x" type="Strata.Tests.ATests" method="B" time="1" result="Fail">' >"$2" ;;
            esac
            shift
        done
        exit $code
        """);

    private CommandResult Run(params string[] args) => Run(("TEST_RETRIES", "0"), args);

    private CommandResult Run((string Name, string Value) variable, params string[] args)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "needs bash");
        var start = new ProcessStartInfo("/bin/bash", [At("test"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["TEST_WORKERS"] = "3";
        start.Environment["STRATA_CACHE_DIRECTORY"] = At("cache");
        foreach (var name in new[] { "STRATA_DIRECTORY", "ENVIRONMENT", "CONFIG_OVERRIDE_TYPE", "DEBUG_ENV_RESOLUTION", "TEST_ARTIFACTS_DIR", "TEST_LOAD", "TEST_PERFORMANCE" })
        {
            start.Environment.Remove(name);
        }

        start.Environment[variable.Name] = variable.Value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output, error.Result);
    }
}
