using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Hugging Face's inference servers (TGI and TEI), where the address of one is configured.</summary>
internal sealed class HuggingFaceCheck : IConfigurationCheck
{
    private const string Section = "ml.huggingface";

    private const string Address = $"{Section}.inference_url";

    public string Name => "huggingface";

    public string Description => "Hugging Face inference: health, and which model answers";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section))
        {
            return;
        }

        var config = context.Configuration.Get<HuggingFaceConfig>(Section);
        if (config.InferenceUrl is not { } address)
        {
            context.SkipAll($"{Address} is not configured", Section);
            return;
        }

        if (HttpEndpoint.AtUrl(context, "the inference server", Address, address.OriginalString) is not { } service)
        {
            return;
        }

        var step = context.Begin("health", Address);
        if (await service.GetAsync(context, step, "/health", cancellationToken).ConfigureAwait(false) is not { } health || !service.Judge(step, health, "/health"))
        {
            return;
        }

        step.Pass($"the inference server at {service.Place} is well");
        var model = context.Begin("model", Address);
        if (await service.GetAsync(context, model, "/info", cancellationToken).ConfigureAwait(false) is not { } info || !service.Judge(model, info, "/info"))
        {
            return;
        }

        var models = config.Pipelines.Select(static pipeline => pipeline.Model).ToList();
        if (info.Text("model_id") is not { } id)
        {
            model.Warn($"the inference server at {service.Place} does not say which model it serves", "see whether it is one of Hugging Face's");
        }
        else if (models.Count > 0 && !models.Contains(id, StringComparer.Ordinal))
        {
            model.Fail($"the inference server at {service.Place} serves {id}, and configured is {string.Join(", ", models)}", "start it with --model-id of a pipeline, or correct the pipeline's model");
        }
        else
        {
            model.Pass($"it serves {id}");
        }
    }
}
