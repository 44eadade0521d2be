using System.Globalization;

namespace Strata.Doctor.Checks;

/// <summary>Whether there is room where the service writes.</summary>
internal sealed class DiskCheck : IConfigurationCheck
{
    private const double Megabyte = 1 << 20;
    private const double Full = 100;
    private const double Scarce = 1024;

    public string Name => "disk";

    public string Description => "Room on the disks that the service writes to";

    public Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        var places = ConfiguredPlaces.Of(context).Where(static place => place.Use != PlaceUse.ReadDirectory).ToList();
        if (places.Count == 0)
        {
            context.SkipAll("no directory or file is configured that is written to", "");
        }

        foreach (var place in places)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var step = context.Begin("space", place.Path);
            if (ConfiguredPlaces.NearestOf(place.Use == PlaceUse.WriteFile ? Path.GetDirectoryName(Path.GetFullPath(place.Name))! : place.Name) is not { } directory)
            {
                step.Skip($"there is no disk for {place.Name}");
                continue;
            }

            try
            {
                Judge(step, place, new DriveInfo(directory).AvailableFreeSpace / Megabyte);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
            {
                step.Skip($"the disk of {directory} does not tell of its room");
            }
        }

        return Task.CompletedTask;
    }

    private static void Judge(CheckStep step, ConfiguredPlace place, double free)
    {
        var shown = Shown(free);
        if (free < Full)
        {
            step.Fail($"the disk of {place.Name} is full: {shown} are free", "make room, or name a directory on another disk");
        }
        else if (place.Megabytes is { } most && free < most)
        {
            step.Warn($"{place.Name} may take {Shown(most)}, and {shown} are free", "make room, or lower max_megabytes");
        }
        else if (free < Scarce)
        {
            step.Warn($"the disk of {place.Name} is nearly full: {shown} are free", "make room");
        }
        else
        {
            step.Pass($"{shown} are free for {place.Name}");
        }
    }

    private static string Shown(double megabytes) => megabytes < 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(megabytes)} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(megabytes / 102.4) / 10:0.#} GiB");
}
