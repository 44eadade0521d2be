namespace Strata.Tests.Rules;

/// <summary>The files of the repository that house rules are held against.</summary>
internal static class SourceTree
{
    /// <summary>The C# files below some directories of the repository, by their path from its root.</summary>
    public static IReadOnlyList<SourceFile> In(params string[] directories)
    {
        var files = directories
            .Select(static directory => Path.Combine(Repository.Root, directory))
            .Where(Directory.Exists)
            .SelectMany(static directory => Directory.EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories))
            .Select(static path => new SourceFile(Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'), File.ReadAllText(path)))
            .Where(static file => !file.Path.Split('/').Intersect(["obj", "bin", "artifacts"]).Any())
            .OrderBy(static file => file.Path, StringComparer.Ordinal)
            .ToArray();

        // A scan that finds nothing proves nothing.
        Assert.True(files.Length > 20, $"only {files.Length} files were found below {string.Join(", ", directories)}");
        return files;
    }
}

internal sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    public IEnumerable<(int Number, string Text)> Lines => Text.Split('\n').Select(static (line, index) => (index + 1, line));
}
