namespace Strata.Caching.Redis;

/// <summary>Shares what managers resolve through Redis.</summary>
public static class RedisCacheExtensions
{
    /// <summary>
    /// Lets the manager look into Redis before it resolves, and put there what it resolved. What Redis does or fails to do changes how
    /// long that takes, and nothing else. <see cref="OverrideManager.ClearCache"/> clears the memory of all who share.
    /// </summary>
    /// <param name="options">The options of the manager.</param>
    /// <param name="redis">Where Redis is, and how it is used. Copied when the manager first loads something.</param>
    /// <returns>The options of the manager.</returns>
    /// <exception cref="ArgumentException">The configuration is no configuration of Redis.</exception>
    public static OverrideManagerOptions UseRedisCache(this OverrideManagerOptions options, RedisCacheOptions redis)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(redis);
        var configuration = RedisLevel.Parse(redis);
        options.OpenSharedCache = () => new RedisLevel(configuration, redis);
        return options;
    }
}
