using System.Security.Cryptography;

namespace Strata.Cli.Keys;

/// <summary>Writes files of keys: new ones only, which nobody but their owner may read.</summary>
internal static class KeyFile
{
    /// <summary>Writes a file, and clears its content.</summary>
    /// <returns>Why it could not be written, for a person; null where it was. Nothing is left behind then.</returns>
    public static string? ProblemOfWriting(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var isMade = false;
        try
        {
            using var stream = new FileStream(path, options);
            isMade = true;
            stream.Write(content);
            stream.Flush(flushToDisk: true);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (isMade)
            {
                File.Delete(path);
            }

            return exception is UnauthorizedAccessException ? "permission to write there is missing"
                : !isMade && File.Exists(path) ? "it exists already, and a key is not written over another"
                : exception is DirectoryNotFoundException ? "its directory does not exist"
                : "it cannot be written";
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
