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

    /// <summary>The jobs, each of a name of its own.</summary>
    public static IReadOnlyList<MappingNode> Of(ExportContext context)
    {
        var jobs = new List<MappingNode>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, host, port, path, isTls) in Targets(context).Reverse())
        {
            // The application may be called as one of the others is: they keep their names.
            jobs.Insert(0, Job(names.Add(name) ? name : $"{name}-application", host, port, path, isTls));
        }

        return jobs;
    }

    private static IEnumerable<(string Name, string Host, long Port, string? Path, bool IsTls)> Targets(ExportContext context)
    {
        var api = context.Peek("api");
        if (api.Exists)
        {
            var path = context.Peek("monitoring.metrics").Text("path") ?? "/metrics";
            yield return (ApplicationName.Of(context), Reachable(api.Word("host")), api.Integer("port") ?? 8000, path, context.Peek("security.tls").Boolean("enabled") ?? false);
        }

        var prometheus = context.Peek("monitoring.prometheus");
        yield return ("prometheus", prometheus.Word("host") ?? "localhost", prometheus.Integer("port") ?? 9090, null, false);
        if (context.Peek("messaging.rabbitmq") is { Exists: true } rabbit)
        {
            yield return ("rabbitmq", rabbit.Word("host") ?? "localhost", RabbitMqPort, null, false);
        }

        if (context.Peek("monitoring.grafana") is { Exists: true } grafana && (grafana.Boolean("enabled") ?? true))
        {
            yield return ("grafana", grafana.Word("host") ?? "localhost", grafana.Integer("port") ?? 3000, null, false);
        }

        if (context.Peek("ml.tensorflow") is { Exists: true } tensorflow && (tensorflow.Boolean("enabled") ?? true))
        {
            var serving = tensorflow.Section("model_serving");
            yield return ("tensorflow-serving", serving.Word("host") ?? "localhost", serving.Integer("port") ?? 8501, TensorFlowPath, false);
        }

        if (context.Peek("ml.pytorch") is { Exists: true } pytorch && (pytorch.Boolean("enabled") ?? true))
        {
            yield return ("torchserve", pytorch.Section("model_serving").Word("host") ?? "localhost", TorchServePort, null, false);
        }
    }

    // An address that one listens at is none to be reached at.
    private static string Reachable(string? host) => host is null or "0.0.0.0" or "::" or "*" ? "localhost" : host;

    private static MappingNode Job(string name, string host, long port, string? path, bool isTls)
    {
        var job = new ObjectShape().Add("job_name", name);
        if (path is not (null or "/metrics"))
        {
            job.Add("metrics_path", path);
        }

        if (isTls)
        {
            job.Add("scheme", "https");
        }

        var target = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        return job
            .Add("static_configs", ListShape.Of([new ObjectShape().Add("targets", ListShape.Of([string.Create(CultureInfo.InvariantCulture, $"{target}:{port}")])).Build()]))
            .Build();
    }
}
