using System.Runtime.ExceptionServices;
using Strata.Server.Spaces;
using Strata.Sources;

namespace Strata.Server.Contents;

/// <summary>Reads the files of a directory as the content of a space, with the <c>strata.yml</c> beside it.</summary>
internal static class DirectoryContent
{
    /// <exception cref="RefusalException">They are no content of a space.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static SpaceContent Read(string directory)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        var files = new List<KeyValuePair<string, byte[]>>();
        long bytes = 0;
        foreach (var file in SpaceListing.Of(RealPath.Of(full)))
        {
            if (file.Failure is { } failure)
            {
                ExceptionDispatchInfo.Throw(failure);
            }

            if (file.Path == ResolvableContent.ProjectFileName)
            {
                throw Refusal.BadContent("the directory holds a strata.yml, which belongs beside it", "move it one directory up");
            }

            if (file.Problem is { } problem)
            {
                throw Refusal.BadContent($"\"{file.Path}\" cannot be taken: {problem}", "put a file in its place, or move it away");
            }

            var length = new FileInfo(file.FullPath).Length;
            ContentLimits.Check(file.Path, length, bytes += length, files.Count + 1);
            files.Add(KeyValuePair.Create(file.Path, File.ReadAllBytes(file.FullPath)));
        }

        var project = Path.Combine(Path.GetDirectoryName(full) ?? full, ResolvableContent.ProjectFileName);
        if (new FileInfo(project) is { Exists: true, LinkTarget: null })
        {
            files.Add(KeyValuePair.Create(ResolvableContent.ProjectFileName, File.ReadAllBytes(project)));
        }

        return SpaceContent.Of(files);
    }
}
