using Strata.Diagnostics;

namespace Strata.Sources;

/// <summary>Says what an exception of the file system means to the user.</summary>
internal static class FileProblem
{
    public static Diagnostic Of(string file, Exception exception) => exception switch
    {
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
        _ => Diagnostic.InFile(file, DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, $"it cannot be read: {Cause(exception)}") with
        {
            Hint = "check what it is: a link, a device and a socket are no override files",
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
