namespace Strata.Tests;

/// <summary>Where the repository and the shared conformance data stand. The one place that knows.</summary>
internal static class Repository
{
    /// <summary>The directory that holds <c>strata.slnx</c>.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>A file of the conformance data beside the repository. Skips the test, saying so, where the data are absent.</summary>
    public static string Conformance(string relativePath)
    {
        var path = Path.Combine(Root, "..", "shared", "conformance", relativePath);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"the shared conformance data are absent: {relativePath}");
        return path;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "strata.slnx")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new DirectoryNotFoundException("No directory above the tests holds strata.slnx.");
    }
}
