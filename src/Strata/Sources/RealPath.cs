namespace Strata.Sources;

/// <summary>Where a path leads once the symbolic links of every directory on the way are followed, not only that of the last.</summary>
internal static class RealPath
{
    // As many as the kernel follows.
    private const int MaxLinks = 40;

    /// <param name="path">A full path. What stands there need not exist.</param>
    /// <param name="links">Takes the links that were followed, each by its own real path; null where nobody asks.</param>
    /// <exception cref="IOException">The links lead in a circle.</exception>
    public static string Of(string path, ICollection<string>? links = null)
    {
        var real = Path.GetPathRoot(path)!;
        var followed = 0;
        var rest = new Stack<string>(path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse());
        while (rest.TryPop(out var step))
        {
            if (step == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            if (step == ".")
            {
                continue;
            }

            var next = Path.Combine(real, step);
            var target = new FileInfo(next).LinkTarget;
            if (target is null)
            {
                real = next;
                continue;
            }

            if (++followed > MaxLinks)
            {
                throw new IOException("Too many symbolic links.");
            }

            links?.Add(next);
            if (Path.IsPathRooted(target))
            {
                real = Path.GetPathRoot(target)!;
                target = target[real.Length..];
            }

            foreach (var part in target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            {
                rest.Push(part);
            }
        }

        return real;
    }

    /// <summary>Whether a path, once every link is followed, is a directory or leads into it. Links that lead in a circle lead nowhere.</summary>
    public static bool IsWithin(string path, string directory)
    {
        try
        {
            var relative = Path.GetRelativePath(Of(directory), Of(path)).Replace('\\', '/');
            return relative != ".." && !relative.StartsWith("../", StringComparison.Ordinal) && !Path.IsPathRooted(relative);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
