using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Servers;
using Strata.Exporting;
using Strata.Values;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>promtool takes what was exported for Prometheus; Grafana's provisioning has the shape of its documentation.</summary>
public class MonitoringExportTests
{
    private const string Sample = """
        application: {name: rabbitmq}
        api: {host: 0.0.0.0, port: 8000}
        security: {tls: {enabled: true}}
        messaging: {rabbitmq: {host: rabbitmq}}
        ml: {tensorflow: {model_serving: {host: "::1", port: 8501}}, pytorch: {enabled: true}}
        monitoring:
          prometheus: {host: prometheus, port: 9090, scrape_interval_seconds: 15, retention_days: 7}
          grafana: {enabled: true, port: 3000, admin: {user: admin, password: hunter2}, dashboards: [overview]}
          metrics: {path: /internal/metrics}
          alerting:
            webhook: https://alerts.example/x
            rules:
              - {name: api-errors, metric: error_ratio, above: 0.02, for: 5m, severity: page}
              - {name: "Latency of \"it\"", metric: "latency:p99", above: 1.5e3, for: 90s}
        """;

    [Fact]
    public void Prometheus_OfASample_IsAcceptedByPromtool()
    {
        InstalledProgram.Need("promtool");
        var configuration = Exported.Configuration(Sample);
        using var directory = new ExportDirectory(configuration.As("prometheus"), configuration.As("prometheus-rules"));

        // The configuration names the file of rules, so that it is checked too.
        var answer = InstalledProgram.Run("promtool", ["check", "config", "prometheus.yml"], directory.Root);
        Assert.Contains("2 rules found", answer.Success() + answer.Error, StringComparison.Ordinal);
        InstalledProgram.Run("promtool", ["check", "rules", "rabbitmq.rules.yml"], directory.Root).Success();
        Assert.Equal(["STR8020 docker.yml:7:91 monitoring.prometheus.retention_days"], configuration.As("prometheus").Problems());
        Assert.Equal(["STR8020 docker.yml:11:14 monitoring.alerting.webhook"], configuration.As("prometheus-rules").Problems());
    }

    [Fact]
    public void Prometheus_Targets_AreThePartsThatAreOn()
    {
        var jobs = ReadBack.Yaml(Exported.Configuration(Sample).TextAs("prometheus")).ItemsAt("scrape_configs");

        Assert.Equal(["rabbitmq-application", "prometheus", "rabbitmq", "grafana", "tensorflow-serving", "torchserve"], jobs.Select(static job => job.TextAt("job_name")));
        Assert.Equal(["localhost:8000", "prometheus:9090", "rabbitmq:15692", "localhost:3000", "[::1]:8501", "localhost:8082"], jobs.Select(static job => job.TextAt("static_configs[0].targets[0]")));
        Assert.Equal(("/internal/metrics", "https"), (jobs[0].TextAt("metrics_path"), jobs[0].TextAt("scheme")));
    }

    [Fact]
    public void Rules_Empty_AreAcceptedByPromtool()
    {
        InstalledProgram.Need("promtool");
        using var directory = new ExportDirectory(Exported.Configuration("monitoring: {alerting: {rules: []}}").As("prometheus-rules"));

        InstalledProgram.Run("promtool", ["check", "rules", "docker.rules.yml"], directory.Root).Success();
    }

    [Theory]
    [InlineData("{name: a, metric: \"sum(x)\", above: 1}", "rules[0].metric")]
    [InlineData("{name: a, metric: x, above: .inf}", "rules[0].name")]
    [InlineData("{name: a, metric: x}", "rules[0].name")]
    [InlineData("{name: a, metric: x, above: high}", "rules[0].above")]
    [InlineData("{name: a, metric: x, above: 1, for: long}", "rules[0].for")]
    public void Rules_WithoutWhatARuleNeeds_AreErrors(string rule, string path)
    {
        var export = Exported.Configuration($"monitoring: {{alerting: {{rules: [{rule}]}}}}").As("prometheus-rules");

        Assert.Contains(export.Problems(), problem => problem.StartsWith("STR8021 docker.yml:1:", StringComparison.Ordinal) && problem.EndsWith($" monitoring.alerting.{path}", StringComparison.Ordinal));
        Assert.Empty(export.Files);
    }

    [Fact]
    public void Grafana_OfASample_IsADataSourceAndAProvider()
    {
        var export = Exported.Configuration(Sample).As("grafana", reveals: false);

        Assert.Equal(["datasources/prometheus.yml", "dashboards/rabbitmq.yml"], export.Files.Select(static file => file.Name));
        var source = One(export, 0, "datasources");
        Assert.Equal(("Prometheus", "prometheus", "proxy", "http://prometheus:9090"), (source.TextAt("name"), source.TextAt("type"), source.TextAt("access"), source.TextAt("url")));
        Assert.Equal("15s", source.TextAt("jsonData.timeInterval"));
        var provider = One(export, 1, "providers");
        Assert.Equal(("rabbitmq", "file"), (provider.TextAt("name"), provider.TextAt("type")));
        Assert.Equal("/etc/grafana/provisioning/dashboards", provider.TextAt("options.path"));
        Assert.Equal(["STR8020 docker.yml:8:54 monitoring.grafana.admin.user", "STR8020 docker.yml:8:71 monitoring.grafana.admin.password"], export.Problems());
    }

    private static ConfigNode One(ConfigurationExport export, int file, string key)
    {
        var root = ReadBack.Yaml(export.Files[file].Text);
        Assert.Equal("1", root.TextAt("apiVersion"));
        return Assert.Single(root.ItemsAt(key));
    }
}
