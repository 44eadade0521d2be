using System.Diagnostics;
using System.Runtime.Versioning;
using Strata.Doctor;

namespace Strata.Consumers.Tests.Doctor;

[UnsupportedOSPlatform("windows")]
public sealed class MonitoringCheckTests
{
    [Fact]
    public async Task Prometheus_ARealOne_IsReady()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/prometheus"), "Prometheus is not installed.");
        var directory = Directory.CreateTempSubdirectory("strata-prometheus-");
        var port = LoopbackPort.Free();
        var file = Path.Combine(directory.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(file, "global: { scrape_interval: 1h }\n", TestContext.Current.CancellationToken);
        using var process = Process.Start(new ProcessStartInfo(
            "/usr/bin/prometheus", [$"--config.file={file}", $"--storage.tsdb.path={Path.Combine(directory.FullName, "data")}", $"--web.listen-address=127.0.0.1:{port}"])
        {
            RedirectStandardError = true,
        })!;
        try
        {
            _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
            var yaml = $"monitoring: {{ prometheus: {{ enabled: true, host: 127.0.0.1, port: {port} }} }}\n";
            var waited = Stopwatch.StartNew();
            DoctorReport report;
            do
            {
                report = await Checkup.RunAsync("prometheus", yaml);
            }
            while (report.HasUnreachable && waited.Elapsed < TimeSpan.FromMinutes(2));

            report.Of("prometheus.ready").Is(CheckOutcome.Passed, "monitoring.prometheus.host");
            report.Of("prometheus.clock").Is(CheckOutcome.Passed, "monitoring.prometheus.host");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            directory.Delete(recursive: true);
        }

        var stopped = await Checkup.RunAsync("prometheus", $"monitoring: {{ prometheus: {{ url: 'http://127.0.0.1:{port}' }} }}\n");
        stopped.Of("prometheus.ready").Is(CheckOutcome.Unreachable, "monitoring.prometheus.url");
    }

    [Theory]
    [InlineData("""{ "commit": "abc", "database": "ok", "version": "11.4.0" }""", CheckOutcome.Passed)]
    [InlineData("""{ "commit": "abc", "database": "failing", "version": "11.4.0" }""", CheckOutcome.Unreachable)]
    [InlineData("Welcome", CheckOutcome.Error)]
    public async Task Grafana_IsAskedForItsHealth(string body, CheckOutcome outcome)
    {
        using var server = new StandInServer(("/api/health", 200, body));
        var report = await Checkup.RunAsync("grafana", $"monitoring: {{ grafana: {{ enabled: true, url: 'http://127.0.0.1:{server.Port}' }} }}\n");

        report.Of("grafana.health").Is(outcome, "monitoring.grafana.url");
    }

    [Theory]
    [InlineData(-600, 30, CheckOutcome.Warning, "behind")]
    [InlineData(600, 30, CheckOutcome.Warning, "ahead of")]
    [InlineData(600, 700, CheckOutcome.Passed, "apart")]
    public async Task Clock_OfAServer_IsHeldAgainstWhatTokensAllow(int skew, int allowed, CheckOutcome outcome, string message)
    {
        using var server = new StandInServer(("/-/ready", 200, "Prometheus Server is Ready.\n")) { Skew = TimeSpan.FromSeconds(skew) };
        var report = await Checkup.RunAsync("prometheus", $"monitoring: {{ prometheus: {{ host: 127.0.0.1, port: {server.Port} }} }}\nsecurity: {{ jwt: {{ clock_skew_seconds: {allowed} }} }}\n");

        Assert.Contains(message, report.Of("prometheus.clock").Is(outcome, "monitoring.prometheus.host").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, 200, CheckOutcome.Passed)]
    [InlineData(200, 503, CheckOutcome.Unreachable)]
    [InlineData(200, 404, CheckOutcome.Error)]
    public async Task ApiHealth_OfAServiceThatRuns_IsAskedFor(int live, int ready, CheckOutcome outcome)
    {
        using var server = new StandInServer(("/health/live", live, "{}"), ("/health/ready", ready, "{}"));
        var yaml = Api(server.Port);
        var report = await Checkup.RunAsync("api-health", yaml);
        report.Of("api-health.live").Is(CheckOutcome.Passed, "monitoring.health.live_path");
        report.Of("api-health.ready").Is(outcome, "monitoring.health.ready_path");

        // What listens there is the service itself.
        Assert.Contains("the service itself", (await Checkup.RunAsync("ports", yaml)).Of("ports.free").Is(CheckOutcome.Passed, "api.port").Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApiHealth_OfAServiceThatDoesNotRun_IsSkipped()
    {
        var report = await Checkup.RunAsync("api-health", Api(LoopbackPort.Free()));

        report.Of("api-health.live").Is(CheckOutcome.Skipped, "monitoring.health.live_path");
        Assert.True(report.IsHealthy);
    }

    private static string Api(int port) => $"api: {{ host: 127.0.0.1, port: {port} }}\nmonitoring: {{ health: {{ live_path: /health/live, ready_path: /health/ready }} }}\n";
}
