using Strata.Snapshots;
using Strata.Tests.Sources;
using Strata.Values;

namespace Strata.Tests.Caching;

public sealed class ResolutionCacheTests : IDisposable
{
    private readonly TempDirectory _overrides = new();
    private readonly TempDirectory _cache = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string CachePath => Path.Combine(_cache.Path, "strata");

    public void Dispose()
    {
        _overrides.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task Load_Again_IsTheSameAndResolvesNothing()
    {
        _overrides.Write("app.yml", "x: ${A:-1}\n");
        await using var manager = Manager();

        var first = await manager.LoadWithValidationAsync("app", Cancellation);
        var second = await manager.LoadWithValidationAsync("app", Cancellation);

        Assert.Same(first, second);
        var stats = manager.GetCacheStats()!;
        Assert.Equal((1, 1, 1, 1), (stats.Resolutions, stats.Memory.Hits, stats.Memory.Misses, stats.Memory.Entries));
        Assert.True(stats.Memory.Bytes > 0);
        Assert.Null(stats.File);
        Assert.Null(stats.Shared);
    }

    [Fact]
    public async Task Load_AfterAChangeOfAnything_IsAsWithoutACache()
    {
        await using var manager = Manager();
        foreach (var (file, text) in new[]
        {
            ("app.yml", "x: ${A:-1}\n"), ("app.yml", "x: ${A:-2}\n"), ("more.yml", "_metadata: {type: app}\ny: \"${file:note.txt}\"\n"), ("note.txt", "one\n"), ("note.txt", "two\n"),
            ("schemas/app.schema.json", "{\"required\": [\"z\"]}"), ("schemas/app.schema.json", "{}"), ("app.yml", "x: [\n"), ("app.yml", "x: 3\n"),
        })
        {
            _overrides.Write(file, text);

            Assert.Equal(await Shown(Manager(cached: false)), await Shown(manager));
            Assert.Equal(await Shown(Manager(cached: false)), await Shown(manager));
        }

        File.Delete(_overrides["more.yml"]);
        Assert.Equal(await Shown(Manager(cached: false)), await Shown(manager));
    }

    [Fact]
    public async Task Load_ByManyAtOnce_ResolvesOnce()
    {
        _overrides.Write("app.yml", "x: 1\n");
        await using var manager = Manager();

        var loaded = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(() => manager.LoadWithValidationAsync("app", Cancellation))));

