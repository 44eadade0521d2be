using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Strata.Exporting.Exporters;
using Strata.Output;
using Strata.Snapshots;

namespace Strata.Exporting;

/// <summary>The exporters that come with Strata. Immutable; safe for use from several threads.</summary>
public static class ConfigurationExporters
{
    /// <summary>All of them, in the order in which help lists them.</summary>
    public static ImmutableArray<IConfigurationExporter> All { get; } =
    [
        .. OutputFormat.All.Select(static format => new FormatExporter(format)),
        new DotenvExporter(),
        new ShellExporter(),
        new SystemdExporter(),
        new AppSettingsExporter(),
        new ComposeExporter(),
        new KubernetesExporter(),
        new KustomizeExporter(),
        new RedisExporter(),
        new RedisSentinelExporter(),
        new PostgreSqlExporter(),
        new PostgreSqlUriExporter(),
        new RabbitMqExporter(),
        new RabbitMqDefinitionsExporter(),
        new PrometheusExporter(),
        new PrometheusRulesExporter(),
        new GrafanaExporter(),
        new SerilogExporter(),
        new TensorFlowServingExporter(),
        new TensorFlowBatchingExporter(),
        new TorchServeExporter(),
        new HuggingFaceExporter(),
        new SpleeterExporter(),
    ];

    /// <summary>Finds an exporter by its name.</summary>
    /// <param name="name">The name, in lower case.</param>
    /// <param name="exporter">The exporter.</param>
    public static bool TryGet(string name, [NotNullWhen(true)] out IConfigurationExporter? exporter)
    {
        exporter = All.FirstOrDefault(known => known.Name == name);
        return exporter is not null;
    }

    /// <summary>Exports a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="exporter">One of these, or one's own.</param>
    /// <param name="revealsSecrets">Whether secrets are written in clear. Default: false; each is then <c>********</c>.</param>
    public static ConfigurationExport Export(this ResolvedConfiguration configuration, IConfigurationExporter exporter, bool revealsSecrets = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(exporter);
        var context = new ExportContext(configuration, revealsSecrets);
        exporter.Export(context);
        return context.Finish(exporter.Name);
    }
}
