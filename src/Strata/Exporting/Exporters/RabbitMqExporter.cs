using System.Buffers;
using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary><c>rabbitmq.conf</c> of <c>messaging.rabbitmq</c>. Its queues are definitions, which the broker imports from a file of their own.</summary>
internal sealed class RabbitMqExporter : IConfigurationExporter
{
    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-$");

    public string Name => "rabbitmq";

    public string Description => "rabbitmq.conf, for the broker";

    public void Export(ExportContext context)
    {
        if (context.Required("messaging.rabbitmq") is not { } section)
        {
            return;
        }

        // What clients need, and the definitions.
        section.Skip("prefetch", "publisher_confirms", "dead_letter_exchange", "queues");

        // A broker that is told to load definitions makes no user: they are imported when it runs.
        var conf = new ConfText(" = ").Comment($"RabbitMQ of {ApplicationName.Of(context)}. Its queues: strata export rabbitmq-definitions, then rabbitmqctl import_definitions");
        SetListeners(context, section, conf);
        conf.Set("default_vhost", ValueOf(section, "vhost"))
            .Set("default_user", ValueOf(section, "user"))
            .Set("default_pass", ValueOf(section, "password"));
        if (section.Duration("heartbeat") is { } heartbeat)
        {
            conf.Set("heartbeat", (long)Math.Ceiling(heartbeat.TotalSeconds));
        }

        var settings = section.Section("settings");
        foreach (var name in settings.Keys)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAnyExcept(OfNames))
            {
                settings.Fail(name, $"\"{name}\" is no setting of RabbitMQ", "settings have letters, digits, and . _ - $");
            }
            else
            {
                conf.Set(name, ValueOf(settings, name));
            }
        }

        context.Add("rabbitmq.conf", conf.ToString(), holdsSecrets: true);
    }

    private static void SetListeners(ExportContext context, ExportSection section, ConfText conf)
    {
        var isLocal = (section.Word("host") ?? "localhost") is "localhost" or "127.0.0.1" or "::1";
        var port = section.Integer("port");
        if (section.Text("url")?.StartsWith("amqps:", StringComparison.Ordinal) is true)
        {
            conf.Set("listeners.tcp", "none").Set(isLocal ? "listeners.ssl.local" : "listeners.ssl.default", Address(isLocal, port ?? 5671));
            if (ServerTls.Of(context, section, "url") is var (certificate, key))
            {
                conf.Set("ssl_options.certfile", certificate).Set("ssl_options.keyfile", key);
            }

            // Clients show a password, and no certificate.
            conf.Set("ssl_options.verify", "verify_none").Set("ssl_options.fail_if_no_peer_cert", "false");
        }
        else
        {
            conf.Set(isLocal ? "listeners.tcp.local" : "listeners.tcp.default", Address(isLocal, port ?? 5672));
        }

        if (section.Integer("management_port") is { } management)
        {
            conf.Comment("For the plugin rabbitmq_management: rabbitmq-plugins enable rabbitmq_management")
                .Set("management.tcp.port", management)
                .Set("management.tcp.ip", isLocal ? "127.0.0.1" : null);
        }
    }

    private static string Address(bool isLocal, long port) => string.Create(CultureInfo.InvariantCulture, $"{(isLocal ? "127.0.0.1:" : "")}{port}");

    // Its reader takes a value as it stands, in ASCII, up to the end of the line or a number sign, and without the blanks around it; "$(x)"
    // is another setting's value.
    private static string? ValueOf(ExportSection section, string key)
    {
        if (section.Text(key) is not { Length: > 0 } value)
        {
            return null;
        }

        if (value.Any(static c => c is '#' or < ' ' or > '~') || value.Contains("$(", StringComparison.Ordinal) || value.AsSpan().Trim().Length != value.Length)
        {
            section.Fail(key, $"{section.Path.Append(key)} holds what rabbitmq.conf cannot: a number sign, $(, a character beyond ASCII, a line break, or blanks at an end", "choose another, or set it by rabbitmqctl");
            return null;
        }

        return value;
    }
}
