using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>A broker starts from what was exported, and has the queues of the exported definitions.</summary>
[UnsupportedOSPlatform("windows")]
public class RabbitMqExportTests
{
    private const string Password = "p'a\"ss$w=\\d`!%&{x}[y]<z>";

    [Fact]
    public void RabbitMq_FromItsFiles_HasUserHostAndQueues()
    {
        var port = LoopbackPort.Free();
        var configuration = Exported.Configuration($$"""
            messaging:
              rabbitmq:
                host: localhost
                port: {{port}}
                management_port: {{LoopbackPort.Free()}}
                vhost: sound/wave
                user: soundwave
                password: "p'a\"ss$$w=\\d`!%&{x}[y]<z>"
                heartbeat_seconds: 25
                dead_letter_exchange: soundwave.dead
                queues: [{name: analysis, durable: true, max_priority: 5, message_ttl_seconds: 3600}, {name: notifications, durable: false, message_ttl_seconds: 300}]
                settings: {channel_max: 128}
            """);
        using var broker = RabbitMqBroker.Start(port, configuration.TextAs("rabbitmq"));
        using var directory = new ExportDirectory(configuration.As("rabbitmq-definitions"));

        Assert.Contains("Success", broker.Control("authenticate_user", "soundwave", Password).Output, StringComparison.Ordinal);
        Assert.Equal("{ok,25}{ok,128}", (broker.Control("eval", "application:get_env(rabbit, heartbeat).").Success() + broker.Control("eval", "application:get_env(rabbit, channel_max).").Success()).Replace("\n", "", StringComparison.Ordinal));
        broker.Control("import_definitions", directory.PathOf("definitions.json")).Success();
        var queues = broker.Control("list_queues", "-p", "sound/wave", "name", "durable", "arguments", "--no-table-headers").Success().Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(["analysis", "notifications", "soundwave.dead"], queues.Select(static queue => queue.Split('\t')[0]));
        Assert.Equal(["true", "false", "true"], queues.Select(static queue => queue.Split('\t')[1]));
        Assert.All(["\"x-dead-letter-exchange\",\"soundwave.dead\"", "\"x-max-priority\",5", "\"x-message-ttl\",3600000"], argument => Assert.Contains(argument, queues[0], StringComparison.Ordinal));
        Assert.Contains("soundwave.dead\texchange\tsoundwave.dead\tqueue", broker.Control("list_bindings", "-p", "sound/wave", "--no-table-headers").Success(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("password: \"a#b\"", "password")]
    [InlineData("password: \"é\"", "password")]
    [InlineData("password: \" a\"", "password")]
    [InlineData("password: \"a\\nb\"", "password")]
    [InlineData("password: \"a$$(b)\"", "password")]
    [InlineData("settings: {\"a b\": 1}", "settings.a b")]
    [InlineData("heartbeat_seconds: often", "heartbeat_seconds")]
    public void RabbitMq_WhatItsFileCannotHold_IsAnErrorThatDoesNotSayIt(string section, string path)
    {
        var export = Exported.Configuration($"messaging: {{rabbitmq: {{{section}}}}}").As("rabbitmq");

        var problem = Assert.Single(export.Problems());
        Assert.StartsWith("STR8021 docker.yml:1:", problem, StringComparison.Ordinal);
        Assert.EndsWith($" messaging.rabbitmq.{path}", problem, StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    [Fact]
    public void RabbitMq_WithTls_ListensToNothingElse()
    {
        var text = Exported.Configuration("""
            security: {tls: {certificate_file: /etc/tls.crt, key_file: /etc/tls.key}}
            messaging: {rabbitmq: {host: rabbitmq, port: 5671, url: "amqps://rabbitmq:5671"}}
            """).TextAs("rabbitmq");

        Assert.Contains("listeners.tcp = none\nlisteners.ssl.default = 5671\nssl_options.certfile = /etc/tls.crt\nssl_options.keyfile = /etc/tls.key\n", text, StringComparison.Ordinal);
    }
}
