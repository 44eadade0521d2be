using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text;
using StackExchange.Redis;
using Strata.Caching.Redis;
using Strata.Consumers.Tests.Command;
using Strata.Values;

namespace Strata.Consumers.Tests.Caching;

/// <summary>What managers share through a real Redis. Each has a connection of its own, as processes have.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class RedisCacheTests : IDisposable
{
    private const string Canary = "kanarie-7f3a";

    private static readonly byte[] Key = [.. Enumerable.Range(1, 32).Select(static i => (byte)i)];

    private readonly TemporaryOverrides _overrides = new(("app.yml", "x: ${A:-1}\nlist: [a, {b: 2}]\n"));
    private readonly RedisServer _redis = RedisServer.Start();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _redis.Dispose();
        _overrides.Dispose();
    }

    [Fact]
    public async Task Load_ByASecondManager_ComesFromRedis()
    {
        await using var first = Manager();
        await using var second = Manager();
        var resolved = await first.LoadWithValidationAsync("app", Cancellation);
        await Stored(2);

        var shared = await second.LoadWithValidationAsync("app", Cancellation);

        Assert.Empty(resolved.DiffTo(shared));
        Assert.Equal((0, 1), (second.GetCacheStats()!.Resolutions, second.GetCacheStats()!.Shared!.Hits));
        Assert.Equal("app", shared.Explain("x")!.Origin!.Override);
    }

    [Fact]
    public async Task Load_SecretWithoutAKey_IsNotShared()
    {
        _overrides.Add("app.yml", $"password: {Canary}\nplain: 1\n");
        await using var first = Manager();
        await using var second = Manager();
        await first.LoadWithValidationAsync("app", Cancellation);
        await second.LoadWithValidationAsync("app", Cancellation);

        Assert.Equal(1, second.GetCacheStats()!.Resolutions);
        Assert.Equal(1, first.GetCacheStats()!.Shared!.Withheld);
        Assert.DoesNotContain(Canary, await Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_SecretWithAKey_IsSharedSealed()
    {
        _overrides.Add("app.yml", $"password: {Canary}\nplain: public-word\n");
        await using var first = Manager(redis => redis.EncryptionKey = Key);
        await using var second = Manager(redis => redis.EncryptionKey = Key);
        await first.LoadWithValidationAsync("app", Cancellation);
        await Stored(2);

        var shared = await second.LoadWithValidationAsync("app", Cancellation);

        Assert.Equal(0, second.GetCacheStats()!.Resolutions);
        Assert.True(shared.TryGet("password", out var node));
        Assert.Equal(Canary, ((ScalarNode)node).Text);
        Assert.DoesNotContain(Canary, await Everything(), StringComparison.Ordinal);
        Assert.DoesNotContain("public-word", await Everything(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_WithAnotherKey_ResolvesAndCountsWhatItCannotRead()
    {
        await using var first = Manager(redis => redis.EncryptionKey = Key);
        await using var second = Manager(redis => redis.EncryptionKey = [.. Key.Reverse()]);
        await first.LoadWithValidationAsync("app", Cancellation);
        await Stored(2);

        await second.LoadWithValidationAsync("app", Cancellation);

        Assert.Equal(1, second.GetCacheStats()!.Resolutions);
        Assert.True(second.GetCacheStats()!.Shared!.Corrupt > 0);
    }

    [Fact]
    public async Task Load_EntriesAreGarbage_ResolvesInFull()
    {
        await using var first = Manager();
        await first.LoadWithValidationAsync("app", Cancellation);
        await Stored(2);
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration))
        {
            foreach (var key in connection.GetServers()[0].Keys())
            {
                await connection.GetDatabase().HashSetAsync(key, "data", "garbage");
            }
        }

        await using var second = Manager();

        Assert.Equal("1", TextOf(await second.LoadWithValidationAsync("app", Cancellation)));
        Assert.Equal(1, second.GetCacheStats()!.Resolutions);
    }

    [Fact]
    public async Task Clear_InOne_EmptiesTheMemoryOfTheOther()
    {
        await using var first = Manager();
        await using var second = Manager();
        await first.LoadWithValidationAsync("app", Cancellation);
        await Stored(2);
        await second.LoadWithValidationAsync("app", Cancellation);

        first.ClearCache();

        await Until(async () =>
        {
            await second.LoadWithValidationAsync("app", Cancellation);
            return second.GetCacheStats()!.Resolutions > 0;
        });
    }

    [Fact]
    public async Task Clear_MessageIsLost_IsMadeUpForByTheMark()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        var server = connection.GetServers()[0];
        await server.ExecuteAsync("ACL", "SETUSER", "deaf", "on", ">word", "allkeys", "allchannels", "allcommands");
        await using var first = Manager();
        await using var second = Manager(redis =>
        {
            redis.Configuration += ",user=deaf,password=word";
            redis.MarkDuration = TimeSpan.FromMilliseconds(200);
        });
        await first.LoadWithValidationAsync("app", Cancellation);
        await Stored(2);
        await second.LoadWithValidationAsync("app", Cancellation);
        Assert.Equal(0, second.GetCacheStats()!.Resolutions);

        // Its subscription is ended, and no other is to be had: it hears of nothing.
        await server.ExecuteAsync("ACL", "SETUSER", "deaf", "resetchannels");
        first.ClearCache();

        await Until(async () =>
        {
            await second.LoadWithValidationAsync("app", Cancellation);
            return second.GetCacheStats()!.Resolutions > 0;
        });
    }

    [Fact]
    public async Task Load_ByTwoProcesses_ResolvesInOneAndIsClearedInBoth()
    {
        using var first = CacheClient.Start(_overrides.Overrides, _redis.Configuration);
        using var second = CacheClient.Start(_overrides.Overrides, _redis.Configuration);

        Assert.Equal(("1", 1), await first.Load());
        await Stored(2);
        Assert.Equal(("1", 0), await second.Load());
        Assert.Equal(("1", 1), await first.Load());

        await second.Clear();

        await Until(async () => await first.Load() is ("1", 2));
    }

    [Fact]
    public async Task Load_RedisIsKilled_CostsNoMoreThanItsLimit()
    {
        await using var manager = Manager(Impatient);
        await manager.LoadWithValidationAsync("app", Cancellation);
        _redis.Kill();

        for (var i = 2; i < 6; i++)
        {
            _overrides.Add("app.yml", $"x: {i}\n");
            var took = Stopwatch.StartNew();

            Assert.Equal($"{i}", TextOf(await manager.LoadWithValidationAsync("app", Cancellation)));
            Assert.True(took.Elapsed < TimeSpan.FromSeconds(20), $"{took.Elapsed}");
        }

        _redis.StartAgain();
        await Until(async () =>
        {
            _overrides.Add("app.yml", $"x: {Guid.NewGuid()}\n");
            await manager.LoadWithValidationAsync("app", Cancellation);
            return (await Keys()).Length > 0;
        });
    }

    [Fact]
    public async Task Load_RedisIsPaused_IsServedAllTheSame()
    {
        await using var manager = Manager(Impatient);
        await manager.LoadWithValidationAsync("app", Cancellation);
        _redis.Pause();
        try
        {
            _overrides.Add("app.yml", "x: 2\n");

            Assert.Equal("2", TextOf(await manager.LoadWithValidationAsync("app", Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation)));
        }
        finally
        {
            _redis.Continue();
        }
    }

    [Fact]
    public async Task Load_RedisWasNeverThere_Works()
    {
        _redis.Kill();
        await using var manager = Manager(Impatient);

        Assert.Equal("1", TextOf(await manager.LoadWithValidationAsync("app", Cancellation).WaitAsync(TimeSpan.FromSeconds(60), Cancellation)));
    }

    [Fact]
    public void UseRedisCache_BadOptions_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new RedisCacheOptions { Configuration = "a", EncryptionKey = [1] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RedisCacheOptions { Configuration = "a", Timeout = TimeSpan.Zero });
        Assert.Throws<ArgumentException>(() => new OverrideManagerOptions().UseRedisCache(new RedisCacheOptions { Configuration = "" }));
    }

    private static string TextOf(Snapshots.ResolvedConfiguration configuration) => configuration.TryGet("x", out var node) ? ((ScalarNode)node).Text : "";

    private static async Task Until(Func<Task<bool>> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!await holds())
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(90), "It never comes.");
            await Task.Delay(20, Cancellation);
        }
    }

    // Written behind the answer.
    private Task Stored(int keys) => Until(async () => (await Keys()).Length >= keys);

    private async Task<string[]> Keys()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        return [.. connection.GetServers()[0].Keys().Select(static key => key.ToString())];
    }

    private async Task<string> Everything()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        var text = new StringBuilder();
        foreach (var key in connection.GetServers()[0].Keys())
        {
            text.Append(key.ToString());
            foreach (var field in await connection.GetDatabase().HashGetAllAsync(key))
            {
                text.Append(Encoding.Latin1.GetString((byte[])field.Value!)).Append(Encoding.Unicode.GetString((byte[])field.Value!));
            }
        }

        return text.ToString();
    }

    private static void Impatient(RedisCacheOptions redis) => redis.Timeout = TimeSpan.FromMilliseconds(500);

    private OverrideManager Manager(Action<RedisCacheOptions>? configure = null)
    {
        // What a test says of sharing holds on a busy machine too.
        var redis = new RedisCacheOptions { Configuration = _redis.Configuration, Timeout = TimeSpan.FromSeconds(30) };
        configure?.Invoke(redis);
        var options = new OverrideManagerOptions { Variables = VariableSet.Empty, Environment = "development" };
        return new OverrideManager(_overrides.Overrides, options.UseRedisCache(redis));
    }
}
