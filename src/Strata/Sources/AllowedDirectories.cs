namespace Strata.Sources;

/// <summary>
/// The directories whose files may be read for a configuration. What counts is where a file really is, symbolic links followed.
/// Immutable; safe for use from several threads.
/// </summary>
/// <param name="directories">The directories, relative to the working directory.</param>
internal sealed class AllowedDirectories(IEnumerable<string> directories)
{
    private readonly string[] _directories = [.. directories.Select(static directory => RealDirectory(FullPath.Of(directory)))];

    /// <summary>Whether a file is in one of them.</summary>
    /// <param name="real">Its real path.</param>
    public bool Contain(string real) => Array.Exists(
        _directories,
        directory => real.StartsWith(directory, StringComparison.Ordinal)
            && (real.Length == directory.Length || directory.EndsWith(Path.DirectorySeparatorChar) || real[directory.Length] == Path.DirectorySeparatorChar));

    // A link that leads round in a circle allows nothing: no file's real path is below it.
    private static string RealDirectory(string path)
    {
        try
        {
            return RealPath.Of(path);
        }
        catch (IOException)
        {
            return path;
        }
    }
}
