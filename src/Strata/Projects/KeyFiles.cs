using Strata.Diagnostics;
using Strata.Sources;

namespace Strata.Projects;

/// <summary>Looks whether the files that keys are read from are there, and kept from others.</summary>
internal static class KeyFiles
{
    private const UnixFileMode ByOthers = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Reports each key file that is missing, that others may read, or that stands among the overrides.</summary>
    /// <param name="project">The project.</param>
    /// <param name="home">The user's home directory, which <c>~</c> stands for; null where it is not known.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static void Check(ProjectFile project, string? home, DiagnosticBag diagnostics)
    {
        foreach (var (text, node) in project.KeyFiles)
        {
            var path = PathOf(project, text!, home);
            if (ProblemOf(path, project) is var (message, hint))
            {
                diagnostics.Add(Diagnostic.At(node!, DiagnosticCode.ExposedKey, DiagnosticSeverity.Warning, $"the key file {Quotation.Of(text!)} {message}") with { Hint = hint });
            }
        }
    }

    /// <summary>The full path of a key file as a project names it.</summary>
    public static string PathOf(ProjectFile project, string text, string? home) =>
        text.StartsWith("~/", StringComparison.Ordinal) && home is not null ? Path.Combine(home, text[2..]) : Path.GetFullPath(text, project.Folder);

    private static (string Message, string Hint)? ProblemOf(string path, ProjectFile project)
    {
        try
        {
            if (!File.Exists(path))
            {
                return ("does not exist", "correct the path, or make the key");
            }

            if (new AllowedDirectories([project.Directory]).Contain(RealPath.Of(path)))
            {
                return ("stands in the overrides directory, and goes wherever that goes", "keep it elsewhere: in ~/.config/strata, for one");
            }

            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ByOthers) != 0
                ? ("can be read by others", $"let only its owner read it: chmod 600 {path}")
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return ("cannot be looked at", "check its owner and mode");
        }
    }
}
