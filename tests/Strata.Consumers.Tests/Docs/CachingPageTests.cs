using Strata.Caching;
using Strata.Caching.Redis;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The C# of docs/caching.md: compiled here, and compared with the page; and its figures, compared with the code.</summary>
public sealed class CachingPageTests
{
    private const string Page = "docs/caching.md";

    [Fact]
    public async Task Snippet_OfThePage_IsTheOneThatRuns()
    {
        // Nobody is there who would answer: it works all the same.
        await using var manager = new OverrideManager(Path.Combine(Repository.Root, "overrides"), Shared(new OverrideManagerOptions(), new byte[RedisCacheOptions.EncryptionKeyLength]));
        Assert.NotNull(manager.GetCacheStats()!.Shared);

        Assert.Equal(CompiledSnippets.Of<CachingPageTests>("caching"), Assert.Single(MarkdownPage.Read(Page).CSharp));
    }

    [Fact]
    public void Page_SaysTheDefaults()
    {
        var redis = new RedisCacheOptions { Configuration = "redis:6379" };
        var page = File.ReadAllText(Path.Combine(Repository.Root, Page));

        Assert.Contains($"`Timeout` ({redis.Timeout.TotalMilliseconds} ms)", page, StringComparison.Ordinal);
        Assert.Contains($"`BreakDuration` ({redis.BreakDuration.TotalSeconds} s)", page, StringComparison.Ordinal);
        Assert.Contains($"`KeyPrefix` (`{redis.KeyPrefix}`)", page, StringComparison.Ordinal);
        Assert.Contains($"{CacheDirectory.DefaultMostBytes} (512 MiB) by default", page, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(10), redis.MarkDuration);
        Assert.Contains("asked for every ten seconds", page, StringComparison.Ordinal);
    }

    private static OverrideManagerOptions Shared(OverrideManagerOptions options, byte[] key)
    {
        // <caching>
        options.UseRedisCache(new RedisCacheOptions { Configuration = "redis:6379", EncryptionKey = key });
        // </caching>
        return options;
    }
}
