using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Profiling;

/// <summary>Profiles, which take down what the whole process does.</summary>
[Collection(nameof(ManagerProfileTests))]
[CollectionDefinition(nameof(ManagerProfileTests), DisableParallelization = true)]
public sealed class ManagerProfileTests : IDisposable
{
    private readonly TempDirectory _directory = new TempDirectory().Write("overrides/app.yml", "password: LEAK\n").Write("overrides/tenants/acme.yml", "_metadata: { type: app }\na: 1\n");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task EnableProfiling_WhenTheManagerIsDisposed_IsWrittenOnce()
    {
        var profiles = Path.Combine(_directory.Path, "profiles");
        var manager = ManagerOf(profiles);
        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);
        Assert.False(Directory.Exists(profiles));

        await manager.DisposeAsync();
        await manager.DisposeAsync();

        var report = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(profiles, "*.txt")), TestContext.Current.CancellationToken);
        Assert.Contains("\nparse tenants/acme ", report, StringComparison.Ordinal);
        Assert.Contains("\nmerge ", report, StringComparison.Ordinal);
        Assert.Contains("\nresolve app ", report, StringComparison.Ordinal);
        var profile = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(profiles, "*.speedscope.json")), TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(profile);
        Assert.Contains("interpolate", json.RootElement.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(static frame => frame.GetProperty("name").GetString()));
        Assert.DoesNotContain("LEAK", report + profile, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EnableProfiling_SeveralManagers_EachHasItsOwnFiles()
    {
        var profiles = Path.Combine(_directory.Path, "profiles");
        var clock = new FakeTimeProvider();
        await using (ManagerOf(profiles, clock))
        await using (ManagerOf(profiles, clock))
        {
        }

        Assert.Equal(4, Directory.GetFiles(profiles).Length);
    }

    [Fact]
    public async Task EnableProfiling_DirectoryThatCannotBeMade_HarmsNothing()
    {
        var manager = ManagerOf(Path.Combine(_directory.Path, "overrides/app.yml", "profiles"));
        var loaded = await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        await manager.DisposeAsync();

        Assert.Equal(1, loaded.Get<int>("a"));
    }

    [Fact]
    public async Task Stages_AreActivitiesOfTheSource()
    {
        var stopped = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Strata",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => stopped.Add(activity.OperationName),
        };
        ActivitySource.AddActivityListener(listener);
        await using var manager = new OverrideManager(Path.Combine(_directory.Path, "overrides"), new OverrideManagerOptions { EnableCache = false });

        await manager.LoadWithValidationAsync("app", TestContext.Current.CancellationToken);

        Assert.Equal(["strata.parse", "strata.parse", "strata.read", "strata.select", "strata.merge", "strata.interpolate", "strata.validate", "strata.resolve"], stopped);
    }

    private OverrideManager ManagerOf(string profiles, TimeProvider? time = null) => new(
        Path.Combine(_directory.Path, "overrides"),
        new OverrideManagerOptions
        {
            TimeProvider = time ?? TimeProvider.System,
            Variables = new VariableSet(new Dictionary<string, string>(StringComparer.Ordinal) { ["ENABLE_PROFILING"] = "true", ["PROFILE_OUTPUT_DIR"] = profiles }),
        });
}
