using System.Globalization;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Sections;

/// <summary>Writes connection strings for StackExchange.Redis.</summary>
internal static class StackExchangeRedisText
{
    private const string PlainScheme = "redis";
    private const string TlsScheme = "rediss";
    private const string SocketScheme = "unix";
    private const int DefaultPort = 6379;

    /// <summary>The string of a section.</summary>
    /// <exception cref="InvalidOperationException">There is no server, or a value that the string cannot hold.</exception>
    public static Secret Of(RedisConfig config)
    {
        var url = config.Url is { IsAbsoluteUri: true } absolute ? absolute : null;
        List<string> parts = [.. Endpoints(config)];
        var isOfUrl = parts.Count == 0 && url is not null && (url.Host.Length > 0 || url.Scheme == SocketScheme);
        if (isOfUrl)
        {
            if (url!.Scheme is not (PlainScheme or TlsScheme or SocketScheme))
            {
                throw new InvalidOperationException($"The scheme of \"url\" is none of {PlainScheme}, {TlsScheme} and {SocketScheme}.");
            }

            parts.Add(url.Scheme == SocketScheme ? Endpoint(Uri.UnescapeDataString(url.AbsolutePath), default) : Endpoint(url.IdnHost, new Port(url.Port > 0 ? url.Port : DefaultPort)));
        }

        if (parts.Count == 0)
        {
            throw new InvalidOperationException("There is no Redis server to connect to: \"nodes\" has none that is enabled, and \"url\" names none.");
        }

        // Those of an address are for the server that it names.
        var (user, password) = isOfUrl ? UserInfo(url!) : default;
        Add(parts, "serviceName", "sentinel.master_name", config.Sentinel.Enabled ? MasterName(config.Sentinel) : null);
        Add(parts, "user", "user", string.IsNullOrEmpty(config.User) ? user : config.User);
        Add(parts, "password", "password", config.Password?.Reveal() is { Length: > 0 } own ? own : password);

        // Said to be off too: of some hosts the driver takes it to be on.
        Add(parts, "ssl", "tls", config.Tls is { } tls ? (tls ? "true" : "false") : url?.Scheme == TlsScheme ? "true" : null);
        Add(parts, "connectTimeout", "pool.timeout", Milliseconds(config.Pool.Timeout));
        Add(parts, "defaultDatabase", "url", Database(url));
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

        return nodes.Select(static node => Endpoint(node.Host, node.Port));
    }

    // A path is that of a Unix socket, which has no port.
    private static string Endpoint(string host, Port port)
    {
        if (host.Length == 0 || host.Contains('=', StringComparison.Ordinal))
        {
            throw new InvalidOperationException("The value of \"host\" is empty or has an equals sign, which a connection string of StackExchange.Redis cannot hold.");
        }

        return Whole("host", host switch
        {
            ['/', ..] => $"!{host}",
            ['[', ..] => $"{host}:{port}",
            _ when host.Contains(':', StringComparison.Ordinal) => $"[{host}]:{port}",
            _ => $"{host}:{port}",
        });
    }

    private static string MasterName(RedisSentinelConfig sentinel) => sentinel.MasterName is { Length: > 0 } name
        ? name
        : throw new InvalidOperationException("\"sentinel.master_name\" is missing: without it a sentinel would be taken for the server itself.");

    private static (string? User, string? Password) UserInfo(Uri url)
    {
        var colon = url.UserInfo.IndexOf(':', StringComparison.Ordinal);
        return colon < 0
            ? (Uri.UnescapeDataString(url.UserInfo), null)
            : (Uri.UnescapeDataString(url.UserInfo[..colon]), Uri.UnescapeDataString(url.UserInfo[(colon + 1)..]));
    }

    private static string? Database(Uri? url) =>
        url is not null && url.Scheme != SocketScheme && int.TryParse(url.AbsolutePath.AsSpan().TrimStart('/'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number.ToString(CultureInfo.InvariantCulture)
            : null;

    private static string? Milliseconds(TimeSpan? time) => time is not { } some ? null
        : some >= TimeSpan.Zero && Math.Ceiling(some.TotalMilliseconds) is var whole && whole <= int.MaxValue ? whole.ToString(CultureInfo.InvariantCulture)
        : throw new InvalidOperationException($"The value of \"pool.timeout\" is not from 0 to {int.MaxValue} milliseconds, which StackExchange.Redis takes.");

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
