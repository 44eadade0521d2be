namespace Strata.Doctor.Checks;

/// <summary>What is said of files.</summary>
internal static class FileText
{
    /// <summary>Why a file cannot be read.</summary>
    public static string Unreadable(string file, Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"there is no file {file}",
        UnauthorizedAccessException when Directory.Exists(file) => $"{file} is a directory",
        UnauthorizedAccessException => $"{file} may not be read by who runs this check",
        _ => $"{file} cannot be read: {exception.Message}",
    };
}
