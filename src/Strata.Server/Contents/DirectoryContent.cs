using Strata.Server.Spaces;

namespace Strata.Server.Contents;

/// <summary>Reads the files of a directory as the content of a space, with the <c>strata.yml</c> beside it.</summary>
internal static class DirectoryContent
{
    /// <exception cref="RefusalException">They are no content of a space.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static SpaceContent Read(string directory)
    {
        var root = Path.GetFullPath(directory);
        var files = new List<KeyValuePair<string, byte[]>>();
        long bytes = 0;
        foreach (var file in Directory.EnumerateFiles(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
        {
            var path = Path.GetRelativePath(root, file).Replace('\\', '/');
            if (path == ResolvableContent.ProjectFileName)
            {
                throw Refusal.BadContent("the directory holds a strata.yml, which belongs beside it", "move it one directory up");
            }

            var length = new FileInfo(file).Length;
            ContentLimits.Check(path, length, bytes += length, files.Count + 1);
            files.Add(KeyValuePair.Create(path, File.ReadAllBytes(file)));
        }

        var project = Path.Combine(Path.GetDirectoryName(root) ?? root, ResolvableContent.ProjectFileName);
        if (new FileInfo(project) is { Exists: true, LinkTarget: null })
        {
            files.Add(KeyValuePair.Create(ResolvableContent.ProjectFileName, File.ReadAllBytes(project)));
        }

        return SpaceContent.Of(files);
    }
}
