using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Strata.Exporting.Exporters;

/// <summary><c>config.properties</c> of TorchServe: addresses, time limits, and those of <c>ml.serving.models</c> that it serves.</summary>
internal sealed class TorchServeExporter : IConfigurationExporter
{
    private const int ManagementPort = 8081;
    private const int MetricsPort = 8082;

    public string Name => "torchserve";

    public string Description => "config.properties, for TorchServe";

    public void Export(ExportContext context)
    {
        if (context.Required("ml.pytorch") is not { } pytorch)
        {
            return;
        }

        // How models are trained is not how they are served.
        pytorch.Skip("enabled", "distributed", "backend");
        var serving = pytorch.Section("model_serving");
        serving.Skip("url");
        var host = serving.Text("host") is "localhost" or "127.0.0.1" ? "127.0.0.1" : "0.0.0.0";
        var timeout = serving.Duration("timeout") is { } given ? (long)Math.Ceiling(given.TotalSeconds) : (long?)null;
        var each = new ModelSettings(serving.Integer("batch_size", least: 1), serving.Duration("batch_timeout"), serving.Integer("workers", least: 1), timeout);
        var all = context.Peek("ml.serving");
        var directory = context.Peek("ml").Line("model_directory") ?? "/models";
        var models = MlModels.Of(all, "pytorch");
        var conf = new ConfText("=")
            .Comment("Management, which can load code, answers this machine alone.")
            .Set("inference_address", string.Create(CultureInfo.InvariantCulture, $"http://{host}:{serving.Integer("port") ?? 8080}"))
            .Set("management_address", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ManagementPort}"))
            .Set("metrics_address", string.Create(CultureInfo.InvariantCulture, $"http://{host}:{MetricsPort}"))
            .Set("metrics_mode", "prometheus")
            .Comment("Its tokens are drawn at each start, where no client of another machine could read them.")
            .Set("disable_token_authorization", "true")
            .Set("model_store", Escaped(directory))
            .Set("load_models", models.Count == 0 ? "all" : string.Join(',', models.Select(static model => $"{model.Name}.mar")))
            .Set("job_queue_size", all.Integer("queue_size", least: 1))
            .Set("default_response_timeout", timeout);
        if (pytorch.Boolean("cuda_enabled") is false)
        {
            conf.Set("number_of_gpu", 0);
        }

        if (models.Count > 0)
        {
            conf.Set("models", Escaped(ModelsOf(models, each)));
        }

        context.Add("config.properties", conf.ToString());
    }

    private static string ModelsOf(IEnumerable<(string Name, long? Version)> models, ModelSettings each)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var (name, version) in models)
            {
                json.WriteStartObject(name);
                json.WriteStartObject(string.Create(CultureInfo.InvariantCulture, $"{version ?? 1}.0"));
                json.WriteBoolean("defaultVersion", true);
                json.WriteString("marName", $"{name}.mar");
                Write(json, "minWorkers", each.Workers);
                Write(json, "maxWorkers", each.Workers);
                Write(json, "batchSize", each.BatchSize);
                Write(json, "maxBatchDelay", each.BatchTimeout is { } delay ? (long)Math.Ceiling(delay.TotalMilliseconds) : null);
                Write(json, "responseTimeout", each.TimeoutSeconds);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    // Java's properties take a backslash for an escape, and are in Latin-1.
    private static string Escaped(string text) => string.Concat(text.Select(static c => c switch
    {
        '\\' => @"\\",
        >= ' ' and <= '~' => c.ToString(),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    }));

    private readonly record struct ModelSettings(long? BatchSize, TimeSpan? BatchTimeout, long? Workers, long? TimeoutSeconds);
}
