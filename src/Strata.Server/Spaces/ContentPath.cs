using Strata.Sources;

namespace Strata.Server.Spaces;

/// <summary>Refuses what the files of a space may not be called.</summary>
internal static class ContentPath
{
    /// <exception cref="RefusalException">The text is no such path.</exception>
    public static void Check(string path)
    {
        if (PortablePath.ProblemOf(path) is { } problem)
        {
            throw Refusal.BadContent($"the file name \"{path}\" {problem}", "name files relative to the overrides directory: tenants/acme.yml");
        }
    }

    /// <summary>A file cannot be a directory too.</summary>
    /// <exception cref="RefusalException">One is.</exception>
    public static void CheckNesting(IEnumerable<string> sorted)
    {
        if (PortablePath.FirstNesting(sorted) is var (file, beneath))
        {
            throw Refusal.BadContent($"\"{file}\" is a file, and the directory of \"{beneath}\"", "rename one of them");
        }
    }
}
