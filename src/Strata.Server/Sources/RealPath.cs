namespace Strata.Server.Sources;

/// <summary>Where a path leads when every link in it is followed.</summary>
internal static class RealPath
{
    private const int MostLinks = 40;

    /// <exception cref="SourceException">The links lead round in a circle.</exception>
    public static string Of(string path)
    {
        var links = 0;
        var parts = new Stack<string>(PartsOf(path).Reverse());
        var real = Path.GetPathRoot(Path.GetFullPath(path))!;
        while (parts.TryPop(out var part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new SourceException("its links lead round in a circle");
            }

            real = Path.IsPathFullyQualified(target) ? Path.GetPathRoot(target)! : real;
            foreach (var more in PartsOf(target).Reverse())
            {
                parts.Push(more);
            }
        }

        return real;
    }

    /// <summary>Whether a directory is, once every link is followed, another or within it.</summary>
    public static bool IsWithin(string path, string directory)
    {
        var (inner, outer) = (Of(path), Of(directory));
        return inner == outer || inner.StartsWith(outer.EndsWith(Path.DirectorySeparatorChar) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string[] PartsOf(string path) =>
        [.. path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries).Where(static part => part != ".")];
}
