using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using StackExchange.Redis;
using Strata.Consumers.Tests.Caching;

namespace Strata.Consumers.Tests.Server.Faults;

/// <summary>Whatever befalls Redis, replicas are slower at worst, and never wrong.</summary>
[Trait("Level", "integration")]
[UnsupportedOSPlatform("windows")]
public sealed class RedisOutageTests(SharedPostgreSql shared) : IClassFixture<SharedPostgreSql>, IDisposable
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(4);

    private readonly RedisServer _redis = RedisServer.Start();

    [Fact]
    public async Task Outage_OfRedis_IsHardlyNoticed()
    {
        using var replicas = Replicas.Start(shared.NewDatabase(), "--redis", _redis.Configuration);
        await replicas.MakeSpaceAsync("shop");
        var revision = 0L;
        await AssertWorksAsync("before");
        _redis.Kill();
        await AssertWorksAsync("killed");
        _redis.StartAgain();
        await AssertWorksAsync("empty");
        _redis.Pause();
        await AssertWorksAsync("paused");
        _redis.Continue();
        await AssertWorksAsync("again");
        await Eventually.HoldsAsync(async () => (await replicas.B.GetAsync("/health/ready")).Json!["redis"]!.GetValue<string>() == "up");

        async Task AssertWorksAsync(string when)
        {
            (await Replicas.PublishAsync(replicas.A, "shop", when, when)).Success();
            revision++;
            await Eventually.HoldsAsync(async () => await Replicas.HeadAsync(replicas.B, "shop") == revision, seconds: 5);

            // What nobody has asked for yet is looked for in Redis first.
            foreach (var server in replicas.All)
            {
                var read = Stopwatch.StartNew();
                Assert.Equal(when, await Replicas.ReadAsync(server, "shop", $"fact.when={when}"));
                Assert.True(read.Elapsed < Slow, $"{when}: a read took {read.Elapsed}");
            }
        }
    }

    [Fact]
    public async Task Messages_DoubledAndMadeUp_ChangeNothing()
    {
        using var replicas = Replicas.Start(shared.NewDatabase(), "--redis", _redis.Configuration);
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "one", "k1")).Success();
        await using var watching = await EventStream.OpenAsync(replicas.B.Url, "shop");
        Assert.Equal(1, watching.Next()["revision"]!.GetValue<long>());
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        for (var i = 0; i < 500; i++)
        {
            await redis.GetSubscriber().PublishAsync(RedisChannel.Literal("strata:heads"), i % 3 == 0 ? "no such space" : "shop");
        }

        (await Replicas.PublishAsync(replicas.A, "shop", "two", "k2")).Success();

        // No head was told twice between.
        Assert.Equal(2, watching.Next()["revision"]!.GetValue<long>());
        await replicas.ConvergeAsync("shop", 2, "two");
    }

    [Fact]
    public async Task Bytes_ThatWereChangedInRedis_AreNotServed()
    {
        var store = shared.NewDatabase();
        using var replicas = Replicas.Start(store, "--redis", _redis.Configuration);
        await replicas.MakeSpaceAsync("shop");
        (await Replicas.PublishAsync(replicas.A, "shop", "right", "k1")).Success();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        var database = redis.GetDatabase();
        var keys = redis.GetServers()[0];
        var damages = new Func<byte[], byte[]>[]
        {
            static _ => "garbage"u8.ToArray(),
            static bytes => bytes[..(bytes.Length / 2)],
            static bytes => System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(bytes).Replace("right", "wrong", StringComparison.Ordinal)),
            static _ => [],

            // By somebody who knows how they are made.
            static bytes =>
            {
                var changed = System.Text.Encoding.Latin1.GetBytes(System.Text.Encoding.Latin1.GetString(bytes).Replace("right", "wrong", StringComparison.Ordinal))[..^32];
                return [.. changed, .. System.Security.Cryptography.SHA256.HashData(changed)];
            },
        };
        for (var i = 0; i < damages.Length; i++)
        {
            var query = string.Create(CultureInfo.InvariantCulture, $"fact.damage={i}");
            Assert.Equal("right", await Replicas.ReadAsync(replicas.A, "shop", query));
            string? key = null;
            await Eventually.HoldsAsync(() => Task.FromResult((key = keys.Keys(pattern: $"*damage={i}*").SingleOrDefault()) is not null));
            var bytes = (byte[])(await database.HashGetAsync(key, "data"))!;
            Assert.Contains("right", System.Text.Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
            await database.HashSetAsync(key, "data", damages[i](bytes));
            Assert.Equal("right", await Replicas.ReadAsync(replicas.B, "shop", query));
        }
    }

    [Fact]
    public async Task Entry_OfAnotherQuestionInRedis_IsNotServed()
    {
        using var replicas = Replicas.Start(shared.NewDatabase(), "--redis", _redis.Configuration);
        await replicas.MakeSpaceAsync("shop");
        await using var redis = await ConnectionMultiplexer.ConnectAsync(_redis.Configuration);
        var database = redis.GetDatabase();
        (await Replicas.PublishAsync(replicas.A, "shop", "wrong", "k1")).Success();
        Assert.Equal("wrong", await Replicas.ReadAsync(replicas.A, "shop", "fact.question=1"));
        (await Replicas.PublishAsync(replicas.A, "shop", "right", "k2")).Success();
        Assert.Equal("right", await Replicas.ReadAsync(replicas.A, "shop", "fact.question=2"));
        var (first, second) = (await KeyAsync(1), await KeyAsync(2));
        await database.HashSetAsync(second, "data", await database.HashGetAsync(first, "data"));
        await replicas.ConvergeAsync("shop", 2, "right");
        Assert.Equal("right", await Replicas.ReadAsync(replicas.B, "shop", "fact.question=2"));

        async Task<RedisKey> KeyAsync(int question)
        {
            RedisKey? key = null;
            await Eventually.HoldsAsync(() => Task.FromResult((key = redis.GetServers()[0].Keys(pattern: $"*question={question}*").Cast<RedisKey?>().SingleOrDefault()) is not null));
            return key!.Value;
        }
    }

    public void Dispose() => _redis.Dispose();
}
