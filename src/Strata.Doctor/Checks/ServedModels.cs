using System.Globalization;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>A server of models, and those that it is to have.</summary>
/// <param name="Service">Where it is asked.</param>
/// <param name="Serving">Its section.</param>
/// <param name="Models">The models of its backend, each with its path.</param>
internal sealed record ServedModels(HttpEndpoint Service, ModelServingConfig Serving, IReadOnlyList<(ModelConfig Model, string Path)> Models)
{
    private const string ModelsSection = "ml.serving";

    /// <summary>Those of a section; null where nothing is to be asked, which is a finding where the section is there.</summary>
    /// <param name="context">The checks.</param>
    /// <param name="name">What the server is called in texts.</param>
    /// <param name="section">The section: <c>ml.tensorflow.model_serving</c>.</param>
    /// <param name="backend">What its models name as their backend.</param>
    /// <param name="defaultPort">The port where none is configured.</param>
    public static ServedModels? Of(CheckContext context, string name, string section, string backend, int defaultPort)
    {
        if (!context.Enters(section))
        {
            return null;
        }

        var serving = context.Configuration.Get<ModelServingConfig>(section);
        return HttpEndpoint.Of(context, name, section, serving.Url?.OriginalString, serving.Host, serving.Port ?? defaultPort) is { } service ? new ServedModels(service, serving, ModelsOf(context, backend)) : null;
    }

    private static List<(ModelConfig Model, string Path)> ModelsOf(CheckContext context, string backend)
    {
        var models = new List<(ModelConfig, string)>();
        var serving = context.IsInUse(ModelsSection) ? context.Configuration.Get<ServingConfig>(ModelsSection) : new ServingConfig();
        for (var i = 0; i < serving.Models.Length; i++)
        {
            var model = serving.Models[i];
            if (string.Equals(model.Backend ?? serving.DefaultBackend, backend, StringComparison.OrdinalIgnoreCase))
            {
                models.Add((model, string.Create(CultureInfo.InvariantCulture, $"{ModelsSection}.models[{i}]")));
            }
        }

        return models;
    }
}
