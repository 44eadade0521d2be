namespace Strata.Caching.Redis;

/// <summary>How configurations are shared through Redis.</summary>
public sealed class RedisCacheOptions
{
    /// <summary>The length of a key in <see cref="EncryptionKey"/>.</summary>
    public const int EncryptionKeyLength = 32;

    /// <summary>
    /// Where Redis is, as StackExchange.Redis reads it: <c>redis:6379,password=...,ssl=true</c>. The server need not be there when the
    /// cache is made, nor later: it is left out until it is.
    /// </summary>
    public required string Configuration { get; set; }

    /// <summary>What every key and channel in Redis begins with: processes with the same one share, others on the same server do not. Default: <c>strata:</c>.</summary>
    public string KeyPrefix { get; set; } = "strata:";

    /// <summary>
    /// 32 bytes that everything is sealed with (AES-256-GCM) before it leaves the process; all who share have the same. Without a key a
    /// configuration that has a secret is not shared, and the figures say so (<see cref="CacheLevelStats.Withheld"/>). Default: none.
    /// </summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public byte[]? EncryptionKey
    {
        get;
        set => field = value is null or { Length: EncryptionKeyLength } ? value : throw new ArgumentException($"The key has {value.Length} bytes; {EncryptionKeyLength} are needed.", nameof(value));
    }

    /// <summary>How long one question or answer may take; after that Redis is left out of it. Default: half a second.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not positive.</exception>
    public TimeSpan Timeout
    {
        get;
        set => field = value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "More than nothing.");
    } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long Redis is left alone after it failed. Default: five seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public TimeSpan BreakDuration
    {
        get;
        set => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Not less than nothing.");
    } = TimeSpan.FromSeconds(5);

    /// <summary>How long the mark of the last clearing is taken to be what it was: a message that was lost is made up for after that.</summary>
    internal TimeSpan MarkDuration { get; set; } = TimeSpan.FromSeconds(10);
}
