using System.Diagnostics;
using Strata.Secrets.Age;

namespace Strata.Consumers.Tests.Command;

/// <summary>A process that is killed while it encrypts or rotates leaves the old file or the new one.</summary>
[Trait("Level", "integration")]
public sealed class CrashTests : IDisposable
{
    private const int Rounds = 12;

    private readonly AgeIdentity _identity = AgeIdentity.Generate();
    private readonly TemporaryOverrides _overrides = new();

    public void Dispose()
    {
        _identity.Dispose();
        _overrides.Dispose();
    }

    [Theory]
    [InlineData("encrypt")]
    [InlineData("rotate")]
    [InlineData("decrypt")]
    public void Killed_AtAnyMoment_LeavesAFileThatIsWhole(string command)
    {
        var clear = string.Concat(Enumerable.Range(0, 400).Select(static i => $"service_{i}:\n  password: \"value {i}\"\n"));
        var file = _overrides.Add("docker.yml", clear);
        var key = new StrataCommand().With("STRATA_AGE_KEY", _identity.Reveal());
        Assert.Equal(0, _overrides.Run(key, "encrypt", "docker.yml").ExitCode);
        var before = command == "encrypt" ? clear : File.ReadAllText(file);
        var whole = Stopwatch.StartNew();
        Kill(command, file, before, after: null);
        var took = whole.Elapsed;

        for (var round = 0; round < Rounds; round++)
        {
            Kill(command, file, before, took * (round + 1) / Rounds);
            var left = File.ReadAllText(file);

            Assert.True(left == before || _overrides.Run(key, "get", "service_399.password", "docker", "--reveal").Output == "value 399\n", $"killed in round {round}, and the file is neither old nor new");
            Assert.Equal(0, _overrides.Run(key, "resolve", "docker", "-o", "json").ExitCode);
        }

        // What a killed process leaves beside the file is encrypted, or belongs to a decryption, and is no override.
        Assert.All(Directory.EnumerateFiles(_overrides.Overrides).Where(path => path != file), static path => Assert.StartsWith(".strata-", Path.GetFileName(path), StringComparison.Ordinal));
    }

    private void Kill(string command, string file, string before, TimeSpan? after)
    {
        File.WriteAllText(file, before);
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Strata.Cli"), [command, file, "-d", _overrides.Overrides])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["STRATA_AGE_KEY"] = _identity.Reveal();
        start.Environment["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));
        using var process = Process.Start(start)!;
        if (after is { } moment && !process.WaitForExit(moment))
        {
            process.Kill();
        }

        process.WaitForExit();
        if (after is null)
        {
            Assert.Equal(0, process.ExitCode);
        }
    }
}
