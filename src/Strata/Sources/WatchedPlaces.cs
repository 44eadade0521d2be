namespace Strata.Sources;

/// <summary>An entry of a directory that files were read by.</summary>
/// <param name="Directory">The directory's real path.</param>
/// <param name="Name">The entry's name; null where every entry counts.</param>
internal readonly record struct WatchedPlace(string Directory, string? Name);

/// <summary>
/// Where something must happen for files to be other ones than those that were read: the entries that they stand at, and those of each
/// symbolic link on the way. For one thread at a time.
/// </summary>
internal sealed class WatchedPlaces
{
    private readonly HashSet<WatchedPlace> _places = [];

    public IReadOnlySet<WatchedPlace> All => _places;

    /// <summary>Adds a file, whether it exists or not.</summary>
    /// <param name="path">Its full path.</param>
    public void AddFile(string path)
    {
        if (Follow(path) is { } real && Path.GetDirectoryName(real) is { } directory)
        {
            _places.Add(new WatchedPlace(directory, Path.GetFileName(real)));
        }
    }

    /// <summary>Adds a directory: itself, and every entry in it.</summary>
    /// <param name="path">Its full path.</param>
    /// <returns>Its real path; null where there is none.</returns>
    public string? AddDirectory(string path)
    {
        AddFile(path);
        if (Follow(path) is not { } real)
        {
            return null;
        }

        _places.Add(new WatchedPlace(real, null));
        return real;
    }

    public void AddRange(IEnumerable<WatchedPlace> places) => _places.UnionWith(places);

    private string? Follow(string path)
    {
        var links = new List<string>();
        try
        {
            return RealPath.Of(path, links);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Links in a circle, or a directory that may not be looked into. Those on the way are watched: one of them must change.
            return null;
        }
        finally
        {
            _places.UnionWith(links.Select(static link => new WatchedPlace(Path.GetDirectoryName(link)!, Path.GetFileName(link))));
        }
    }
}
