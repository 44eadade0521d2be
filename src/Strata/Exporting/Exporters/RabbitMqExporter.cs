namespace Strata.Exporting.Exporters;

/// <summary><c>rabbitmq.conf</c> of <c>messaging.rabbitmq</c>. Its queues are definitions, which the broker imports from a file of their own.</summary>
internal sealed class RabbitMqExporter : IConfigurationExporter
{
    public string Name => "rabbitmq";

    public string Description => "rabbitmq.conf, for the broker";

    public void Export(ExportContext context)
    {
        if (context.Required("messaging.rabbitmq") is not { } section)
        {
            return;
        }

        // What clients need, and the definitions.
        section.Skip("host", "url", "prefetch", "publisher_confirms", "dead_letter_exchange", "queues");
        var conf = new ConfText(" = ")
            .Comment($"RabbitMQ of {ApplicationName.Of(context)}. Queues: strata export rabbitmq-definitions, then load_definitions or rabbitmqctl import_definitions")
            .Set("listeners.tcp.default", section.Integer("port") ?? 5672)
            .Set("management.tcp.port", section.Integer("management_port"))
            .Set("default_vhost", ValueOf(section, "vhost"))
            .Set("default_user", ValueOf(section, "user"))
            .Set("default_pass", ValueOf(section, "password"));
        if (section.Duration("heartbeat_seconds") is { } heartbeat)
        {
            conf.Set("heartbeat", (long)heartbeat.TotalSeconds);
        }

        var settings = section.Section("settings");
        foreach (var name in settings.Keys)
        {
            conf.Set(name, ValueOf(settings, name));
        }

        context.Add("rabbitmq.conf", conf.ToString(), holdsSecrets: true);
    }

    // Its reader takes a value as it stands, up to the end of the line or a number sign, and without the blanks around it.
    private static string? ValueOf(ExportSection section, string key)
    {
        if (section.Text(key) is not { Length: > 0 } value)
        {
            return null;
        }

        if (value.AsSpan().ContainsAny("#\n\r") || value.AsSpan().Trim().Length != value.Length)
        {
            section.Fail(key, $"{section.Path.Append(key)} holds what rabbitmq.conf cannot: a number sign, a line break, or blanks at an end", "choose another, or set it by rabbitmqctl");
            return null;
        }

        return value;
    }
}
