using System.Globalization;

namespace Strata.Server.Spaces;

/// <summary>How much a space may hold, and what it resolves to.</summary>
internal static class ContentLimits
{
    /// <summary>Files.</summary>
    public const int MostFiles = 10_000;

    /// <summary>Bytes of a file.</summary>
    public const long MostFileBytes = 16 * 1024 * 1024;

    /// <summary>Bytes of all files.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Bytes of a resolved configuration, in whatever format: aliases and references make more of a file than its bytes.</summary>
    public const long MostAnswerBytes = 16 * 1024 * 1024;

    /// <exception cref="RefusalException">It is more.</exception>
    public static void Check(string path, long fileBytes, long bytes, int files)
    {
        if (fileBytes > MostFileBytes)
        {
            throw Refusal.TooLarge(string.Create(CultureInfo.InvariantCulture, $"\"{path}\" has {fileBytes:N0} bytes; {MostFileBytes:N0} are allowed"));
        }

        if (bytes > MostBytes)
        {
            throw Refusal.TooLarge(string.Create(CultureInfo.InvariantCulture, $"the files have more than {MostBytes:N0} bytes together"));
        }

        if (files > MostFiles)
        {
            throw Refusal.TooLarge(string.Create(CultureInfo.InvariantCulture, $"there are more than {MostFiles:N0} files"));
        }
    }
}
