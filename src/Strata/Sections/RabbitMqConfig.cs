using System.Collections.Immutable;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Sections;

/// <summary>RabbitMQ: the <c>rabbitmq</c> of a messaging section. Immutable.</summary>
public sealed record RabbitMqConfig
{
    /// <summary>The server. Default: <c>localhost</c>.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Its port; null for 5672, or 5671 with TLS.</summary>
    public Port? Port { get; init; }

    /// <summary>The port of its management; null where nothing is said.</summary>
    public Port? ManagementPort { get; init; }

    /// <summary>The virtual host. Default: <c>/</c>.</summary>
    public string Vhost { get; init; } = "/";

    /// <summary>The user; null for the driver's default.</summary>
    public string? User { get; init; }

    /// <summary>The user's password; null or empty for none.</summary>
    public Secret? Password { get; init; }

    /// <summary>The address as others read it. Of it the scheme alone counts: <c>amqps</c> asks for TLS.</summary>
    public Uri? Url { get; init; }

    /// <summary>Whether TLS is asked for. Default: where the address says so.</summary>
    public bool? Tls { get; init; }

    /// <summary>How often each side shows that it is there; null for the server's setting.</summary>
    public TimeSpan? Heartbeat { get; init; }

    /// <summary>How many messages a consumer takes ahead.</summary>
    public int? Prefetch { get; init; }

    /// <summary>Whether the server confirms what is published.</summary>
    public bool PublisherConfirms { get; init; }

    /// <summary>Where messages go that nobody takes.</summary>
    public string? DeadLetterExchange { get; init; }

    /// <summary>The queues.</summary>
    public ImmutableArray<RabbitMqQueueConfig> Queues { get; init; } = [];

    /// <summary>
    /// The address with user and password, as RabbitMQ's clients take it: <c>amqp://</c>, or <c>amqps://</c> with TLS. The heartbeat stands in
    /// its query, which some clients read and others leave alone.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// The virtual host is <c>.</c> or <c>..</c>, the host is no name or number, the heartbeat is longer than 65535 seconds, or there is a
    /// password without a user. The message names the key and not the value.
    /// </exception>
    public Secret ToConnectionUri() => AmqpText.Of(this);

    /// <summary>The members; a password in an address is masked.</summary>
    public override string ToString() => PrintedRecord.Of(nameof(RabbitMqConfig), PrintMembers);
}

/// <summary>A queue of RabbitMQ. Immutable.</summary>
public sealed record RabbitMqQueueConfig
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it outlives the server's restart.</summary>
    public bool Durable { get; init; }

    /// <summary>The highest priority of a message; null where it has none.</summary>
    public int? MaxPriority { get; init; }

    /// <summary>How long a message waits; null for ever.</summary>
    public TimeSpan? MessageTtl { get; init; }
}
