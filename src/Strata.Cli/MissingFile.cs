using Strata.Diagnostics;

namespace Strata.Cli;

/// <summary>The problem of a file that was named on the command line and is none.</summary>
internal static class MissingFile
{
    /// <param name="path">What was named.</param>
    /// <param name="message">What is said where nothing is there.</param>
    /// <param name="hint">What to do then.</param>
    /// <param name="directoryHint">What to do where a directory is there.</param>
    public static Diagnostic Of(string path, string message, string hint, string directoryHint = "name a file in it")
    {
        var isDirectory = Directory.Exists(path);
        return Diagnostic.InFile(path, DiagnosticCode.MissingFile, DiagnosticSeverity.Error, isDirectory ? "it is a directory, not a file" : message) with
        {
            Hint = isDirectory ? directoryHint : hint,
        };
    }
}
