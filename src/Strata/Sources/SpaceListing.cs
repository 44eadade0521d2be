namespace Strata.Sources;

/// <summary>A file of a directory that is to become a space, or a reason why there is none.</summary>
/// <param name="Path">Its path below the directory, with <c>/</c> between its parts; empty for the directory itself.</param>
/// <param name="FullPath">The path it is read from.</param>
/// <param name="Problem">Why a space cannot have it; null where it can.</param>
/// <param name="Failure">Why a directory cannot be listed; null where it can.</param>
internal readonly record struct ListedFile(string Path, string FullPath, string? Problem = null, Exception? Failure = null);

/// <summary>
/// The files of an overrides directory as a space has them: all but those whose names begin with a dot, of which only <c>.env</c> and
/// <c>.env.NAME</c> belong to it, and of links those that stay in the directory.
/// </summary>
internal static class SpaceListing
{
    private const string Variables = ".env";

    /// <summary>Lists them, each directory in ordinal order.</summary>
    /// <param name="root">The directory, its links followed.</param>
    public static IEnumerable<ListedFile> Of(string root) => Of(root, root, "");

    /// <summary>Whether a path is one that a space takes from a directory.</summary>
    public static bool Takes(string path) => path.Split('/').All(IsTaken);

    private static bool IsTaken(string name) => !name.StartsWith('.') || name == Variables || name.StartsWith($"{Variables}.", StringComparison.Ordinal);

    private static IEnumerable<ListedFile> Of(string root, string directory, string relative)
    {
        FileSystemInfo[] children = [];
        Exception? failure = null;
        try
        {
            children = new DirectoryInfo(directory).GetFileSystemInfos();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            failure = exception;
        }

        if (failure is not null)
        {
            yield return new ListedFile(relative, directory, Failure: failure);
        }

        foreach (var child in children.Where(static child => IsTaken(child.Name)).OrderBy(static child => child.Name, StringComparer.Ordinal))
        {
            var path = relative.Length == 0 ? child.Name : $"{relative}/{child.Name}";
            if (child is DirectoryInfo { LinkTarget: null })
            {
                foreach (var file in Of(root, child.FullName, path))
                {
                    yield return file;
                }
            }
            else
            {
                yield return new ListedFile(path, child.FullName, child switch
                {
                    DirectoryInfo => "it is a link to a directory, which a space cannot hold",
                    // A mounted volume of Kubernetes has its files as links into a directory beside them, whose name begins with two dots.
                    { LinkTarget: not null } when !RealPath.IsWithin(child.FullName, root) => "it is a link that leads out of the directory",
                    _ => null,
                });
            }
        }
    }
}
