using System.Runtime.Versioning;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

[UnsupportedOSPlatform("windows")]
public sealed class PostgreSqlCheckTests(CheckedPostgreSql server) : IClassFixture<CheckedPostgreSql>
{
    private const string Section = "database.postgresql";

    [Fact]
    public async Task Check_OfAServerThatFits_Passes()
    {
        server.Require();
        var report = await Checkup.RunAsync("postgresql", server.Section("extensions: [pgcrypto]", "pool: { max_size: 10 }"));

        Assert.All(report.Findings, static finding => Assert.Equal(CheckOutcome.Passed, finding.Outcome));
        Assert.Equal(
            ["postgresql.connection", "postgresql.tls", "postgresql.version", "postgresql.extensions", "postgresql.pool", "postgresql.clock"],
            report.Findings.Select(static finding => finding.Id));
        Assert.Equal("connected to 127.0.0.1:" + $"{server.Port} as soundwave", report.Of("postgresql.connection").Message);
        report.Of("postgresql.extensions").Is(CheckOutcome.Passed, $"{Section}.extensions[0]");
    }

    [Theory]
    [InlineData("password: not-the-password", "password", "the server refuses the password of soundwave")]
    [InlineData("password: ''", "password", "asks for a password, and none is configured")]
    [InlineData("name: nowhere", "name", "no such database")]
    [InlineData("user: nobody", "password", "refuses the password of nobody")]
    public async Task Connection_OfWhatTheServerRefuses_IsAnErrorAboutThatValue(string key, string path, string message)
    {
        server.Require();
        var report = await Checkup.RunAsync("postgresql", server.Section(key));

        var finding = Assert.Single(report.Findings);
        Assert.Contains(message, report.Of("postgresql.connection").Is(CheckOutcome.Error, $"{Section}.{path}").Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not-the-password", $"{finding} {finding.Hint}", StringComparison.Ordinal);
        Assert.True(report.HasErrors);
        Assert.False(report.HasUnreachable);
    }

    [Fact]
    public async Task Connection_WhereNobodyListens_IsUnreachable()
    {
        server.Require();
        var report = await Checkup.RunAsync("postgresql", server.Section($"port: {LoopbackPort.Free()}"));

        Assert.EndsWith("nothing listens there", report.Of("postgresql.connection").Is(CheckOutcome.Unreachable, $"{Section}.host").Message, StringComparison.Ordinal);
        Assert.False(report.HasErrors);
    }

    [Fact]
    public async Task Connection_WithTlsRequired_IsHeldToIt()
    {
        server.Require();
        server.UseTls(null, null);
        var without = await Checkup.RunAsync("postgresql", server.Section("ssl_mode: require"));
        Assert.Contains("has no TLS", without.Of("postgresql.connection").Is(CheckOutcome.Error, $"{Section}.ssl_mode").Message, StringComparison.Ordinal);

        using var certificates = new TestCertificates();
        var (certificate, key) = certificates.SelfSigned("127.0.0.1");
        server.UseTls(certificate, key);
        var with = await Checkup.RunAsync("postgresql", server.Section("ssl_mode: require"));
        Assert.StartsWith("the connection is encrypted (TLS", with.Of("postgresql.tls").Is(CheckOutcome.Passed, $"{Section}.ssl_mode").Message, StringComparison.Ordinal);

        var strict = await Checkup.RunAsync("postgresql", server.Section("ssl_mode: verify_full"));
        Assert.Contains("TLS with 127.0.0.1", strict.Of("postgresql.connection").Is(CheckOutcome.Error, $"{Section}.ssl_mode").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extensions_ThatAreMissing_AreToldApartFromThoseOnlyNotInstalled()
    {
        server.Require();
        var report = await Checkup.RunAsync("postgresql", server.Section("extensions: [pgcrypto, pg_trgm, no_such_thing]"));

        Assert.Equal(
            [("pgcrypto", CheckOutcome.Passed), ("pg_trgm", CheckOutcome.Error), ("no_such_thing", CheckOutcome.Error)],
            report.Findings.Where(static finding => finding.Id == "postgresql.extensions").Select(static finding => (finding.Message.Split(' ').First(static word => word.Contains('_', StringComparison.Ordinal) || word == "pgcrypto"), finding.Outcome)));
        Assert.Contains("CREATE EXTENSION \"pg_trgm\"", report.Findings.Single(static finding => finding.Path.ToString().EndsWith("[1]", StringComparison.Ordinal)).Hint, StringComparison.Ordinal);

        var migrated = await Checkup.RunAsync("postgresql", server.Section("extensions: [pg_trgm]", "migrations: { run_on_start: true }"));
        migrated.Of("postgresql.extensions").Is(CheckOutcome.Warning, $"{Section}.extensions[0]");
    }

    [Theory]
    [InlineData(17, 1, CheckOutcome.Passed)]
    [InlineData(18, 1, CheckOutcome.Error)]
    [InlineData(9, 2, CheckOutcome.Warning)]
    public async Task Pool_IsHeldAgainstTheConnectionsOfTheServer(int size, int workers, CheckOutcome outcome)
    {
        server.Require();
        var report = await Checkup.RunAsync("postgresql", $"{server.Section($"pool: {{ max_size: {size} }}")}api: {{ workers: {workers} }}\n");

        var finding = report.Of("postgresql.pool").Is(outcome, $"{Section}.pool.max_size");
        Assert.Contains("17", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_OfASectionThatIsOffOrAbsent_IsSkipped()
    {
        var off = await Checkup.RunAsync("postgresql", "database:\n  postgresql: { enabled: false }\n");
        Assert.Equal("database.postgresql.enabled is false", off.Of("postgresql").Is(CheckOutcome.Skipped, $"{Section}.enabled").Message);

        var absent = await Checkup.RunAsync("postgresql", "application: { name: a }\n");
        Assert.Equal("database.postgresql is not configured", Assert.Single(absent.Findings).Message);
        Assert.True(absent.IsHealthy);
    }
}
