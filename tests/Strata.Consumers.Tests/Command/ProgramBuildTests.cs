using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Command;

/// <summary>When the script at the root builds the programs that stand beside the command: the real script, with a compiler that leaves a trace.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class ProgramBuildTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("strata-program-build-").FullName;

    public ProgramBuildTests()
    {
        foreach (var directory in new[] { "src/Strata", "src/Strata.Cli", "src/Strata.Mocks", "src/Strata.Mocks.Server", "src/Strata.Server", "docs", "bin" })
        {
            Directory.CreateDirectory(Path.Combine(_root, directory));
        }

        File.Copy(Path.Combine(Repository.Root, "strata"), Path.Combine(_root, "strata"));
        var compiler = Path.Combine(_root, "bin", "dotnet");
        File.WriteAllText(compiler, """
            #!/bin/sh
            basename "$2" >>"$(dirname -- "$0")/trace"
            while [ "$1" != -o ]; do shift; done
            mkdir -p "$2"
            printf '#!/bin/sh\necho "ran $*"\n' >"$2/strata"
            chmod +x "$2/strata"
            """);
        File.SetUnixFileMode(compiler, (UnixFileMode)0b111_101_101);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("mock", "mock", "Strata.Mocks.Server", "Strata.Mocks")]
    [InlineData("serve", "server", "Strata.Server", "Strata.Server")]
    [InlineData("server", "server", "Strata.Server", "Strata.Server")]
    public void Script_AskedForAProgram_BuildsItThenAndWhenItChanged(string command, string folder, string project, string source)
    {
        Assert.Equal($"ran resolve {command}", Run($"resolve {command}"));
        Assert.Equal(["Strata.Cli"], Trace);

        Assert.Equal($"ran {command} testing", Run($"{command} testing"));
        Assert.Equal($"ran -d x {command} testing", Run($"-d x {command} testing"));
        Assert.Equal(["Strata.Cli", project], Trace);
        Assert.True(File.Exists(Path.Combine(_root, "artifacts/strata/bin", folder, "built")));

        File.WriteAllText(Path.Combine(_root, $"src/{source}/A.cs"), "");
        Directory.SetLastWriteTimeUtc(Path.Combine(_root, $"src/{source}"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("ran get x", Run("get x"));
        Assert.Equal(2, Trace.Length);

        Assert.Equal($"ran {command}", Run(command));
        Assert.Equal(["Strata.Cli", project, project], Trace);
    }

    [Fact]
    public void Script_AskedForOneProgram_DoesNotBuildTheOther()
    {
        Run("mock");
        Run("serve");

        Assert.Equal(["Strata.Cli", "Strata.Mocks.Server", "Strata.Server"], Trace);
    }

    private string[] Trace => File.ReadAllLines(Path.Combine(_root, "bin", "trace"));

    private string Run(string arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"PATH=$PWD/bin:$PATH exec ./strata {arguments}"]) { WorkingDirectory = _root, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        _ = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.TrimEnd('\n');
    }
}
