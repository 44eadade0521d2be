using System.Diagnostics;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Mocks;

/// <summary>When the script at the root builds the program that serves mocks: the real script, with a compiler that leaves a trace.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class MockBuildTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("strata-mock-build-").FullName;

    public MockBuildTests()
    {
        foreach (var directory in new[] { "src/Strata", "src/Strata.Cli", "src/Strata.Mocks", "src/Strata.Mocks.Server", "docs", "bin" })
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

    [Fact]
    public void Script_AskedForMocks_BuildsThemThenAndWhenTheyChanged()
    {
        Assert.Equal("ran resolve mock", Run("resolve mock"));
        Assert.Equal(["Strata.Cli"], Trace);

        Assert.Equal("ran mock testing", Run("mock testing"));
        Assert.Equal("ran -d x mock testing", Run("-d x mock testing"));
        Assert.Equal(["Strata.Cli", "Strata.Mocks.Server"], Trace);

        File.WriteAllText(Path.Combine(_root, "src/Strata.Mocks/A.cs"), "");
        Directory.SetLastWriteTimeUtc(Path.Combine(_root, "src/Strata.Mocks"), DateTime.UtcNow.AddMinutes(1));
        Assert.Equal("ran get x", Run("get x"));
        Assert.Equal(2, Trace.Length);

        Assert.Equal("ran mock", Run("mock"));
        Assert.Equal(["Strata.Cli", "Strata.Mocks.Server", "Strata.Mocks.Server"], Trace);
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
