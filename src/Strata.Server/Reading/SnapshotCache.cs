using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Caching.StackExchangeRedis;
using Microsoft.Extensions.Options;
using Strata.Server.Contents;
using Strata.Server.Observing;
using Strata.Server.Redis;
using Strata.Server.Signing;
using Strata.Server.Stores;
using ZiggyCreatures.Caching.Fusion;

namespace Strata.Server.Reading;

/// <summary>
/// Rendered snapshots by what they are made of, in memory and then in Redis: each is made once, however many ask for it at the same time. What is
/// found under a key is always right, since the key says all that the bytes depend on. Safe for use from several threads.
/// </summary>
internal sealed class SnapshotCache : IDisposable
{
    private const long MostBytes = 256 * 1024 * 1024;
    private const string KeyVersion = "strata:snapshot:1:";

    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);
    private static readonly TimeSpan RedisTimeout = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RedisPause = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly RenderGate _gate;
    private readonly FusionCache _cache;
    private readonly RedisCache? _redis;
    private readonly ContentCache _contents;
    private readonly ServerStore _store;
    private readonly ServerMeter _meter;

    public SnapshotCache(ContentCache contents, ServerStore store, RenderGate gate, SnapshotSigner signer, ServerMeter meter, RedisConnection? redis)
    {
        _meter = meter;
        _gate = gate;
        _contents = contents;
        _store = store;
        _cache = new FusionCache(
            new FusionCacheOptions
            {
                DistributedCacheCircuitBreakerDuration = RedisPause,
                DisableTagging = true,
                // They count, and nothing else.
                EnableSyncEventHandlersExecution = true,
                DefaultEntryOptions = new FusionCacheEntryOptions(Kept)
                {
                    DistributedCacheHardTimeout = RedisTimeout,
                    DistributedCacheSoftTimeout = RedisTimeout,
                    AllowBackgroundDistributedCacheOperations = true,
                    ReThrowSerializationExceptions = false,
                    ReThrowDistributedCacheExceptions = false,
                },
            },
            _memory);
        _cache.Events.Memory.Hit += (_, _) => meter.MemoryHits.Add();
        if (redis is not null)
        {
            // What Redis has the memory had not.
            _cache.Events.Distributed.Hit += (_, _) => { meter.RedisHits.Add(); meter.MemoryMisses.Add(); };
            _cache.Events.Distributed.Miss += (_, _) => meter.RedisMisses.Add();
            _redis = new RedisCache(Options.Create(new RedisCacheOptions { ConnectionMultiplexerFactory = redis.GetAsync }));
            _cache.SetupDistributedCache(_redis, new SnapshotSerializer(signer));
        }
    }

    /// <summary>The answer to a question about a content.</summary>
    /// <param name="content">The hash of the content.</param>
    /// <param name="query">The question.</param>
    /// <param name="format">The format of the answer.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="Spaces.RefusalException">It cannot be answered.</exception>
    public async Task<SnapshotAnswer> GetAsync(string content, ResolutionQuery query, string format, CancellationToken cancellationToken)
    {
        using var lease = await _contents.TakeAsync(content, cancellationToken).ConfigureAwait(false);
        var time = TimeOf(lease.Content, query);
        var recipe = query.Write(lease.Content.ChangesWithTime ? time : null);
        var key = $"{KeyVersion}{content}:{format}:{recipe}";
        var kept = await _cache.GetOrSetAsync<RenderedSnapshot>(
            key,
            async (context, token) =>
            {
                _meter.MemoryMisses.Add();
                var snapshot = await RenderAsync(token).ConfigureAwait(false);
                // The compressed bytes are made when they are asked for, and are fewer.
                context.Options.Size = (2L * snapshot.Body.Length) + (2 * key.Length) + 1024;
                return snapshot;
            },
            options => options.SetSize(4096).SetSkipDistributedCache(query.Reveals, query.Reveals),
            tags: null,
            token: cancellationToken).ConfigureAwait(false);
        var mayChange = lease.Content.ChangesWithTime && query.Now is null;
        if (kept.Key == key)
        {
            return new SnapshotAnswer(kept, content, recipe, mayChange);
        }

        // Somebody put the answer to another question there.
        await _cache.RemoveAsync(key, token: cancellationToken).ConfigureAwait(false);
        return new SnapshotAnswer(await RenderAsync(cancellationToken).ConfigureAwait(false), content, recipe, mayChange);

        Task<RenderedSnapshot> RenderAsync(CancellationToken token) => _gate.RunAsync(() => _meter.Resolve(ResolveCause.Read, () => SnapshotRenderer.Render(lease.Content, query, time, format, key)), token);
    }

    /// <summary>The time that a question is answered for: the one that it names, or the minute that has begun, since conditions go by minutes.</summary>
    public DateTimeOffset TimeOf(ResolvableContent content, ResolutionQuery query)
    {
        var now = query.Now ?? _store.Time.GetUtcNow();
        return query.Now is null && content.ChangesWithTime ? new DateTimeOffset(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero) : now;
    }

    public void Dispose()
    {
        _cache.Dispose();
        _redis?.Dispose();
        _memory.Dispose();
    }
}

/// <summary>The answer to a question.</summary>
/// <param name="Snapshot">Its bytes.</param>
/// <param name="Content">The hash of the content that they were made from.</param>
/// <param name="Recipe">The question as a text from which they can be made again.</param>
/// <param name="ChangesWithTime">Whether the same question may have another answer at another time.</param>
internal readonly record struct SnapshotAnswer(RenderedSnapshot Snapshot, string Content, string Recipe, bool ChangesWithTime);
