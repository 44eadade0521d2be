using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

/// <summary>Servers that answer what nobody expects, or nothing any more: each is told of in the doctor's words, and none passes for a good one.</summary>
public sealed class HostileServerTests
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Run_OfAServerThatStopsAnsweringBetweenSteps_TellsThat()
    {
        // AUTH is not sent; PING is answered, INFO is not.
        using var server = RawServer.Start("+PONG\r\n");
        var report = await Checkup.RunAsync($"database: {{ redis: {{ url: 'redis://127.0.0.1:{server.Port}' }} }}\n", new DoctorOptions { Only = ["redis"], TimeLimit = Short });

        Assert.Equal(CheckOutcome.Passed, Assert.Single(report.Findings, static finding => finding.Id == "redis.connection").Outcome);
        Assert.Equal("no answer within 1 s", Assert.Single(report.Findings, static finding => finding.Outcome == CheckOutcome.Unreachable).Message);
    }

    [Fact]
    public async Task Run_OfACheckThatNeverBegins_TellsThat()
    {
        var report = await Checkup.RunAsync("app: { name: a }\n", new DoctorOptions { Checks = [new Silent()], TimeLimit = TimeSpan.FromMilliseconds(100) });

        Assert.Equal("silent", Assert.Single(report.Findings, static finding => finding.Outcome == CheckOutcome.Unreachable).Id);
    }

    [Theory]
    [InlineData("*1\r\n$4\r\nPING\r\n")]
    [InlineData("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")]
    public async Task Http_WhatDoesNotSpeakIt_IsAnErrorInTheDoctorsWords(string answer)
    {
        using var server = RawServer.Start(answer);
        var report = await Checkup.RunAsync("grafana", $"monitoring: {{ grafana: {{ url: 'http://127.0.0.1:{server.Port}' }} }}\n");
        Assert.Equal($"what answers at 127.0.0.1:{server.Port} does not speak HTTP", report.Of("grafana.health").Is(CheckOutcome.Error, "monitoring.grafana.url").Message);

        // Nor is the service what has its port.
        var api = await Checkup.RunAsync("api-health", $"api: {{ host: 127.0.0.1, port: {server.Port} }}\nmonitoring: {{ health: {{ live_path: /live }} }}\n");
        Assert.Equal($"what answers at 127.0.0.1:{server.Port} does not speak HTTP", api.Of("api-health.live").Is(CheckOutcome.Error, "api.port").Message);
    }

    [Fact]
    public async Task Http_TextWithHalfACharacter_IsNoJson()
    {
        using var server = new StandInServer(("/ping", 200, """{ "status": "Healthy" }"""), ("/models?limit=1000", 200, """{ "models": [ { "modelName": "\ud800" } ] }"""));
        var report = await Checkup.RunAsync("torchserve", $"ml: {{ pytorch: {{ model_serving: {{ host: 127.0.0.1, port: {server.Port}, management_port: {server.Port} }} }} }}\n");

        report.Of("torchserve.models").Is(CheckOutcome.Skipped, "ml.pytorch.model_serving.management_port");
    }

    [Fact]
    public async Task PostgreSql_WhatIsNone_IsToldOfInTheDoctorsWords()
    {
        using var server = RawServer.Start("HTTP/1.1 400 Bad Request\r\n\r\n");
        server.HangsUp = true;
        var report = await Checkup.RunAsync("postgresql", $"database: {{ postgresql: {{ host: 127.0.0.1, port: {server.Port}, name: d, user: u, ssl_mode: disable }} }}\n");

        Assert.Equal(
            $"PostgreSQL cannot be reached at 127.0.0.1:{server.Port}: it ended the connection",
            report.Of("postgresql.connection").Is(CheckOutcome.Unreachable, "database.postgresql.host").Message);
    }

    private sealed class Silent : IConfigurationCheck
    {
        public string Name => "silent";

        public string Description => "Begins nothing, and never ends.";

        public Task CheckAsync(CheckContext context, CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
