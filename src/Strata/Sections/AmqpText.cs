using System.Globalization;
using System.Text;
using Strata.Secrets;

namespace Strata.Sections;

/// <summary>Writes addresses of RabbitMQ: <c>amqp://user:password@host:port/vhost</c>.</summary>
internal static class AmqpText
{
    private const string TlsScheme = "amqps";

    // The protocol has 16 bits for it.
    private const int LongestHeartbeat = ushort.MaxValue;

    /// <summary>The address of a section.</summary>
    /// <exception cref="InvalidOperationException">A value cannot stand in an address.</exception>
    public static Secret Of(RabbitMqConfig config)
    {
        // Whoever reads an address takes these for steps of its path, escaped or not, and would connect to another virtual host.
        if (config.Vhost is "." or "..")
        {
            throw new InvalidOperationException($"The value of \"vhost\" is {config.Vhost}, which no address can hold: set it on the client.");
        }

        var isTls = config.Tls ?? config.Url is { IsAbsoluteUri: true, Scheme: TlsScheme };
        var text = new StringBuilder(isTls ? "amqps://" : "amqp://").Append(UserInfo(config)).Append(Host(config.Host));
        text.Append(':').Append(config.Port?.ToString() ?? (isTls ? "5671" : "5672"));
        text.Append('/').Append(Escaped("vhost", config.Vhost));
        if (config.Heartbeat is { } heartbeat)
        {
            var seconds = Math.Ceiling(heartbeat.TotalSeconds);
            text.Append("?heartbeat=").Append(heartbeat >= TimeSpan.Zero && seconds <= LongestHeartbeat
                ? seconds.ToString(CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"The value of \"heartbeat\" is not from 0 to {LongestHeartbeat} seconds, which RabbitMQ takes."));
        }

        return new Secret(text.ToString());
    }

    private static string UserInfo(RabbitMqConfig config)
    {
        var password = config.Password?.Reveal() ?? "";
        if (string.IsNullOrEmpty(config.User))
        {
            return password.Length == 0 ? "" : throw new InvalidOperationException("There is a \"password\" and no \"user\" that it is of.");
        }

        return password.Length == 0 ? $"{Escaped("user", config.User)}@" : $"{Escaped("user", config.User)}:{Escaped("password", password)}@";
    }

    // A zone, "fe80::1%eth0", is dropped by who reads the address.
    private static string Host(string host) => Uri.CheckHostName(host) switch
    {
        UriHostNameType.Unknown => throw Unfit("host"),
        _ when host.Contains('%', StringComparison.Ordinal) => throw Unfit("host"),
        UriHostNameType.IPv6 when !host.StartsWith('[') => $"[{host}]",
        _ => host,
    };

    // Half a character of two has no bytes, and another would stand for it.
    private static string Escaped(string key, string value) =>
        Uri.EscapeDataString(value) is var escaped && Uri.UnescapeDataString(escaped) == value ? escaped : throw Unfit(key);

    private static InvalidOperationException Unfit(string key) => new($"The value of \"{key}\" cannot stand in an address.");
}
