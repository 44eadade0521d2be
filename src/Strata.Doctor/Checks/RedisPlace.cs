using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Where a Redis server is, and which value says so. Immutable.</summary>
/// <param name="Host">Its host, or the path of its Unix socket, which has no port.</param>
/// <param name="Port">Its port.</param>
/// <param name="Path">The value that names it.</param>
internal sealed record RedisPlace(string Host, int Port, string Path)
{
    /// <summary>What it is to be; null where nothing is said.</summary>
    public RedisRole? Role { get; init; }

    /// <summary>The value that says what it is to be.</summary>
    public string RolePath { get; init; } = Path;

    /// <summary>Whether TLS is asked for.</summary>
    public static bool HasTls(RedisConfig config) => config.Tls ?? config.Url is { IsAbsoluteUri: true, Scheme: "rediss" };

    /// <inheritdoc/>
    public override string ToString() => Host.StartsWith('/') ? Host : FormattableString.Invariant($"{Host}:{Port}");
}
