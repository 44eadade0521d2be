using Strata.Server.Spaces;

namespace Strata.Server.Sources;

/// <summary>Writes contents as files.</summary>
internal static class ContentDirectory
{
    /// <summary>Makes the files of a directory those of a content, whatever they were. Only for a directory that nobody reads meanwhile.</summary>
    public static void Replace(string directory, SpaceContent content, string[] keep)
    {
        Directory.CreateDirectory(directory);
        foreach (var child in new DirectoryInfo(directory).EnumerateFileSystemInfos().Where(child => !keep.Contains(child.Name)))
        {
            if (child is DirectoryInfo { LinkTarget: null } folder)
            {
                folder.Delete(recursive: true);
            }
            else
            {
                child.Delete();
            }
        }

        foreach (var (path, file) in content.Files)
        {
            var full = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, file.Body);
        }
    }

    /// <summary>Puts a content in the place of a directory as a whole: readers find the old files or the new ones.</summary>
    /// <exception cref="IOException">It cannot be written; the old files are still there.</exception>
    public static void Exchange(string directory, SpaceContent content)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var (made, old) = ($"{full}.strata-new", $"{full}.strata-old");
        Delete(made);
        Replace(made, content, keep: []);
        Delete(old);
        if (Directory.Exists(full))
        {
            Directory.Move(full, old);
        }

        try
        {
            Directory.Move(made, full);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException && Directory.Exists(old))
        {
            Directory.Move(old, full);
            throw;
        }

        Delete(old);
    }

    private static void Delete(string directory)
    {
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
