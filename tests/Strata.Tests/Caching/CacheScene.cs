using Microsoft.Extensions.Time.Testing;
using Strata.Caching;
using Strata.Selection;
using Strata.Tests.Output;
using Strata.Tests.Sources;

namespace Strata.Tests.Caching;

/// <summary>A directory of overrides and a cache directory of a test's own, and runs that use both as the command does.</summary>
internal sealed class CacheScene : IDisposable
{
    private readonly TempDirectory _overrides = new();
    private readonly TempDirectory _cache = new();
    private readonly TimeProvider _time;

    /// <param name="trustsStamps">Whether the clock is so far on that every file has rested long enough for its stamp to stand for it.</param>
    public CacheScene(bool trustsStamps = false)
    {
        _time = trustsStamps ? new FakeTimeProvider(DateTimeOffset.UtcNow.AddHours(1)) : TimeProvider.System;
        Files = CacheDirectory.Open(CachePath, CacheDirectory.DefaultMostBytes, out var problem)!;
        Assert.Null(problem);
        Level = new FileLevel(Files, _time);
    }

    /// <summary>The instant at which conditions are judged.</summary>
    public static DateTimeOffset Now { get; } = new(2026, 11, 30, 12, 0, 30, TimeSpan.Zero);

    public string Overrides => _overrides.Path;

    /// <summary>Where the cache is: made by it, and so closed to others.</summary>
    public string CachePath => Path.Combine(_cache.Path, "strata");

    public CacheDirectory Files { get; }

    public FileLevel Level { get; }

    /// <summary>The context when a test says nothing else.</summary>
    public ResolutionContext Context { get; set; } = new() { Type = "app", Now = Now, Host = "here", OperatingSystem = "linux" };

    public ResolutionOptions Options { get; set; } = ResolutionOptions.Default;

    /// <summary>Writes a file, which gets another stamp than any before it.</summary>
    public void Write(string name, string text)
    {
        var path = Path.Combine(Overrides, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        AwaitTick();
        File.WriteAllText(path, text);
    }

    public void Delete(string name)
    {
        AwaitTick();
        File.Delete(Path.Combine(Overrides, name));
    }

    /// <summary>What a run with the cache shows, and whether it came from there.</summary>
    public (string Shown, bool IsHit) Run()
    {
        using (var kept = Level.Find(Overrides, Context, Options))
        {
            if (kept is not null && kept.TryRead(out var root, out var secrets))
            {
                return (Trees.Write("yaml", root, secrets), true);
            }
        }

        var inputs = Level.Observe(Overrides);
        var overrides = OverrideSet.Read(Overrides, Options, Context.Type, inputs);
        var outcome = overrides.Resolve(Context);
        Level.Keep(overrides, outcome, Context, Options, inputs);
        return (Show(outcome), false);
    }

    /// <summary>What a run without any cache shows.</summary>
    public string Resolved() => Show(OverrideSet.Read(Overrides, Options, Context.Type).Resolve(Context));

    /// <summary>Runs twice and says whether the second time nothing was resolved.</summary>
    public bool IsKept()
    {
        Run();
        var (shown, isHit) = Run();
        Assert.Equal(Resolved(), shown);
        return isHit;
    }

    /// <summary>The bytes of all files of the cache.</summary>
    public IEnumerable<(string Path, byte[] Bytes)> CacheFiles() => Directory.GetFiles(CachePath).Order(StringComparer.Ordinal).Select(static path => (path, File.ReadAllBytes(path)));

    public long Counted(CacheEvent kind) => Files.Counts()[(int)kind];

    public void Dispose()
    {
        _overrides.Dispose();
        _cache.Dispose();
    }

    private static string Show(ResolutionOutcome outcome) => outcome.Configuration is { } configuration
        ? Trees.Write("yaml", configuration.Root, configuration.Sensitivity.Root)
        : string.Join('\n', outcome.Validation.Diagnostics);

    // The file system's clock is coarse. Only where stamps are trusted too early does it matter.
    private void AwaitTick()
    {
        if (_time == TimeProvider.System)
        {
            return;
        }

        var probe = Path.Combine(_cache.Path, "probe");
        File.WriteAllText(probe, "");
        var before = File.GetLastWriteTimeUtc(probe);
        while (File.GetLastWriteTimeUtc(probe) == before)
        {
            File.WriteAllText(probe, "");
        }
    }
}
