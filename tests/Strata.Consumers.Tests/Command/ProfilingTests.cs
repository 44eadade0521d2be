using System.Text.Json;

namespace Strata.Consumers.Tests.Command;

/// <summary>The profile of a run, which takes down what the whole process does.</summary>
[Collection(nameof(ProfilingTests))]
[CollectionDefinition(nameof(ProfilingTests), DisableParallelization = true)]
public sealed class ProfilingTests : IDisposable
{
    private readonly TemporaryOverrides _overrides = new(("t.yml", "a: ${NAME}\n"), ("a.yml", "_metadata: { type: x }\n"));
    private readonly StrataCommand _command = new StrataCommand().With("NAME", "LEAK").With("ENABLE_PROFILING", "true");

    private string Profiles => Path.Combine(_overrides.Root, "profiles");

    public void Dispose() => _overrides.Dispose();

    [Fact]
    public void EnableProfiling_WritesAProfileAndAReport_AndTheSameResult()
    {
        var result = _overrides.Run(_command.With("PROFILE_OUTPUT_DIR", Profiles), "resolve", "t", "--set", "b=LEAK");

        Assert.Equal((0, "a: LEAK\nb: LEAK\n"), (result.ExitCode, result.Output));
        var report = Assert.Single(Directory.GetFiles(Profiles, "*.txt"));
        Assert.Equal($"profile: {report}\n", result.Error);
        var text = File.ReadAllText(report);
        Assert.StartsWith("strata resolve: ", text, StringComparison.Ordinal);
        Assert.All(["command resolve", "read", "parse t", "merge", "interpolate", "write"], stage => Assert.Contains($"\n{stage} ", text, StringComparison.Ordinal));
        var profile = File.ReadAllText(Assert.Single(Directory.GetFiles(Profiles, "*.speedscope.json")));
        using var json = JsonDocument.Parse(profile);
        Assert.Equal("https://www.speedscope.app/file-format-schema.json", json.RootElement.GetProperty("$schema").GetString());
        Assert.DoesNotContain("LEAK", text + profile, StringComparison.Ordinal);
    }

    [Fact]
    public void EnableProfiling_WrongUsage_IsProfiledAndNothingOfWhatWasTypedShown()
    {
        var result = _overrides.Run(_command.With("PROFILE_OUTPUT_DIR", Profiles), "LEAK");

        Assert.Equal(2, result.ExitCode);
        Assert.DoesNotContain("LEAK", File.ReadAllText(Assert.Single(Directory.GetFiles(Profiles, "*.txt"))), StringComparison.Ordinal);
    }

    [Fact]
    public void EnableProfiling_DirectoryThatCannotBeMade_WarnsAndChangesNothing()
    {
        var result = _overrides.Run(_command.With("PROFILE_OUTPUT_DIR", Path.Combine(_overrides.Overrides, "a.yml", "profiles")), "resolve", "t");

        Assert.Equal((0, "a: LEAK\n"), (result.ExitCode, result.Output));
        Assert.StartsWith("warning: the profile cannot be written: ", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void EnableProfiling_False_WritesNothing()
    {
        var result = _overrides.Run(_command.With("ENABLE_PROFILING", "false").With("PROFILE_OUTPUT_DIR", Profiles), "resolve", "t");

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.False(Directory.Exists(Profiles));
    }
}
