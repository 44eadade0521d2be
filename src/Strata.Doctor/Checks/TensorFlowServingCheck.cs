using System.Globalization;
using System.Text.Json;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>TensorFlow Serving: whether it has the models of <c>ml.serving.models</c>, in the versions that are configured.</summary>
internal sealed class TensorFlowServingCheck : IConfigurationCheck
{
    private const string Available = "AVAILABLE";

    public string Name => "tensorflow-serving";

    public string Description => "TensorFlow Serving: each model, and its version";

    public async Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (ServedModels.Of(context, "TensorFlow Serving", "ml.tensorflow.model_serving", "tensorflow", static ml => ml.TensorFlow.ModelServing, 8501) is not var (service, models))
        {
            return;
        }

        if (models.Count == 0)
        {
            // It has no path for its own health: a model that nobody has is answered with 404.
            var step = context.Begin("connection", service.Path);
            if (await service.GetAsync(context, step, "/v1/models/none", cancellationToken).ConfigureAwait(false) is not null)
            {
                step.Pass($"TensorFlow Serving answers at {service.Place}");
            }

            return;
        }

        await Task.WhenAll(models.Select(model => CheckAsync(context, service, model.Model, model.Path, cancellationToken))).ConfigureAwait(false);
    }

    private static async Task CheckAsync(CheckContext context, HttpEndpoint service, ModelConfig model, string path, CancellationToken cancellationToken)
    {
        var step = context.Begin("model", $"{path}.name");
        var asked = $"/v1/models/{Uri.EscapeDataString(model.Name)}";
        if (await service.GetAsync(context, step, asked, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return;
        }

        if (answer.Status == 404 && answer.Text("error") is not null)
        {
            step.Fail($"TensorFlow Serving at {service.Place} does not serve {model.Name}", "add it to its models.config (strata export tensorflow-serving writes that), or take it out of ml.serving.models");
            return;
        }

        if (!service.Judge(step, answer, asked))
        {
            return;
        }

        var versions = VersionsOf(answer);
        if (versions.Count == 0)
        {
            step.Fail($"what answers at {service.Place} is no TensorFlow Serving", $"correct {service.Path}");
            return;
        }

        if (model.Version is { } version)
        {
            JudgeVersion(step.At($"{path}.version"), model.Name, version.ToString(CultureInfo.InvariantCulture), versions);
        }
        else if (versions.Any(static known => known.State == Available))
        {
            step.Pass($"{model.Name} is served in version {string.Join(", ", versions.Where(static known => known.State == Available).Select(static known => known.Version))}");
        }
        else
        {
            step.Unreachable($"{model.Name} is not ready: {string.Join(", ", versions.Select(static known => $"version {known.Version} is {known.State}"))}", "wait until it is loaded; the server's log tells why one is not");
        }
    }

    private static void JudgeVersion(CheckStep step, string name, string version, List<(string Version, string State)> versions)
    {
        switch (versions.Find(known => known.Version == version))
        {
            case (_, Available):
                step.Pass($"{name} is served in version {version}");
                break;
            case (_, "START" or "LOADING"):
                step.Unreachable($"{name} {version} is not ready yet", "wait until it is loaded");
                break;
            case (_, { } state):
                step.Fail($"{name} {version} is {state}", "see the server's log; deploy the version again, or configure another");
                break;
            default:
                step.Fail(
                    $"{name} is served in version {string.Join(", ", versions.Where(static known => known.State == Available).Select(static known => known.Version).DefaultIfEmpty("none"))}, and {version} is configured",
                    $"deploy version {version} (its directory, and model_version_policy), or configure one that is served");
                break;
        }
    }

    private static List<(string Version, string State)> VersionsOf(HttpAnswer answer)
    {
        var versions = new List<(string, string)>();
        if (answer.Json() is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("model_version_status", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in list.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("version", out var version) && item.TryGetProperty("state", out var state))
                {
                    versions.Add((version.ToString(), state.ToString()));
                }
            }
        }

        return versions;
    }
}
