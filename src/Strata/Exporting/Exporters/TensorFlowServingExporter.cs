using System.Globalization;
using System.Text;

namespace Strata.Exporting.Exporters;

/// <summary><c>models.config</c> of TensorFlow Serving: those of <c>ml.serving.models</c> that it serves, each in its version.</summary>
internal sealed class TensorFlowServingExporter : IConfigurationExporter
{
    public string Name => "tensorflow-serving";

    public string Description => "models.config, for --model_config_file of TensorFlow Serving";

    public void Export(ExportContext context)
    {
        if (context.Required("ml.serving") is not { } serving)
        {
            return;
        }

        // Batching has a file of its own; the others are the application's.
        serving.Skip("queue_size", "canary_percent", "fallback", "in_process", "registry");
        var ml = context.Peek("ml");
        var directory = ml.Line("model_directory") ?? "/models";
        if (!directory.StartsWith('/') && !directory.Contains("://", StringComparison.Ordinal))
        {
            ml.Fail("model_directory", "ml.model_directory is relative, and TensorFlow Serving takes the path of a model only if it is absolute", "write an absolute path, or an address such as gs://bucket/models");
        }

        var text = new StringBuilder("model_config_list {\n");
        foreach (var model in MlModels.Of(serving, "tensorflow"))
        {
            text.Append("  config {\n");
            text.Append("    name: ").Append(Quoted(model.Name)).Append('\n');
            text.Append("    base_path: ").Append(Quoted($"{directory.TrimEnd('/')}/{model.Name}")).Append('\n');
            text.Append("    model_platform: \"tensorflow\"\n");
            if (model.Version is { } version)
            {
                text.Append(CultureInfo.InvariantCulture, $"    model_version_policy {{ specific {{ versions: {version} }} }}\n");
            }

            text.Append("  }\n");
        }

        context.Add("models.config", text.Append("}\n").ToString());
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
