using Strata.Binding;
using Strata.Snapshots;

namespace Strata.Sections;

/// <summary>The <c>messaging</c> section. Immutable.</summary>
public sealed record MessagingConfig
{
    /// <summary>The section itself: other keys, and where each value came from.</summary>
    [ConfigurationSource]
    public required ConfigSection Section { get; init; }

    /// <summary>RabbitMQ.</summary>
    [ConfigurationKey("rabbitmq")]
    public RabbitMqConfig RabbitMq { get; init; } = new();
}
