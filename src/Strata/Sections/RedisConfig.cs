using System.Collections.Immutable;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Sections;

/// <summary>Redis: the <c>redis</c> of a database section. Immutable.</summary>
public sealed record RedisConfig
{
    /// <summary>The user; null for the server's default one.</summary>
    public string? User { get; init; }

    /// <summary>The password; null or empty for none.</summary>
    public Secret? Password { get; init; }

    /// <summary>
    /// The address. Its scheme <c>rediss</c> asks for TLS, its path is the number of the database; <c>unix:///path</c> is a socket. A user and
    /// a password in it count where it names the server and <see cref="User"/> and <see cref="Password"/> say nothing.
    /// </summary>
    public Uri? Url { get; init; }

    /// <summary>Whether TLS is asked for. Default: where the address says so.</summary>
    public bool? Tls { get; init; }

    /// <summary>What every key begins with.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>The servers. Where there are none, <see cref="Url"/> names one.</summary>
    public ImmutableArray<RedisNodeConfig> Nodes { get; init; } = [];

    /// <summary>Who watches the servers.</summary>
    public RedisSentinelConfig Sentinel { get; init; } = new();

    /// <summary>The connections. StackExchange.Redis keeps one for all, and takes the timeout alone.</summary>
    public PoolConfig Pool { get; init; } = new();

    /// <summary>The connection string for StackExchange.Redis: the servers, or their sentinels, with password, TLS and timeout. It holds the password.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is no server, the address is of another kind, a sentinel has no name for its primary, or a value has a comma, which such a string cannot hold; the message names
    /// its key and not the value.
    /// </exception>
    public Secret ToConnectionString() => StackExchangeRedisText.Of(this);

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(RedisConfig), PrintMembers);
}

/// <summary>A Redis server. Immutable.</summary>
public sealed record RedisNodeConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its host, or the path of its Unix socket. Default: <c>localhost</c>.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Its port. Default: 6379.</summary>
    public Port Port { get; init; } = new(6379);

    /// <summary>What it is; null where nothing is said.</summary>
    public RedisRole? Role { get; init; }

    /// <summary>Whether it is used. Default: true.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>What a Redis server is.</summary>
public enum RedisRole
{
    /// <summary>It takes writes.</summary>
    Primary,

    /// <summary>It follows a primary.</summary>
    Replica,
}

/// <summary>Redis Sentinel. Immutable.</summary>
public sealed record RedisSentinelConfig
{
    /// <summary>Whether it is asked for the primary.</summary>
    public bool Enabled { get; init; }

    /// <summary>Its host; null where one runs beside each server.</summary>
    public string? Host { get; init; }

    /// <summary>Its port. Default: 26379.</summary>
    public Port Port { get; init; } = new(26379);

    /// <summary>The name that it has for the primary.</summary>
    public string? MasterName { get; init; }

    /// <summary>How many must agree that the primary is down.</summary>
    public int? Quorum { get; init; }

    /// <summary>After what silence it is taken for down.</summary>
    public TimeSpan? DownAfter { get; init; }
}
