using System.Globalization;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>A server of models, and those that it is to have.</summary>
/// <param name="Service">Where it is asked.</param>
/// <param name="Models">The models of its backend, each with its path.</param>
internal sealed record ServedModels(HttpEndpoint Service, IReadOnlyList<(ModelConfig Model, string Path)> Models)
{
    /// <summary>Those of a section; null where nothing is to be asked, which is a finding where the section is there.</summary>
    /// <param name="context">The checks.</param>
    /// <param name="name">What the server is called in texts.</param>
    /// <param name="section">The section: <c>ml.tensorflow.model_serving</c>.</param>
    /// <param name="backend">What its models name as their backend.</param>
    /// <param name="serving">Which of the machine learning's servers it is.</param>
    /// <param name="defaultPort">The port where none is configured.</param>
    public static ServedModels? Of(CheckContext context, string name, string section, string backend, Func<MlConfig, ModelServingConfig> serving, int defaultPort)
    {
        if (!context.Enters(section))
        {
            return null;
        }

        var config = context.Configuration.GetMlConfig();
        var server = serving(config);
        return HttpEndpoint.Of(context, name, section, server.Url, server.Host, server.Port ?? defaultPort) is { } service ? new ServedModels(service, ModelsOf(config, backend)) : null;
    }

    private static List<(ModelConfig Model, string Path)> ModelsOf(MlConfig config, string backend)
    {
        var models = new List<(ModelConfig, string)>();
        for (var i = 0; i < config.Serving.Models.Length; i++)
        {
            var model = config.Serving.Models[i];
            if (string.Equals(model.Backend ?? config.Serving.DefaultBackend, backend, StringComparison.OrdinalIgnoreCase))
            {
                models.Add((model, string.Create(CultureInfo.InvariantCulture, $"ml.serving.models[{i}]")));
            }
        }

        return models;
    }
}
