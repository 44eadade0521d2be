using System.Globalization;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>The models that a server is to have.</summary>
internal static class ServedModels
{
    private const string Section = "ml.serving";

    /// <summary>Those of a backend, each with its path.</summary>
    public static List<(ModelConfig Model, string Path)> Of(CheckContext context, string backend)
    {
        var models = new List<(ModelConfig, string)>();
        var serving = context.IsInUse(Section) ? context.Configuration.Get<ServingConfig>(Section) : new ServingConfig();
        for (var i = 0; i < serving.Models.Length; i++)
        {
            var model = serving.Models[i];
            if (string.Equals(model.Backend ?? serving.DefaultBackend, backend, StringComparison.OrdinalIgnoreCase))
            {
                models.Add((model, string.Create(CultureInfo.InvariantCulture, $"{Section}.models[{i}]")));
            }
        }

        return models;
    }
}
