using System.Globalization;
using System.Text.Json;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>TorchServe: whether it is healthy, and has the models of <c>ml.serving.models</c>.</summary>
internal sealed class TorchServeCheck : IConfigurationCheck
{
    private const string Section = "ml.pytorch.model_serving";
    private const string ManagementPort = $"{Section}.management_port";

    // What TorchServe's management listens on unless it is told otherwise.
    private const int DefaultManagementPort = 8081;

    public string Name => "torchserve";

    public string Description => "TorchServe: health, each model, and its version";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (ServedModels.Of(context, "TorchServe", Section, "pytorch", static ml => ml.PyTorch.ModelServing, 8080) is not { } served)
        {
            return;
        }

        var service = served.Service;
        var step = context.Begin("health", service.Path);
        if (await service.GetAsync(context, step, "/ping", cancellationToken).ConfigureAwait(false) is not { } answer || !service.Judge(step, answer, "/ping"))
        {
            return;
        }

        if (answer.Text("status") is not { } status)
        {
            step.Fail($"what answers at {service.Place} is no TorchServe", $"correct {service.Path}");
            return;
        }

        if (status != "Healthy")
        {
            step.Unreachable($"TorchServe at {service.Place} is {status}", "see its log for the worker that failed");
            return;
        }

        step.Pass($"TorchServe at {service.Place} is healthy");
        await ModelsAsync(context, served, cancellationToken).ConfigureAwait(false);
    }

    // Which models there are is told by the management, which listens on a port of its own, and to its own machine unless that is changed.
    private static async Task ModelsAsync(CheckContext context, ServedModels served, CancellationToken cancellationToken)
    {
        var (inference, models) = served;
        var configured = context.Configuration.GetMlConfig().PyTorch.ModelServing.ManagementPort;
        var management = inference with { Root = new UriBuilder(inference.Root) { Port = configured?.Number ?? DefaultManagementPort }.Uri, Path = configured is null ? inference.Path : ManagementPort };
        var step = context.Begin("models", management.Path);
        HttpAnswer answer;
        try
        {
            answer = await HttpAnswer.GetAsync(new Uri(management.Root, "/models?limit=1000"), context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (NetworkFailure.Is(exception) && configured is null)
        {
            step.Skip($"the management does not answer at {management.Place}, so that the models are not known");
            return;
        }
        catch (Exception exception) when (NetworkFailure.Is(exception))
        {
            step.Unreachable($"the management of TorchServe cannot be reached at {management.Place}: {NetworkFailure.ReasonOf(exception)}", $"correct {ManagementPort}, or management_address of TorchServe");
            return;
        }

        if (NamesOf(answer) is not { } names)
        {
            step.Skip($"what answers at {management.Place} is not TorchServe's management, so that the models are not known");
            return;
        }

        step.Pass(names.Count == 0 ? "no model is loaded" : $"loaded are {string.Join(", ", names)}");
        await Task.WhenAll(models.Select(model => ModelAsync(context, management, model.Model, model.Path, names.Contains(model.Model.Name), cancellationToken))).ConfigureAwait(false);
    }

    private static async Task ModelAsync(CheckContext context, HttpEndpoint management, ModelConfig model, string path, bool isLoaded, CancellationToken cancellationToken)
    {
        var step = context.Begin("model", $"{path}.name");
        if (!isLoaded)
        {
            step.Fail($"TorchServe has not loaded {model.Name}", $"register it (POST /models?url={model.Name}.mar), or name it in load_models, or take it out of ml.serving.models");
            return;
        }

        if (model.Version is not { } wanted)
        {
            step.Pass($"{model.Name} is loaded");
            return;
        }

        step.At($"{path}.version");
        var asked = $"/models/{Uri.EscapeDataString(model.Name)}/all";
        if (await management.GetAsync(context, step, asked, cancellationToken).ConfigureAwait(false) is not { } answer || !management.Judge(step, answer, asked))
        {
            return;
        }

        var text = wanted.ToString(CultureInfo.InvariantCulture);
        var versions = VersionsOf(answer);
        if (versions.Any(version => version == text || version.StartsWith($"{text}.", StringComparison.Ordinal)))
        {
            step.Pass($"{model.Name} is loaded in version {text}");
        }
        else
        {
            step.Fail($"{model.Name} is loaded in version {string.Join(", ", versions.DefaultIfEmpty("none"))}, and {text} is configured", "register the archive of that version, or configure one that is loaded");
        }
    }

    private static HashSet<string>? NamesOf(HttpAnswer answer) =>
        answer.IsGood && answer.Json() is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("models", out var list) && list.ValueKind == JsonValueKind.Array ? [.. TextsOf(list, "modelName")] : null;

    private static List<string> VersionsOf(HttpAnswer answer) => answer.Json() is { ValueKind: JsonValueKind.Array } list ? [.. TextsOf(list, "modelVersion")] : [];

    private static IEnumerable<string> TextsOf(JsonElement list, string key) =>
        list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty(key, out _)).Select(item => item.GetProperty(key).ToString());
}
