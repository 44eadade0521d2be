namespace Strata.Doctor.Checks;

/// <summary>Whether the directories and files that are configured can be read, and written to.</summary>
internal sealed class FileCheck : IConfigurationCheck
{
    public string Name => "files";

    public string Description => "Directories and files: there, readable, writable";

    public Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var places = ConfiguredPlaces.Of(context);
        if (places.Count == 0)
        {
            context.SkipAll("no directory or file is configured", "");
        }

        foreach (var place in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (place.Use)
            {
                case PlaceUse.ReadDirectory:
                    Read(context.Begin("readable", place.Path), place.Name);
                    break;
                case PlaceUse.WriteDirectory:
                    Write(context.Begin("writable", place.Path), place.Name);
                    break;
                default:
                    WriteFile(context.Begin("writable", place.Path), place.Name);
                    break;
            }
        }

        return Task.CompletedTask;
    }

    private static void Read(CheckStep step, string directory)
    {
        try
        {
            _ = Directory.EnumerateFileSystemEntries(directory).Any();
            step.Pass($"{directory} can be read");
        }
        catch (DirectoryNotFoundException)
        {
            step.Fail($"there is no directory {directory}", $"make it, or correct {step.Path}; a relative one is taken from the working directory");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            step.Fail(File.Exists(directory) ? $"{directory} is no directory" : $"{directory} may not be read by who runs this check", "let the service read it");
        }
    }

    private static void WriteFile(CheckStep step, string file)
    {
        if (Directory.Exists(file))
        {
            step.Fail($"{file} is a directory", $"name a file in {step.Path}");
            return;
        }

        try
        {
            if (File.Exists(file))
            {
                using var opened = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                step.Pass($"{file} can be written to");
                return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            step.Fail($"{file} may not be written to by who runs this check", "let the service write to it");
            return;
        }

        Write(step, Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    private static void Write(CheckStep step, string directory)
    {
        if (ConfiguredPlaces.NearestOf(directory) is not { } nearest)
        {
            step.Fail(File.Exists(directory) ? $"{directory} is a file and no directory" : $"{directory} cannot be made: a file is in its way", $"correct {step.Path}");
            return;
        }

        try
        {
            using var probe = new FileStream(
                Path.Combine(nearest, $".strata-doctor-{Guid.NewGuid():n}"),
                new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.DeleteOnClose });
            step.Pass(Directory.Exists(directory) ? $"{directory} can be written to" : $"{directory} is not there yet, and can be made");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            step.Fail(
                Directory.Exists(directory) ? $"{directory} may not be written to by who runs this check" : $"{directory} is not there, and cannot be made in {nearest}",
                "make it and give it to the service: install -d -o USER " + directory);
        }
    }
}
