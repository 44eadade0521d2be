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
        _ => Diagnostic.InFile(file, DiagnosticCode.UnreadableFile, DiagnosticSeverity.Error, $"it cannot be read: {exception.Message}"),
    };
}
