using Strata.Diagnostics;

namespace Strata.Sources;

/// <summary>Says what an exception of the file system means to the user.</summary>
internal static class FileProblem
{
    // What the framework puts for bytes of a name that are not UTF-8. The name that it gives is then no name of the file.
    private const char Replaced = '\uFFFD';

    public static Diagnostic Of(string file, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException when file.Contains(Replaced, StringComparison.Ordinal) =>
            Diagnostic.InFile(file, DiagnosticCode.CannotBeRead, DiagnosticSeverity.Error, "it cannot be read: its name is not UTF-8") with
            {
                Hint = "rename it",
            },
        FileNotFoundException or DirectoryNotFoundException =>
            Diagnostic.InFile(file, DiagnosticCode.VanishedFile, DiagnosticSeverity.Error, "the file is gone, or is a link to nothing") with
            {
                Hint = "run again once the directory is at rest, or remove the link",
            },
        UnauthorizedAccessException =>
            Diagnostic.InFile(file, DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, "permission to read it is missing") with
            {
                Hint = "check its owner and mode",
            },
        _ => Diagnostic.InFile(file, DiagnosticCode.CannotBeRead, DiagnosticSeverity.Error, $"it cannot be read: {Cause(exception)}") with
        {
            Hint = "an override is a file, or a link to one; move away what is none",
        },
    };

    // The framework says the whole path again: "Too many levels of symbolic links : '/srv/overrides/a.yml'".
    private static string Cause(Exception exception)
    {
        var message = exception.Message;
        var path = message.IndexOf(" : '", StringComparison.Ordinal);
        return (path < 0 ? message : message[..path]).TrimEnd('.');
    }
}
