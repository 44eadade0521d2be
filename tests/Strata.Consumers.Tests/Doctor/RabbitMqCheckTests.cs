using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

[UnsupportedOSPlatform("windows")]
public sealed class RabbitMqCheckTests(CheckedRabbitMq server) : IClassFixture<CheckedRabbitMq>
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
        var report = await Checkup.RunAsync("rabbitmq", Config(LoopbackPort.Free()));

        report.Of("rabbitmq.connection").Is(CheckOutcome.Unreachable, $"{Section}.host");
    }

    [Fact]
    public async Task Connection_ToWhatSpeaksNoAmqp_IsAnErrorAboutThePort()
    {
        using var stranger = new TcpListener(IPAddress.Loopback, 0);
        stranger.Start();
        var greeting = GreetAsync(stranger);
        var report = await Checkup.RunAsync("rabbitmq", Config(((IPEndPoint)stranger.LocalEndpoint).Port));
        stranger.Stop();
        await greeting;

        Assert.EndsWith("does not speak AMQP", report.Of("rabbitmq.connection").Is(CheckOutcome.Error, $"{Section}.port").Message, StringComparison.Ordinal);
    }

    private static async Task GreetAsync(TcpListener listener)
    {
        var clients = new List<TcpClient>();
        try
        {
            while (true)
            {
                var client = await listener.AcceptTcpClientAsync();
                clients.Add(client);
                await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n"u8.ToArray());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            clients.ForEach(static client => client.Dispose());
        }
    }

    private static string Config(int port, string password = Checkup.Password, string vhost = CheckedRabbitMq.User) =>
        $"messaging:\n  rabbitmq:\n    host: 127.0.0.1\n    port: {port}\n    user: {CheckedRabbitMq.User}\n    password: {password}\n    vhost: {vhost}\n";
}
