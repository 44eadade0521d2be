using Microsoft.Extensions.Caching.StackExchangeRedis;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Backplane.StackExchangeRedis;

namespace Strata.Caching.Redis;

/// <summary>
/// Redis behind the memory of a process. One connection serves questions and messages; it is made beside the first resolutions, and made
/// again whenever it is lost. Safe for use from several threads.
/// </summary>
internal sealed class RedisLevel : ISharedLevel
{
    private readonly RedisCacheOptions _options;
    private readonly EntrySeal? _seal;
    private readonly ConfigurationSerializer _serializer;
    private readonly Lazy<Task<IConnectionMultiplexer>> _connection;
    private RedisCache? _cache;
    private RedisBackplane? _backplane;

    /// <param name="configuration">The connection.</param>
    /// <param name="options">The rest.</param>
    public RedisLevel(ConfigurationOptions configuration, RedisCacheOptions options)
    {
        _options = options;
        _seal = options.EncryptionKey is { } key ? new EntrySeal(key) : null;
        _serializer = new ConfigurationSerializer(_seal);
        _connection = new Lazy<Task<IConnectionMultiplexer>>(async () => await ConnectionMultiplexer.ConnectAsync(configuration).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public bool IsSealed => _seal is not null;

    /// <inheritdoc/>
    public long Corrupt => _serializer.Corrupt;

    /// <summary>Reads the connection's configuration, with the limits that the options set.</summary>
    /// <exception cref="ArgumentException">It is none.</exception>
    public static ConfigurationOptions Parse(RedisCacheOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(options.Configuration, nameof(options));
        var configuration = ConfigurationOptions.Parse(options.Configuration);
        var milliseconds = (int)Math.Clamp(options.Timeout.TotalMilliseconds, 1, int.MaxValue);

        // A server that is not there is waited for by nobody: the connection is made once it is.
        configuration.AbortOnConnectFail = false;
        configuration.ConnectTimeout = milliseconds;
        configuration.SyncTimeout = milliseconds;
        configuration.AsyncTimeout = milliseconds;
        return configuration;
    }

    /// <inheritdoc/>
    public void Configure(FusionCacheOptions options)
    {
        options.CacheKeyPrefix = _options.KeyPrefix;
        options.BackplaneChannelPrefix = _options.KeyPrefix;
        options.DistributedCacheCircuitBreakerDuration = _options.BreakDuration;
        options.BackplaneCircuitBreakerDuration = _options.BreakDuration;
        options.AutoRecoveryDelay = TimeSpan.FromSeconds(1);
        foreach (var entry in new[] { options.DefaultEntryOptions, options.TagsDefaultEntryOptions })
        {
            entry.DistributedCacheHardTimeout = _options.Timeout;
            entry.DistributedCacheSoftTimeout = _options.Timeout;
        }

        // What was cleared elsewhere is asked for this often where no message came.
        options.TagsDefaultEntryOptions.MemoryCacheDuration = _options.MarkDuration;
    }

    /// <inheritdoc/>
    public void AttachTo(IFusionCache cache)
    {
        _cache = new RedisCache(new RedisCacheConnection(_connection));
        _backplane = new RedisBackplane(new RedisBackplaneOptions { ConnectionMultiplexerFactory = () => _connection.Value });
        cache.SetupDistributedCache(_cache, _serializer);
        cache.SetupBackplane(_backplane);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cache?.Dispose();
        _seal?.Dispose();
        if (_connection.IsValueCreated)
        {
            _ = CloseAsync(_connection.Value);
        }
    }

    // Nobody waits for a server to say goodbye.
    private static async Task CloseAsync(Task<IConnectionMultiplexer> connection)
    {
        try
        {
            await (await connection.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
        catch (RedisException)
        {
            // There never was one.
        }
    }

    private sealed class RedisCacheConnection : Microsoft.Extensions.Options.IOptions<Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions>
    {
        public RedisCacheConnection(Lazy<Task<IConnectionMultiplexer>> connection) =>
            Value = new Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions { ConnectionMultiplexerFactory = () => connection.Value };

        public Microsoft.Extensions.Caching.StackExchangeRedis.RedisCacheOptions Value { get; }
    }
}
