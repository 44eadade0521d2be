namespace Strata.Editing;

/// <summary>A file could not be written, and is as it was.</summary>
internal sealed class WriteFailedException(string path, string reason, Exception? cause) : IOException($"{path} cannot be written: {reason}", cause)
{
    /// <summary>The file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether a permission is missing.</summary>
    public bool IsForbidden { get; } = cause is UnauthorizedAccessException;

    /// <summary>Why, for a message that names the file itself.</summary>
    public string Reason { get; } = reason;
}
