using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>RabbitMQ: whether it lets us into the virtual host as configured.</summary>
internal sealed class RabbitMqCheck : IConfigurationCheck
{
    private const string Section = "messaging.rabbitmq";
    private const int NotAllowed = 530;

    public string Name => "rabbitmq";

    public string Description => "RabbitMQ: connection, TLS, password, virtual host, version";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section))
        {
            return;
        }

        var config = context.Configuration.Get<RabbitMqConfig>(Section);
        var step = context.Begin("connection", $"{Section}.host");
        ConnectionFactory factory;
        try
        {
            factory = new ConnectionFactory
            {
                Uri = new Uri(config.ToConnectionUri().Reveal()),
                AutomaticRecoveryEnabled = false,
                RequestedConnectionTimeout = context.TimeLimit,
                ClientProvidedName = "strata doctor",
            };
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or UriFormatException)
        {
            step.At(Section).Fail($"no connection can be made of the section: {exception.Message}", $"correct the values of {Section}");
            return;
        }

        var tlsPath = config.Tls is null && config.Url is not null ? $"{Section}.url" : $"{Section}.tls";
        var place = FormattableString.Invariant($"{config.Host}:{factory.Endpoint.Port}");
        try
        {
            // First whether anybody is there: the driver gives all reasons one name.
            using (await ServerConnection.OpenAsync(config.Host, factory.Endpoint.Port, factory.Ssl.Enabled, cancellationToken).ConfigureAwait(false))
            {
            }

            var connection = await factory.CreateConnectionAsync(cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                // The driver also hands out connections that the server closed while they were opened; a channel can be had of an open one alone.
                var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
                await channel.DisposeAsync().ConfigureAwait(false);
                step.Pass($"connected to {place}{(config.User is null ? "" : $" as {config.User}")}");
                context.Begin("vhost", $"{Section}.vhost").Pass($"the virtual host {config.Vhost} is open to {config.User ?? "the default user"}");
                context.Begin("tls", tlsPath).Pass($"the connection is {(factory.Ssl.Enabled ? "" : "not ")}encrypted, as configured");
                context.Begin("version", $"{Section}.host").Pass($"RabbitMQ {VersionOf(connection)}");
                await connection.CloseAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (TlsFailureException exception)
        {
            step.At(tlsPath).Fail($"TLS with RabbitMQ at {place} fails: {exception.Message}", $"correct {tlsPath} and {Section}.port, or the certificate of the server");
        }
        catch (Exception exception) when (exception is not OperationCanceledException && (NetworkFailure.Is(exception) || RefusalOf(exception) is not null || exception is RabbitMQClientException))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (RefusalOf(exception) is null && await SpeaksOtherwiseAsync(config.Host, factory, cancellationToken).ConfigureAwait(false))
            {
                step.At($"{Section}.port").Fail($"what answers at {place} does not speak AMQP", $"correct {Section}.port: 5672, or 5671 with TLS");
                return;
            }

            Judge(step, config, place, exception);
        }
    }

    private static void Judge(CheckStep step, RabbitMqConfig config, string place, Exception exception)
    {
        switch (RefusalOf(exception))
        {
            case AuthenticationFailureException:
                step.At($"{Section}.password").Fail($"the server refuses the user {config.User ?? "guest"} or the password", $"correct {Section}.user and {Section}.password, or set the password: rabbitmqctl change_password");
                break;
            case OperationInterruptedException { ShutdownReason.ReplyCode: NotAllowed } refused:
                step.At($"{Section}.vhost").Fail($"the virtual host {config.Vhost} is not open to {config.User ?? "guest"}: {refused.ShutdownReason.ReplyText}", $"correct {Section}.vhost, or create it and allow it: rabbitmqctl add_vhost, rabbitmqctl set_permissions");
                break;
            case OperationInterruptedException { ShutdownReason: { } reason }:
                step.At(Section).Fail($"the server refuses the connection: {reason.ReplyText}", $"correct the values of {Section}; the server's log tells more");
                break;
            default:
                step.Unreachable($"RabbitMQ cannot be reached at {place}: {NetworkFailure.ReasonOf(exception)}", $"start it, or correct {Section}.host and {Section}.port");
                break;
        }
    }

    // The driver says of everything that it is a broker that cannot be reached.
    private static async Task<bool> SpeaksOtherwiseAsync(string host, ConnectionFactory factory, CancellationToken cancellationToken)
    {
        try
        {
            using var connection = await ServerConnection.OpenAsync(host, factory.Endpoint.Port, factory.Ssl.Enabled, cancellationToken).ConfigureAwait(false);
            await connection.Stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), cancellationToken).ConfigureAwait(false);
            var first = new byte[1];

            // A broker answers with a method's frame, or with the version of AMQP that it speaks.
            return await connection.Stream.ReadAsync(first, cancellationToken).ConfigureAwait(false) == 1 && first[0] is not (1 or (byte)'A');
        }
        catch (Exception exception) when (exception is TlsFailureException || NetworkFailure.Is(exception))
        {
            return false;
        }
    }

    // What the server said, beneath what the driver says of it.
    private static Exception? RefusalOf(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is AuthenticationFailureException or OperationInterruptedException)
            {
                return exception;
            }

            if (exception is AggregateException { InnerExceptions: { } several } && several.Select(RefusalOf).FirstOrDefault(static found => found is not null) is { } one)
            {
                return one;
            }
        }

        return null;
    }

    private static string VersionOf(IConnection connection) =>
        connection.ServerProperties is { } facts && facts.TryGetValue("version", out var version) && version is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : "of an unknown version";
}
