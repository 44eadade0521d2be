using System.Runtime.Versioning;
using Strata.Consumers.Tests.Caching;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

[UnsupportedOSPlatform("windows")]
public sealed class RedisCheckTests
{
    private const string Section = "database.redis";
    private const string Cache = "cache: { levels: [{ name: memory }, { name: redis }] }\n";

    [Fact]
    public async Task Check_OfAServerThatFits_Passes()
    {
        using var server = RedisServer.Start("--requirepass", Checkup.Password, "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru");
        var report = await Checkup.RunAsync("redis", Nodes(server.Port, "role: primary") + Cache);

        Assert.All(report.Findings, static finding => Assert.Equal(CheckOutcome.Passed, finding.Outcome));
        Assert.Equal(["redis.connection", "redis.version", "redis.role", "redis.eviction", "redis.clock"], report.Findings.Select(static finding => finding.Id));
        report.Of("redis.connection").Is(CheckOutcome.Passed, $"{Section}.nodes[0].host");
    }

    [Fact]
    public async Task Connection_WithAnotherPassword_IsAnErrorAboutIt()
    {
        using var server = RedisServer.Start("--requirepass", "another-one");
        var report = await Checkup.RunAsync("redis", Nodes(server.Port));
        Assert.EndsWith("refuses the password", report.Of("redis.connection").Is(CheckOutcome.Error, $"{Section}.password").Message, StringComparison.Ordinal);

        var without = await Checkup.RunAsync("redis", $"database: {{ redis: {{ url: 'redis://127.0.0.1:{server.Port}/0' }} }}\n");
        Assert.Contains("asks for a password", without.Of("redis.connection").Is(CheckOutcome.Error, $"{Section}.password").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_WithAPasswordToAnOpenServer_IsAnError()
    {
        using var server = RedisServer.Start();
        var report = await Checkup.RunAsync("redis", Nodes(server.Port));

        Assert.Contains("open to everybody", report.Of("redis.connection").Is(CheckOutcome.Error, $"{Section}.password").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_AfterTheServerStopped_IsUnreachable()
    {
        using var server = RedisServer.Start();
        server.Kill();
        var report = await Checkup.RunAsync("redis", Nodes(server.Port));

        Assert.EndsWith("nothing listens there", report.Of("redis.connection").Is(CheckOutcome.Unreachable, $"{Section}.nodes[0].host").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_ToAServerThatHangs_IsUnreachableWhenTheTimeIsUp()
    {
        using var server = RedisServer.Start();
        server.Pause();
        var report = await Checkup.RunAsync(Nodes(server.Port), new DoctorOptions { Only = ["redis"], TimeLimit = TimeSpan.FromMilliseconds(300) });

        Assert.Equal("no answer within 0.3 s", report.Of("redis.connection").Is(CheckOutcome.Unreachable, $"{Section}.nodes[0].host").Message);
        server.Continue();
    }

    [Theory]
    [InlineData("--maxmemory-policy noeviction --maxmemory 50mb", CheckOutcome.Warning, "it refuses every write")]
    [InlineData("--maxmemory-policy noeviction", CheckOutcome.Warning, "it grows until the machine is full")]
    [InlineData("--maxmemory-policy allkeys-lru", CheckOutcome.Warning, "has no maxmemory")]
    public async Task Eviction_OfAServerThatHoldsTheCache_IsLookedAt(string settings, CheckOutcome outcome, string message)
    {
        using var server = RedisServer.Start(settings.Split(' '));
        var url = $"database: {{ redis: {{ url: 'redis://127.0.0.1:{server.Port}/0' }} }}\n";
        var report = await Checkup.RunAsync("redis", url + Cache);
        Assert.Contains(message, report.Of("redis.eviction").Is(outcome, "cache.levels[1]").Message, StringComparison.Ordinal);

        // What is no cache may keep everything.
        var kept = await Checkup.RunAsync("redis", url + "cache: { enabled: false, levels: [{ name: redis }] }\n");
        Assert.DoesNotContain(kept.Findings, static finding => finding.Id == "redis.eviction");
    }

    [Fact]
    public async Task Role_OtherThanConfigured_IsAnError()
    {
        using var server = RedisServer.Start("--requirepass", Checkup.Password);
        var report = await Checkup.RunAsync("redis", Nodes(server.Port, "role: replica"));

        report.Of("redis.role").Is(CheckOutcome.Error, $"{Section}.nodes[0].role");
    }

    [Fact]
    public async Task Sentinel_NamesThePrimaryThatIsChecked()
    {
        using var primary = RedisServer.Start("--requirepass", Checkup.Password);
        using var sentinel = RedisServer.Start("--sentinel", $"sentinel monitor soundwave 127.0.0.1 {primary.Port} 1", $"sentinel auth-pass soundwave {Checkup.Password}");
        var report = await Checkup.RunAsync("redis", Sentinel(sentinel.Port, "soundwave"));

        Assert.EndsWith($"the primary soundwave is 127.0.0.1:{primary.Port}", report.Of("redis.sentinel").Is(CheckOutcome.Passed, $"{Section}.sentinel.host").Message, StringComparison.Ordinal);
        report.Of("redis.connection").Is(CheckOutcome.Passed, $"{Section}.sentinel.master_name");
        report.Of("redis.role").Is(CheckOutcome.Passed, $"{Section}.sentinel.master_name");

        var unknown = await Checkup.RunAsync("redis", Sentinel(sentinel.Port, "another"));
        Assert.EndsWith("knows no primary another", unknown.Of("redis.sentinel").Is(CheckOutcome.Error, $"{Section}.sentinel.master_name").Message, StringComparison.Ordinal);

        var none = await Checkup.RunAsync("redis", Sentinel(primary.Port, "soundwave"));
        Assert.EndsWith("is a Redis server and no sentinel", none.Of("redis.sentinel").Is(CheckOutcome.Error, $"{Section}.sentinel.host").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_WithoutItsSlots_IsUnreachable()
    {
        using var server = RedisServer.Start("--requirepass", Checkup.Password, "--cluster-enabled", "yes");
        var report = await Checkup.RunAsync("redis", Nodes(server.Port));

        Assert.Contains("0 of 16384 slots", report.Of("redis.cluster").Is(CheckOutcome.Unreachable, $"{Section}.nodes[0].host").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_OfTheOtherKind_IsAnErrorAboutIt()
    {
        using var certificates = new TestCertificates();
        var (certificate, key) = certificates.SelfSigned("127.0.0.1");
        var tlsPort = LoopbackPort.Free();
        using var server = RedisServer.Start(
            "--tls-port", $"{tlsPort}", "--tls-cert-file", certificates.Write("tls.crt", certificate), "--tls-key-file", certificates.Write("tls.key", key),
            "--tls-ca-cert-file", certificates.Write("ca.crt", certificate), "--tls-auth-clients", "no");

        var untrusted = await Checkup.RunAsync("redis", Nodes(tlsPort) + "    tls: true\n");
        Assert.Contains("no authority that this machine trusts", untrusted.Of("redis.connection").Is(CheckOutcome.Error, $"{Section}.tls").Message, StringComparison.Ordinal);

        var plain = await Checkup.RunAsync("redis", Nodes(server.Port) + "    tls: true\n");
        Assert.Contains("does not answer in TLS", plain.Of("redis.connection").Is(CheckOutcome.Error, $"{Section}.tls").Message, StringComparison.Ordinal);

        var missing = await Checkup.RunAsync("redis", Nodes(tlsPort) + "    tls: false\n");
        missing.Of("redis.connection").Is(CheckOutcome.Error, $"{Section}.tls");
    }

    [Fact]
    public async Task Settings_ThatNoConnectionCanBeMadeOf_AreAnErrorWithoutTheirValue()
    {
        var report = await Checkup.RunAsync("redis", $"database: {{ redis: {{ password: '{Checkup.Password},x', url: 'redis://localhost/0' }} }}\n");

        Assert.Contains("\"password\" has a comma", report.Of("redis.connection").Is(CheckOutcome.Error, Section).Message, StringComparison.Ordinal);
    }

    private static string Nodes(int port, string more = "enabled: true") =>
        $"database:\n  redis:\n    password: {Checkup.Password}\n    nodes: [{{ name: one, host: 127.0.0.1, port: {port}, {more} }}]\n";

    private static string Sentinel(int port, string name) =>
        $"database:\n  redis:\n    password: {Checkup.Password}\n    nodes: [{{ name: one, host: 127.0.0.1, port: 1 }}]\n    sentinel: {{ enabled: true, host: 127.0.0.1, port: {port}, master_name: {name} }}\n";
}
