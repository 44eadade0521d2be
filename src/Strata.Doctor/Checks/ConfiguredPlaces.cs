using Strata.Values;

namespace Strata.Doctor.Checks;

/// <summary>What a directory or a file is there for.</summary>
internal enum PlaceUse
{
    /// <summary>A directory that is read.</summary>
    ReadDirectory,

    /// <summary>A directory that is written to; the service makes it where it is not there.</summary>
    WriteDirectory,

    /// <summary>A file that is written to.</summary>
    WriteFile,
}

/// <summary>A directory or a file that a configuration names.</summary>
/// <param name="Path">The value that names it.</param>
/// <param name="Name">It.</param>
/// <param name="Use">What it is there for.</param>
/// <param name="Megabytes">How much is written there at most; null where nothing is said.</param>
internal sealed record ConfiguredPlace(string Path, string Name, PlaceUse Use, double? Megabytes = null);

/// <summary>The directories and files that a configuration names.</summary>
internal static class ConfiguredPlaces
{
    /// <summary>Those of a configuration, without the ones of sections that are switched off.</summary>
    public static List<ConfiguredPlace> Of(CheckContext context)
    {
        var places = new List<ConfiguredPlace>();
        if (context.IsInUse("ml"))
        {
            Add("ml", "model_directory", PlaceUse.ReadDirectory);
        }

        if (context.IsInUse("ml.huggingface"))
        {
            var isOffline = context.Text("ml.huggingface.offline") == "true";
            Add("ml.huggingface", "cache_directory", isOffline ? PlaceUse.ReadDirectory : PlaceUse.WriteDirectory);
        }

        if (context.IsInUse("cache"))
        {
            foreach (var (item, path) in context.Items("cache.levels"))
            {
                Add(path, "directory", PlaceUse.WriteDirectory, item.TryGetValue("max_megabytes", out var most) && most is ScalarNode scalar && scalar.TryGetDouble(out var megabytes) ? megabytes : null);
            }
        }

        foreach (var (_, path) in context.IsInUse("logging") ? context.Items("logging.handlers") : [])
        {
            Add(path, "filename", PlaceUse.WriteFile);
        }

        if (context.IsInUse("profiling"))
        {
            Add("profiling", "output_directory", PlaceUse.WriteDirectory);
        }

        return places;

        void Add(string section, string key, PlaceUse use, double? megabytes = null)
        {
            if (context.Text($"{section}.{key}") is { Length: > 0 } name)
            {
                places.Add(new ConfiguredPlace($"{section}.{key}", name, use, megabytes));
            }
        }
    }

    /// <summary>The nearest directory, from one upwards, that is there; null where a file is in its way.</summary>
    public static string? NearestOf(string directory)
    {
        for (var at = Path.GetFullPath(directory); at is not null && !File.Exists(at); at = Path.GetDirectoryName(at))
        {
            if (Directory.Exists(at))
            {
                return at;
            }
        }

        return null;
    }
}
