namespace Strata.Exporting.Exporters;

/// <summary>The models of <c>ml.serving</c>.</summary>
internal static class MlModels
{
    /// <summary>Those that a backend serves; the others are read and left to theirs.</summary>
    public static IReadOnlyList<(string Name, long? Version)> Of(ExportSection serving, string backend)
    {
        var models = new List<(string Name, long? Version)>();
        var byDefault = serving.Text("default_backend") ?? "tensorflow";
        foreach (var model in serving.Items("models"))
        {
            var version = model.Integer("version", least: 0);
            var own = model.Text("backend") ?? byDefault;
            if (model.Text("name") is not { Length: > 0 })
            {
                model.Fail("name", $"{model.Path} has no name", "name each model");
            }
            else if (model.Word("name") is not { } name)
            {
                // It was told of.
                continue;
            }
            else if (models.Exists(known => known.Name == name))
            {
                model.Fail("name", $"there are two models with the name {name}, and a server of models serves each once", "remove one, or rename it");
            }
            else if (own == backend)
            {
                models.Add((name, version));
            }
        }

        return models;
    }
}