        Assert.All(loaded, configuration => Assert.Same(loaded[0], configuration));
        Assert.Equal(1, manager.GetCacheStats()!.Resolutions);
    }

    [Fact]
    public async Task Load_OneOfManyGivesUp_TheOthersAreServed()
    {
        _overrides.Write("app.yml", "x: 1\n");
        await using var manager = Manager();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        var given = manager.LoadWithValidationAsync("app", source.Token);
        var others = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => manager.LoadWithValidationAsync("app", Cancellation)));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.All(others, configuration => Assert.Equal("1", TextOf(configuration)));
    }

    [Fact]
    public async Task Load_OtherVariables_AreOtherConfigurations()
    {
        _overrides.Write("app.yml", "x: ${A:-1}\n");
        await using var manager = Manager();
        var context = manager.CreateContext("app");
        var other = context with { Variables = new VariableSet(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["A"] = "2" }) };
        var unread = context with { Variables = new VariableSet(process: new Dictionary<string, string>(StringComparer.Ordinal) { ["B"] = "2" }) };

        Assert.Equal("1", TextOf(await manager.LoadWithValidationAsync(context, Cancellation)));
        Assert.Equal("2", TextOf(await manager.LoadWithValidationAsync(other, Cancellation)));
        Assert.Equal("1", TextOf(await manager.LoadWithValidationAsync(unread, Cancellation)));
        Assert.Equal(2, manager.GetCacheStats()!.Resolutions);
    }

    [Fact]
    public async Task Load_WithWarnings_TellsThemEachTime()
    {
        _overrides.Write("app.yml", "x: 1\n");
        _overrides.Write("old.yml", "_metadata: {type: app, expires: 2026-01-01}\nx: 2\n");
        await using var manager = Manager();

        Assert.Single((await manager.LoadWithValidationAsync("app", Cancellation)).Validation.Warnings);
        Assert.Single((await manager.LoadWithValidationAsync("app", Cancellation)).Validation.Warnings);
        Assert.Equal(1, manager.GetCacheStats()!.Resolutions);
    }

    [Fact]
    public async Task Load_ByAnotherManagerWithTheSameFiles_ComesFromThem()
    {
        _overrides.Write("base.yml", "_metadata: {type: '*', priority: low}\nx: 0\n");
        _overrides.Write("app.yml", "x: 1\n");
        await using (var first = Manager(options => options.CacheDirectory = CachePath))
        {
            await first.LoadWithValidationAsync("app", Cancellation);
        }

        await using var second = Manager(options => options.CacheDirectory = CachePath);
        var loaded = await second.LoadWithValidationAsync("app", Cancellation);

        var stats = second.GetCacheStats()!;
        Assert.Equal((0, 1), (stats.Resolutions, stats.File!.Hits));
        Assert.Equal("1", TextOf(loaded));
        Assert.Equal(["base", "app"], loaded.Overrides);
        Assert.Equal(["base", "app"], loaded.Explain("x")!.Trail.Select(static part => part.Override));
    }

    [Fact]
    public async Task Explain_OverridesChangedSinceTheFilesWereWritten_Throws()
    {
        _overrides.Write("app.yml", "x: 1\n");
        await using (var first = Manager(options => options.CacheDirectory = CachePath))
        {
            await first.LoadWithValidationAsync("app", Cancellation);
        }

        await using var second = Manager(options => options.CacheDirectory = CachePath);
        var loaded = await second.LoadWithValidationAsync("app", Cancellation);
        _overrides.Write("app.yml", "x: 2\n");

        Assert.Throws<InvalidOperationException>(() => loaded.Explain("x"));
    }

    [Fact]
    public async Task Load_SecretFromTheFiles_IsResolvedInFull()
    {
        _overrides.Write("app.yml", "password: kanarie-7f3a\n");
        for (var i = 0; i < 2; i++)
        {
            await using var manager = Manager(options => options.CacheDirectory = CachePath);
            var loaded = await manager.LoadWithValidationAsync("app", Cancellation);

            Assert.True(loaded.TryGet("password", out var node));
            Assert.Equal("kanarie-7f3a", ((ScalarNode)node).Text);
            Assert.Equal(1, manager.GetCacheStats()!.Resolutions);
        }
    }

    [Fact]
    public async Task Clear_ForgetsMemoryAndFiles()
    {
        _overrides.Write("app.yml", "x: 1\n");
        await using var manager = Manager(options => options.CacheDirectory = CachePath);
        await manager.LoadWithValidationAsync("app", Cancellation);

        manager.ClearCache();
        await manager.LoadWithValidationAsync("app", Cancellation);

        Assert.Equal(2, manager.GetCacheStats()!.Resolutions);
    }

    [Fact]
    public async Task Load_MoreThanTheBound_EvictsWhatIsOlder()
    {
        await using var manager = Manager(options => options.CacheMaxBytes = 20_000);
        for (var i = 0; i < 20; i++)
        {
            _overrides.Write("app.yml", $"x: {i}\nlist: [{string.Join(", ", Enumerable.Range(0, 40))}]\n");
            await manager.LoadWithValidationAsync("app", Cancellation);
        }

        Assert.True(manager.GetCacheStats()!.Memory.Bytes <= 20_000);
        Assert.True(manager.GetCacheStats()!.Memory.Entries < 20);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 256L * 1024 * 1024)]
    [InlineData(long.MaxValue, 1)]
    [InlineData(long.MaxValue, long.MaxValue)]
    public async Task Load_BoundsOfAnySize_IsAsWithoutACache(long ticks, long bytes)
    {
        await using var manager = Manager(options => (options.CacheTtl, options.CacheMaxBytes) = (TimeSpan.FromTicks(ticks), bytes));
        for (var i = 0; i < 3; i++)
        {
            _overrides.Write("app.yml", $"x: {i}\n");

            Assert.Equal($"{i}", TextOf(await manager.LoadWithValidationAsync("app", Cancellation)));
            Assert.Equal($"{i}", TextOf(await manager.LoadWithValidationAsync("app", Cancellation)));
            manager.ClearCache();
            Assert.Equal($"{i}", TextOf(await manager.LoadWithValidationAsync("app", Cancellation)));
        }
    }

    [Fact]
    public void Options_BoundsThatAreNone_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new OverrideManagerOptions { CacheTtl = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OverrideManagerOptions { CacheTtl = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new OverrideManagerOptions { CacheMaxBytes = 0 });
    }

    [Fact]
    public async Task Stats_CacheIsOff_AreNone()
    {
        _overrides.Write("app.yml", "x: 1\n");
        await using var manager = Manager(cached: false);
        await manager.LoadWithValidationAsync("app", Cancellation);
        manager.ClearCache();

        Assert.Null(manager.GetCacheStats());
    }

    private static string TextOf(ResolvedConfiguration configuration) => configuration.TryGet("x", out var node) ? ((ScalarNode)node).Text : "";

    private static async Task<string> Shown(OverrideManager manager)
    {
        try
        {
            var configuration = await manager.LoadWithValidationAsync("app", Cancellation);
            return Output.Trees.Write("yaml", configuration.Root, configuration.Sensitivity.Root);
        }
        catch (OverrideValidationException exception)
        {
            return string.Join('\n', exception.Result.Diagnostics);
        }
    }

    private OverrideManager Manager(bool cached) => Manager(options => options.EnableCache = cached);

    private OverrideManager Manager(Action<OverrideManagerOptions>? configure = null)
    {
        var options = new OverrideManagerOptions { Variables = VariableSet.Empty, Environment = "development" };
        configure?.Invoke(options);
        return new OverrideManager(_overrides.Path, options);
    }
}
