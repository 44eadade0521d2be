using System.Globalization;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Sections;

/// <summary>Writes connection strings for StackExchange.Redis.</summary>
internal static class StackExchangeRedisText
{
    private const string TlsScheme = "rediss";

    /// <summary>The string of a section.</summary>
    /// <exception cref="InvalidOperationException">There is no server, or a value that the string cannot hold.</exception>
    public static Secret Of(RedisConfig config)
    {
        List<string> parts = [.. Endpoints(config)];
        if (parts.Count == 0)
        {
            throw new InvalidOperationException("There is no Redis server to connect to: \"nodes\" has none that is enabled, and \"url\" names none.");
        }

        Add(parts, "serviceName", "sentinel.master_name", config.Sentinel.Enabled ? config.Sentinel.MasterName : null);
        Add(parts, "user", "user", config.User);
        Add(parts, "password", "password", config.Password?.Reveal());
        Add(parts, "ssl", "tls", config.Tls ?? (config.Url is { IsAbsoluteUri: true, Scheme: TlsScheme }) ? "true" : null);
        Add(parts, "connectTimeout", "pool.timeout", config.Pool.Timeout is { } timeout ? ((long)timeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) : null);
        Add(parts, "defaultDatabase", "url", Database(config.Url));
        return new Secret(string.Join(',', parts));
    }

    private static IEnumerable<string> Endpoints(RedisConfig config)
    {
        var nodes = config.Nodes.Where(static node => node.Enabled).ToArray();
        if (config.Sentinel is { Enabled: true } sentinel)
        {
            var hosts = sentinel.Host is { Length: > 0 } host ? [host] : nodes.Select(static node => node.Host).Distinct(StringComparer.Ordinal);
            return hosts.Select(host => Endpoint(host, sentinel.Port));
        }

        return nodes.Length == 0 && config.Url is { IsAbsoluteUri: true, Host.Length: > 0 } url
            ? [Endpoint(url.IdnHost, new Port(url.Port > 0 ? url.Port : 6379))]
            : nodes.Select(static node => Endpoint(node.Host, node.Port));
    }

    private static string Endpoint(string host, Port port) => Whole("host", host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]:{port}" : $"{host}:{port}");

    private static string? Database(Uri? url) =>
        url is { IsAbsoluteUri: true } && int.TryParse(url.AbsolutePath.AsSpan().TrimStart('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static void Add(List<string> parts, string option, string key, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            parts.Add($"{option}={Whole(key, value)}");
        }
    }

    // The string has no quotes: it is cut at commas, and blanks at the ends of a part are dropped.
    private static string Whole(string key, string value) => value.Contains(',', StringComparison.Ordinal) || value.Trim().Length < value.Length
        ? throw new InvalidOperationException($"The value of \"{key}\" has a comma, or a blank at an end, which a connection string of StackExchange.Redis cannot hold: set it on ConfigurationOptions.")
        : value;
}
