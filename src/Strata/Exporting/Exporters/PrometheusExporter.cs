using Strata.Output;

namespace Strata.Exporting.Exporters;

/// <summary><c>prometheus.yml</c> of <c>monitoring</c>: it scrapes the parts of the configuration, and reads rules from files beside it.</summary>
internal sealed class PrometheusExporter : IConfigurationExporter
{
    public string Name => "prometheus";

    public string Description => "prometheus.yml, which scrapes every part of the configuration";

    public void Export(ExportContext context)
    {
        if (context.Required("monitoring.prometheus") is not { } section)
        {
            return;
        }

        section.Skip("enabled", "host", "port", "url");
        var interval = section.Duration("scrape_interval") is { } given ? PrometheusDuration.Of(given) : "15s";
        if (section.Duration("retention_days") is { } retention)
        {
            // No setting of the file, but an option of the server.
            section.Warn("retention_days", $"{section.Path.Append("retention_days")} is no setting of prometheus.yml", $"start prometheus with --storage.tsdb.retention.time={PrometheusDuration.Of(retention)}");
        }

        context.AddYaml("prometheus.yml", holdsSecrets: false, new ObjectShape()
            .Add("global", new ObjectShape().Add("scrape_interval", interval).Add("evaluation_interval", interval).Build())
            .Add("rule_files", ListShape.Of(["*.rules.yml"]))
            .Add("scrape_configs", ListShape.Of(ScrapeTargets.Of(context)))
            .Build());
    }
}
