using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>What is said of certificates that servers show: the same over HTTP, to Redis and to RabbitMQ.</summary>
public sealed class PeerCertificateTests : IDisposable
{
    private const string Redis = "database: {{ redis: {{ url: 'rediss://127.0.0.1:{0}' }} }}\n";
    private const string RabbitMq = "messaging: {{ rabbitmq: {{ host: 127.0.0.1, port: {0}, tls: true }} }}\n";
    private const string Grafana = "monitoring: {{ grafana: {{ url: 'https://127.0.0.1:{0}' }} }}\n";

    private readonly TestCertificates _certificates = new();

    public static TheoryData<string, string> Checks => new()
    {
        { "redis.connection", Redis },
        { "rabbitmq.connection", RabbitMq },
        { "grafana.health", Grafana },
    };

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Certificate_ThatExpired_IsCalledExpired(string id, string yaml)
    {
        using var server = RawServer.StartSecured(_certificates.SelfSigned("127.0.0.1", new DateTimeOffset(2025, 1, 2, 12, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 2, 12, 0, 0, TimeSpan.Zero)));

        Assert.EndsWith("fails: its certificate expired on 2026-01-02", await MessageAsync(id, yaml, server), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Certificate_OfAnotherHost_IsCalledThat(string id, string yaml)
    {
        using var server = RawServer.StartSecured(_certificates.SelfSigned("other.example"));

        Assert.EndsWith("fails: its certificate is not for 127.0.0.1", await MessageAsync(id, yaml, server), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Certificate_ThatNobodyTrustedSigned_IsCalledThat(string id, string yaml)
    {
        using var server = RawServer.StartSecured(_certificates.SelfSigned("127.0.0.1"));

        Assert.EndsWith("fails: no authority that this machine trusts has signed its certificate", await MessageAsync(id, yaml, server), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Server_WithoutTls_IsCalledThat(string id, string yaml)
    {
        using var server = RawServer.Start("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");

        Assert.EndsWith("fails: it does not answer in TLS", await MessageAsync(id, yaml, server), StringComparison.Ordinal);
    }

    private static async Task<string> MessageAsync(string id, string yaml, RawServer server)
    {
        var report = await Checkup.RunAsync(id[..id.IndexOf('.', StringComparison.Ordinal)], string.Format(System.Globalization.CultureInfo.InvariantCulture, yaml, server.Port));
        var finding = report.Of(id);
        Assert.Equal(CheckOutcome.Error, finding.Outcome);
        return finding.Message;
    }
}
