using Strata.Output;

namespace Strata.Exporting.Exporters;

/// <summary>Grafana's provisioning: Prometheus as the data source, and a provider of dashboards.</summary>
internal sealed class GrafanaExporter : IConfigurationExporter
{
    public string Name => "grafana";

    public string Description => "Grafana's provisioning directory: the data source and the dashboards' provider";

    public void Export(ExportContext context)
    {
        if (context.Required("monitoring.grafana") is not { } section)
        {
            return;
        }

        // Dashboards are files of Grafana's own: its provider takes all that it finds.
        section.Skip("enabled", "url", "host", "dashboards");
        var admin = section.Section("admin");
        foreach (var key in admin.Keys)
        {
            if (admin.Text(key) is { Length: > 0 })
            {
                admin.Warn(key, $"{admin.Path.Append(key)} is no part of provisioning", $"start Grafana with GF_SECURITY_ADMIN_{key.ToUpperInvariant()}");
            }
        }

        if (section.Integer("port") is { } port and not 3000)
        {
            section.Warn("port", $"{section.Path.Append("port")} is no part of provisioning", $"start Grafana with GF_SERVER_HTTP_PORT={port}");
        }

        var name = ApplicationName.Of(context);
        var prometheus = context.Peek("monitoring.prometheus");
        var url = prometheus.Text("url") ?? $"http://{prometheus.Text("host") ?? "localhost"}:{prometheus.Integer("port") ?? 9090}";
        var source = new ObjectShape().Add("name", "Prometheus").Add("uid", "prometheus").Add("type", "prometheus").Add("access", "proxy").Add("url", url).Add("isDefault", true).Add("editable", false);
        if (prometheus.Duration("scrape_interval") is { } interval)
        {
            source.Add("jsonData", new ObjectShape().Add("timeInterval", PrometheusDuration.Of(interval)).Build());
        }

        context.AddYaml("datasources/prometheus.yml", holdsSecrets: true, new ObjectShape().Add("apiVersion", 1).Add("datasources", ListShape.Of([source.Build()])).Build());
        context.AddYaml($"dashboards/{name}.yml", holdsSecrets: false, new ObjectShape()
            .Add("apiVersion", 1)
            .Add("providers", ListShape.Of([new ObjectShape()
                .Add("name", name).Add("folder", name).Add("type", "file").Add("disableDeletion", true).Add("allowUiUpdates", false)
                .Add("options", new ObjectShape().Add("path", "/etc/grafana/provisioning/dashboards").Build())
                .Build()]))
            .Build());
    }
}
