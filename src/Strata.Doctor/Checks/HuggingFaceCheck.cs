using Strata.Doctor.Connections;

namespace Strata.Doctor.Checks;

/// <summary>Hugging Face's inference servers (TGI and TEI), where the address of one is configured.</summary>
internal sealed class HuggingFaceCheck : IConfigurationCheck
{
    private const string Section = "ml.huggingface";

    // The server of all pipelines; each pipeline may have one of its own.
    private static readonly string[] Addresses = [$"{Section}.inference.url", $"{Section}.inference_url", $"{Section}.model_serving.url"];

    public string Name => "huggingface";

    public string Description => "Hugging Face inference: health, and which model answers";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section))
        {
            return;
        }

        var models = context.Configuration.GetMlConfig().HuggingFace.Pipelines.Select(static pipeline => pipeline.Model).ToList();
        var servers = Addresses.Where(path => context.Text(path) is { Length: > 0 }).Select(path => (Path: path, Models: models)).ToList();
        foreach (var (_, path) in context.Items($"{Section}.pipelines"))
        {
            if (context.Text($"{path}.url") is { Length: > 0 })
            {
                servers.Add(($"{path}.url", [context.Text($"{path}.model") ?? ""]));
            }
        }

        if (servers.Count == 0)
        {
            context.SkipAll("no inference server is configured: ml.huggingface.inference.url", Section);
            return;
        }

        await Task.WhenAll(servers.Select(server => CheckAsync(context, server.Path, server.Models, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task CheckAsync(CheckContext context, string path, List<string> models, CancellationToken cancellationToken)
    {
        var step = context.Begin("health", path);
        if (!Uri.TryCreate(context.Text(path), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            step.Fail("it is no address", "write http://HOST:PORT");
            return;
        }

        var service = new HttpService("the inference server", HttpService.RootOf(address), path);
        if (await service.GetAsync(context, step, "/health", cancellationToken).ConfigureAwait(false) is not { } health || !service.Judge(step, health, "/health"))
        {
            return;
        }

        step.Pass($"the inference server at {service.Place} is well");
        var model = context.Begin("model", path);
        if (await service.GetAsync(context, model, "/info", cancellationToken).ConfigureAwait(false) is not { } info || !service.Judge(model, info, "/info"))
        {
            return;
        }

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
