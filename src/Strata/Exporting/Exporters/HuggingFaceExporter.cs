namespace Strata.Exporting.Exporters;

/// <summary>
/// The environment of programs that use Hugging Face's hub and of its inference containers, from <c>ml.huggingface</c>
/// (https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables).
/// </summary>
internal sealed class HuggingFaceExporter : IConfigurationExporter
{
    public string Name => "huggingface";

    public string Description => "environment variables of Hugging Face's libraries and inference containers";

    public void Export(ExportContext context)
    {
        if (context.Required("ml.huggingface") is not { } section)
        {
            return;
        }

        section.Skip("enabled");
        var variables = new List<ExportedVariable>();
        void Add(string name, string? value, string key, bool isSecret = false)
        {
            if (value is { Length: > 0 })
            {
                variables.Add(new ExportedVariable(name, value, isSecret, section.Path.Append(key)));
            }
        }

        Add("HF_HOME", section.Text("cache_directory"), "cache_directory");
        Add("HF_TOKEN", section.Text("token"), "token", isSecret: true);
        var isOffline = section.Boolean("offline") is true ? "1" : "0";
        Add("HF_HUB_OFFLINE", isOffline, "offline");
        Add("TRANSFORMERS_OFFLINE", isOffline, "offline");
        var pipelines = section.Items("pipelines");
        if (pipelines is [var only])
        {
            only.Skip("name");
            Add("HF_MODEL_ID", only.Text("model"), "pipelines");
            Add("HF_TASK", only.Text("task"), "pipelines");
            if (only.Has("max_new_tokens"))
            {
                only.Warn("max_new_tokens", $"{only.Path.Append("max_new_tokens")} is said with each request, and by no variable", "send it in the parameters of a request");
            }
        }
        else if (pipelines.Count > 1)
        {
            foreach (var pipeline in pipelines)
            {
                pipeline.SkipRest();
            }

            section.Warn("pipelines", "an environment names one model, and there are several pipelines: HF_MODEL_ID and HF_TASK are left out", "start a container for each, with HF_MODEL_ID and HF_TASK of its own");
        }

        context.Add("huggingface.env", VariableLines.Of(variables), holdsSecrets: true);
    }
}
