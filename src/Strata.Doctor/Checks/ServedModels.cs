using System.Globalization;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>The models that a server is to have.</summary>
internal static class ServedModels
{
    /// <summary>Those of a backend, each with its path.</summary>
    public static List<(ModelConfig Model, string Path)> Of(MlConfig config, string backend)
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
