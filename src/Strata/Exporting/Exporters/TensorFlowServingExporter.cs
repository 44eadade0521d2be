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
        var directory = context.Peek("ml").Text("model_directory") ?? "/models";
        if (!directory.StartsWith('/'))
        {
            context.Warn(context.Peek("ml").Path.Append("model_directory"), "the base path of a model must be absolute for TensorFlow Serving, and ml.model_directory is not", "write an absolute path, or start the server in that directory's parent with --model_base_path");
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

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}

/// <summary>The models of <c>ml.serving</c>.</summary>
internal static class MlModels
{
    /// <summary>Those that a backend serves; the others are read and left to theirs.</summary>
    public static IReadOnlyList<(string Name, long? Version)> Of(ExportSection serving, string backend)
    {
        var models = new List<(string, long?)>();
        var byDefault = serving.Text("default_backend") ?? "tensorflow";
        foreach (var model in serving.Items("models"))
        {
            var version = model.Integer("version");
            var own = model.Text("backend") ?? byDefault;
            if (model.Text("name") is not { Length: > 0 } name)
            {
                model.Fail("name", $"{model.Path} has no name", "name each model");
            }
            else if (own == backend)
            {
                models.Add((name, version));
            }
        }

        return models;
    }
}
