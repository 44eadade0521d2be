using System.Globalization;
using Strata.Output;
using Strata.Values;

namespace Strata.Exporting.Exporters;

/// <summary>What Prometheus scrapes of a configuration: the parts of it that are on, each where it tells of itself.</summary>
internal static class ScrapeTargets
{
    // Where each tells of itself unless it is told otherwise.
    private const long RabbitMqPort = 15692;
    private const long TorchServePort = 8082;
    private const string TensorFlowPath = "/monitoring/prometheus/metrics";

    public static IEnumerable<MappingNode> Of(ExportContext context)
    {
        var api = context.Peek("api");
        if (api.Exists)
        {
            var path = context.Peek("monitoring.metrics").Text("path") ?? "/metrics";
            yield return Job(ApplicationName.Of(context), Reachable(api.Text("host")), api.Integer("port") ?? 8000, path);
        }

        var prometheus = context.Peek("monitoring.prometheus");
        yield return Job("prometheus", prometheus.Text("host") ?? "localhost", prometheus.Integer("port") ?? 9090);
        if (context.Peek("messaging.rabbitmq") is { Exists: true } rabbit)
        {
            yield return Job("rabbitmq", rabbit.Text("host") ?? "localhost", RabbitMqPort);
        }

        if (context.Peek("monitoring.grafana") is { Exists: true } grafana && (grafana.Boolean("enabled") ?? true))
        {
            yield return Job("grafana", grafana.Text("host") ?? "localhost", grafana.Integer("port") ?? 3000);
        }

        if (context.Peek("ml.tensorflow") is { Exists: true } tensorflow && (tensorflow.Boolean("enabled") ?? true))
        {
            var serving = tensorflow.Section("model_serving");
            yield return Job("tensorflow-serving", serving.Text("host") ?? "localhost", serving.Integer("port") ?? 8501, TensorFlowPath);
        }

        if (context.Peek("ml.pytorch") is { Exists: true } pytorch && (pytorch.Boolean("enabled") ?? true))
        {
            yield return Job("torchserve", pytorch.Section("model_serving").Text("host") ?? "localhost", TorchServePort);
        }
    }

    // An address that one listens at is none to be reached at.
    private static string Reachable(string? host) => host is null or "0.0.0.0" or "::" or "*" ? "localhost" : host;

    private static MappingNode Job(string name, string host, long port, string? path = null)
    {
        var job = new ObjectShape().Add("job_name", name);
        if (path is not (null or "/metrics"))
        {
            job.Add("metrics_path", path);
        }

        var target = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return job
            .Add("static_configs", ListShape.Of([new ObjectShape().Add("targets", ListShape.Of([string.Create(CultureInfo.InvariantCulture, $"{target}:{port}")])).Build()]))
            .Build();
    }
}
