using System.Globalization;
using System.Text;
using Strata.Secrets;

namespace Strata.Sections;

/// <summary>Writes addresses of RabbitMQ: <c>amqp://user:password@host:port/vhost</c>.</summary>
internal static class AmqpText
{
    private const string TlsScheme = "amqps";

    /// <summary>The address of a section.</summary>
    /// <exception cref="InvalidOperationException">The virtual host is <c>.</c> or <c>..</c>.</exception>
    public static Secret Of(RabbitMqConfig config)
    {
        // Whoever reads an address takes these for steps of its path, escaped or not, and would connect to another virtual host.
        if (config.Vhost is "." or "..")
        {
            throw new InvalidOperationException($"The value of \"vhost\" is {config.Vhost}, which no address can hold: set it on the client.");
        }

        var isTls = config.Tls ?? config.Url is { IsAbsoluteUri: true, Scheme: TlsScheme };
        var text = new StringBuilder(isTls ? "amqps://" : "amqp://");
        if (!string.IsNullOrEmpty(config.User))
        {
            text.Append(Uri.EscapeDataString(config.User));
            if (config.Password?.Reveal() is { Length: > 0 } password)
            {
                text.Append(':').Append(Uri.EscapeDataString(password));
            }

            text.Append('@');
        }

        text.Append(config.Host.Contains(':', StringComparison.Ordinal) && !config.Host.StartsWith('[') ? $"[{config.Host}]" : config.Host);
        text.Append(':').Append(config.Port?.ToString() ?? (isTls ? "5671" : "5672"));
        text.Append('/').Append(Uri.EscapeDataString(config.Vhost));
        if (config.Heartbeat is { } heartbeat)
        {
            text.Append("?heartbeat=").Append(Math.Ceiling(heartbeat.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        }

        return new Secret(text.ToString());
    }
}
