using System.Runtime.Versioning;
using Strata.Consumers.Tests.Caching;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

[UnsupportedOSPlatform("windows")]
public sealed class RabbitMqCheckTests(RabbitMqServer server) : IClassFixture<RabbitMqServer>
{
    private const string Section = "messaging.rabbitmq";

    [Fact]
    public async Task Check_OfAServerThatFits_Passes()
    {
        server.Require();
        var report = await Checkup.RunAsync("rabbitmq", Config(server.Port));

        Assert.All(report.Findings, static finding => Assert.Equal(CheckOutcome.Passed, finding.Outcome));
        Assert.Equal(["rabbitmq.connection", "rabbitmq.vhost", "rabbitmq.tls", "rabbitmq.version"], report.Findings.Select(static finding => finding.Id));
        Assert.Matches(@"^RabbitMQ \d+\.\d+", report.Of("rabbitmq.version").Message);
    }

    [Fact]
    public async Task Connection_WithAnotherPassword_IsAnErrorAboutIt()
    {
        server.Require();
        var report = await Checkup.RunAsync("rabbitmq", Config(server.Port, password: "not-the-password"));

        var finding = report.Of("rabbitmq.connection").Is(CheckOutcome.Error, $"{Section}.password");
        Assert.DoesNotContain("not-the-password", $"{finding} {finding.Hint}", StringComparison.Ordinal);
    }

    // The driver hands out a connection all the same, which the server has closed already.
    [Fact]
    public async Task Connection_ToAVirtualHostThatIsNotThere_IsAnErrorAboutIt()
    {
        server.Require();
        var report = await Checkup.RunAsync("rabbitmq", Config(server.Port, vhost: "elsewhere"));

        Assert.Contains("elsewhere", report.Of("rabbitmq.connection").Is(CheckOutcome.Error, $"{Section}.vhost").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WithTlsToAServerWithout_IsAnErrorAboutIt()
    {
        server.Require();
        var report = await Checkup.RunAsync("rabbitmq", Config(server.Port) + "    tls: true\n");

        report.Of("rabbitmq.connection").Is(CheckOutcome.Error, $"{Section}.tls");
    }

    [Fact]
    public async Task Connection_WhereNobodyListens_IsUnreachable()
    {
        var report = await Checkup.RunAsync("rabbitmq", Config(RedisServer.FreePort()));

        report.Of("rabbitmq.connection").Is(CheckOutcome.Unreachable, $"{Section}.host");
    }

    [Fact]
    public async Task Connection_ToWhatSpeaksNoAmqp_IsAnErrorAboutThePort()
    {
        using var stranger = new StandInServer(("/", 200, "{}"));
        var report = await Checkup.RunAsync("rabbitmq", Config(stranger.Port));

        Assert.True(report.HasErrors || report.HasUnreachable);
    }

    private static string Config(int port, string password = Checkup.Password, string vhost = RabbitMqServer.User) =>
        $"messaging:\n  rabbitmq:\n    host: 127.0.0.1\n    port: {port}\n    user: {RabbitMqServer.User}\n    password: {password}\n    vhost: {vhost}\n";
}
