using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>The virtual host, exchange and queues of <c>messaging.rabbitmq</c> as definitions that a broker imports.</summary>
internal sealed class RabbitMqDefinitionsExporter : IConfigurationExporter
{
    public string Name => "rabbitmq-definitions";

    public string Description => "definitions of RabbitMQ: virtual host, exchange and queues";

    public void Export(ExportContext context)
    {
        if (context.Required("messaging.rabbitmq") is not { } section)
        {
            return;
        }

        section.Skip("host", "port", "management_port", "user", "password", "url", "heartbeat_seconds", "prefetch", "publisher_confirms", "settings");
        var vhost = section.Text("vhost") ?? "/";
        var deadLetters = section.Text("dead_letter_exchange");
        var exchanges = new List<ConfigNode>();
        var bindings = new List<ConfigNode>();
        var queues = section.Items("queues").Select(queue => QueueOf(queue, vhost, deadLetters)).OfType<ConfigNode>().ToList();
        if (deadLetters is { Length: > 0 })
        {
            // What an exchange gets that no queue is bound to is dropped, and dead letters are to be looked at.
            queues.Add(new ObjectShape().Add("name", deadLetters).Add("vhost", vhost).Add("durable", true).Add("auto_delete", false).Add("arguments", new ObjectShape().Build()).Build());
            bindings.Add(new ObjectShape()
                .Add("source", deadLetters).Add("vhost", vhost).Add("destination", deadLetters).Add("destination_type", "queue").Add("routing_key", "")
                .Add("arguments", new ObjectShape().Build())
                .Build());
            exchanges.Add(new ObjectShape()
                .Add("name", deadLetters).Add("vhost", vhost).Add("type", "fanout").Add("durable", true).Add("auto_delete", false).Add("internal", false)
                .Add("arguments", new ObjectShape().Build())
                .Build());
        }

        context.AddJson("definitions.json", holdsSecrets: false, new ObjectShape()
            .Add("vhosts", ListShape.Of([new ObjectShape().Add("name", vhost).Build()]))
            .Add("exchanges", ListShape.Of(exchanges))
            .Add("queues", ListShape.Of(queues))
            .Add("bindings", ListShape.Of(bindings))
            .Build());
    }

    private static MappingNode? QueueOf(ExportSection queue, string vhost, string? deadLetters)
    {
        if (queue.Text("name") is not { Length: > 0 } name)
        {
            queue.Fail("name", $"{queue.Path} has no name", "name each queue");
            return null;
        }

        var arguments = new ObjectShape();
        if (queue.Integer("max_priority") is { } priority)
        {
            arguments.Add("x-max-priority", priority);
        }

        if (queue.Duration("message_ttl") is { } ttl)
        {
            arguments.Add("x-message-ttl", (long)ttl.TotalMilliseconds);
        }

        if (deadLetters is { Length: > 0 })
        {
            arguments.Add("x-dead-letter-exchange", deadLetters);
        }

        return new ObjectShape()
            .Add("name", name).Add("vhost", vhost).Add("durable", queue.Boolean("durable") ?? true).Add("auto_delete", false)
            .Add("arguments", arguments.Build())
            .Build();
    }
}
