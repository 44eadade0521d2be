using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>Values that are to say where something is, and do not: errors about the value, and not about the check.</summary>
public sealed class AddressTests
{
    public static TheoryData<string> NoHosts => ["", "a b", "x..y", "http://x", "127.0.0.1/", "user:Tr0ub4dor-and-3@127.0.0.1", new string('a', 300)];

    [Theory]
    [MemberData(nameof(NoHosts))]
    public async Task Host_OfTheService_ThatIsNone_IsAnErrorAboutIt(string host)
    {
        var report = await Checkup.RunAsync($"api: {{ host: '{host}', port: 8000 }}\nmonitoring: {{ health: {{ live_path: /live }} }}\n", Of("api-health", "ports"));

        Assert.Equal(["api-health.address", "ports.free"], report.Findings.Select(static finding => finding.Id));
        Assert.All(report.Findings, static finding => finding.Is(CheckOutcome.Error, "api.host"));
    }

    [Theory]
    [MemberData(nameof(NoHosts))]
    public async Task Host_OfAServer_ThatIsNone_IsAnErrorAboutIt(string host)
    {
        Assert.SkipWhen(host.Length == 0, "An empty one says that there is none.");
        var report = await Checkup.RunAsync("tensorflow-serving", $"ml: {{ tensorflow: {{ model_serving: {{ host: '{host}', port: 8501 }} }} }}\n");

        report.Of("tensorflow-serving.address").Is(CheckOutcome.Error, "ml.tensorflow.model_serving.host");
    }

    [Fact]
    public async Task Port_ThatIsChosenAtTheStart_IsNotLookedAt()
    {
        var report = await Checkup.RunAsync("api: { host: 127.0.0.1, port: 0 }\nmonitoring: { health: { live_path: /live } }\n", Of("api-health", "ports"));

        Assert.All(report.Findings, static finding => Assert.Equal("api.port is 0: the port is chosen when the service starts", finding.Is(CheckOutcome.Skipped, "api.port").Message));
        Assert.Equal(2, report.Findings.Length);
    }

    // Skipped, such an address would pass for one that is right.
    [Theory]
    [InlineData("url: 'http://u:Tr0ub4dor-and-3@[bad/'", "monitoring.grafana.url")]
    [InlineData("url: 'ftp://grafana/'", "monitoring.grafana.url")]
    [InlineData("url: grafana", "monitoring.grafana.url")]
    [InlineData("host: 127.0.0.1, port: 99999", "monitoring.grafana.port")]
    [InlineData("host: 127.0.0.1, port: many", "monitoring.grafana.port")]
    public async Task Address_OfAMonitor_ThatIsNone_IsAnErrorAboutIt(string values, string path)
    {
        var report = await Checkup.RunAsync("grafana", $"monitoring: {{ grafana: {{ {values} }} }}\n");

        report.Of("grafana.address").Is(CheckOutcome.Error, path);
    }

    [Theory]
    [InlineData("/live")]
    [InlineData("live")]
    [InlineData("//other.strata.invalid:99999/live")]
    [InlineData("http://[bad")]
    public async Task Path_OfTheService_IsAskedForAtItsOwnAddress(string path)
    {
        using var server = new StandInServer();
        await Checkup.RunAsync("api-health", $"api: {{ host: 127.0.0.1, port: {server.Port} }}\nmonitoring: {{ health: {{ live_path: '{path}' }} }}\n");

        Assert.EndsWith(Uri.EscapeDataString(path.Trim('/')), Uri.EscapeDataString(Uri.UnescapeDataString(Assert.Single(server.Asked))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_OfAnotherSection_DoNotHinderACheck()
    {
        using var server = new StandInServer();
        var report = await Checkup.RunAsync(
            $$"""
            database:
              postgresql: { host: a, port: many }
              redis: { url: "redis://127.0.0.1:{{server.Port}}" }
            ml:
              spleeter: { sample_rate_hz: much }
              tensorflow: { model_serving: { host: 127.0.0.1, port: {{server.Port}} } }
            security: { jwt: { clock_skew_seconds: some }, tls: { enabled: true, certificate_file: /nowhere.pem } }
            """,
            Of("redis", "tensorflow-serving", "certificates"));

        Assert.Equal(["redis.connection", "tensorflow-serving.connection", "certificates.file"], report.Findings.Select(static finding => finding.Id));
    }

    [Fact]
    public async Task PostgreSql_WithoutAHost_IsAnErrorAboutIt()
    {
        var report = await Checkup.RunAsync("postgresql", "database: { postgresql: { host: '', port: 5432, name: d, user: u } }\n");

        Assert.Equal("the host is empty", report.Of("postgresql.connection").Is(CheckOutcome.Error, "database.postgresql.host").Message);
    }

    [Fact]
    public async Task Redis_AtASocketOfTheFileSystem_IsReached()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The path of a socket begins with a slash.");
        var directory = Directory.CreateTempSubdirectory("strata-socket-");
        try
        {
            var path = Path.Combine(directory.FullName, "redis.sock");
            using var server = RawServer.StartAt(path, "-NOAUTH Authentication required.\r\n", "-NOAUTH Authentication required.\r\n");
            foreach (var (yaml, value) in new[] { ($"url: 'unix://{path}'", "url"), ($"nodes: [{{ name: a, host: '{path}' }}]", "nodes[0].host") })
            {
                var report = await Checkup.RunAsync("redis", $"database: {{ redis: {{ {yaml}, password: '' }} }}\n");
                Assert.Equal($"the server at {path} asks for a password, and none is configured", report.Of("redis.connection").Is(CheckOutcome.Error, "database.redis.password").Message);

                var gone = await Checkup.RunAsync("redis", $"database: {{ redis: {{ {yaml.Replace("redis.sock", "none.sock", StringComparison.Ordinal)} }} }}\n");
                Assert.EndsWith("none.sock: nothing listens there", gone.Of("redis.connection").Is(CheckOutcome.Unreachable, $"database.redis.{value}").Message, StringComparison.Ordinal);
            }
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Redis_AnAddressOfAnotherKind_IsAnError()
    {
        var report = await Checkup.RunAsync("redis", "database: { redis: { url: 'http://127.0.0.1:6379' } }\n");

        Assert.Contains("\"url\"", report.Of("redis.connection").Is(CheckOutcome.Error, "database.redis").Message, StringComparison.Ordinal);
    }

    private static DoctorOptions Of(params string[] checks) => new() { Only = [.. checks], TimeLimit = TimeSpan.FromMinutes(2) };
}
