using Strata.Sources;

namespace Strata.Caching;

/// <summary>
/// The stamps of directories and files from before they are listed and read. What has the same stamp behind that, an old one, was not
/// changed meanwhile: from then on the stamp stands for the content.
/// </summary>
/// <param name="directory">The overrides directory.</param>
/// <param name="begun">The instant before the first of them was looked at.</param>
internal sealed class DirectoryObservation(string directory, DateTimeOffset begun)
{
    private readonly List<(string Path, FileStamp Stamp)> _directories = [];
    private readonly List<(OverrideFile File, FileStamp Stamp)> _files = [];

    /// <summary>The full path of the directory.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(FullPath.Of(directory));

    public IReadOnlyList<(OverrideFile File, FileStamp Stamp)> Files => _files;

    /// <summary>A directory is about to be listed.</summary>
    public void Entering(string path) => _directories.Add((path, FileStamp.Of(path)));

    /// <summary>Files are about to be read.</summary>
    public void Found(IEnumerable<OverrideFile> files)
    {
        foreach (var file in files)
        {
            _files.Add((file, FileStamp.Of(file.FullPath)));
        }
    }

    /// <summary>The stamp of another file that was read since, where it is so old that the file was the same before.</summary>
    public FileStamp? SettledOf(string path) => FileStamp.Of(path) is { IsExact: true } stamp && stamp.IsSettled(begun) ? stamp : null;

    /// <summary>The directories, each by its path below the root, with its stamp where that is certain.</summary>
    public IEnumerable<(string Path, FileStamp? Stamp)> SettledDirectories() =>
        _directories.Select(listed => (PathOf(listed.Path), Settled(listed.Path, listed.Stamp)));

    /// <summary>The files in the order of the listing, each by its path below the root, with its stamp where that is certain.</summary>
    public IEnumerable<(string Path, FileStamp? Stamp)> SettledFiles() =>
        _files.Select(file => (PathOf(file.File.FullPath), Settled(file.File.FullPath, file.Stamp)));

    /// <summary>A path below the root, with slashes; "." for the root itself.</summary>
    public string PathOf(string full) => Path.GetRelativePath(Root, full);

    private FileStamp? Settled(string path, in FileStamp before) =>
        before.IsExact && before.IsSettled(begun) && FileStamp.Of(path) == before ? before : null;
}
