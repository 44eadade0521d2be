namespace Strata.Benchmarks;

/// <summary>The checkout that this program was built from.</summary>
internal static class Repository
{
    private const string Mark = "Directory.Packages.props";

    public static string Root()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, Mark)))
            {
                return directory.FullName;
            }
        }

        throw new InvalidOperationException("The benchmarks must run from inside the repository's checkout.");
    }
}
