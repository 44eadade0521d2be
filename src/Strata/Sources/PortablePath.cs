using System.Text;

namespace Strata.Sources;

/// <summary>
/// What a file of a space may be called: a relative path with <c>/</c> between its parts, which means the same file on every system and leads
/// nowhere else.
/// </summary>
internal static class PortablePath
{
    private const int MostBytes = 1024;
    private const int MostPartBytes = 200;

    // Windows opens a device by each of these, whatever ending follows.
    private static readonly string[] Devices =
    [
        "con", "prn", "aux", "nul", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
        "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
    ];

    /// <summary>What is wrong with a path, behind its name; null where nothing is.</summary>
    public static string? ProblemOf(string path)
    {
        if (path.Length == 0)
        {
            return "is empty";
        }

        if (Encoding.UTF8.GetByteCount(path) > MostBytes)
        {
            return $"is longer than {MostBytes} bytes";
        }

        if (path.Any(static character => char.IsControl(character) || char.IsSurrogate(character) || "\\:*?\"<>|".Contains(character, StringComparison.Ordinal)))
        {
            return "has a character that names of files cannot have everywhere";
        }

        foreach (var part in path.Split('/'))
        {
            if (part is "" or "." or ".." || part[^1] is '.' or ' ' || part[0] == ' ')
            {
                return "has a part that names no file";
            }

            if (Encoding.UTF8.GetByteCount(part) > MostPartBytes)
            {
                return $"has a part longer than {MostPartBytes} bytes";
            }

            if (Devices.Contains(part.Split('.')[0], StringComparer.OrdinalIgnoreCase))
            {
                return "has a part that is a device on Windows";
            }

            // What stands there git runs: hooks, and programs that its settings name. The second is what Windows calls it too.
            if (part.Equals(".git", StringComparison.OrdinalIgnoreCase) || part.Equals("git~1", StringComparison.OrdinalIgnoreCase))
            {
                return "has a part that belongs to git";
            }
        }

        return null;
    }

    /// <summary>A file that is the directory of another, and that other one; null where there is none. Where case does not count, two that differ in it are one.</summary>
    public static (string File, string Beneath)? FirstNesting(IEnumerable<string> paths)
    {
        var files = paths.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in files)
        {
            for (var slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
            {
                if (files.Contains(path[..slash]))
                {
                    return (path[..slash], path);
                }
            }
        }

        return null;
    }
}
