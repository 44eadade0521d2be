using Strata.Sources;

namespace Strata.Editing;

/// <summary>Writes a file whole or not at all: beside it first, then over it.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Replaces what a file holds, or makes it. Whoever reads it meanwhile finds the old content or the new, also after a crash. A symbolic
    /// link stays one, and the file keeps its permissions and, where the process may give files away, its owner.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that it holds afterwards.</param>
    /// <param name="isNew">Whether there must be no such file yet.</param>
    /// <param name="guard">
    /// Called when everything is written and only the name is to be given: what it returns is held while that is done; what it throws ends
    /// it, and the file is as it was.
    /// </param>
    /// <exception cref="WriteFailedException">It cannot be written, and is as it was; nothing else is left behind.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, bool isNew = false, Func<IDisposable>? guard = null)
    {
        string? temporary = null;
        try
        {
            var target = RealPath.Of(Path.GetFullPath(path));
            var attributes = new FileInfo(target);
            if (Directory.Exists(target) || (attributes.Exists && IsNoFile(target)))
            {
                throw new WriteFailedException(path, "it is no file", null);
            }

            // Long names have no room for more, and a name that begins with a dot is read by nobody.
            temporary = Path.Combine(Path.GetDirectoryName(target)!, $".strata-{Path.GetRandomFileName()}");
            WriteBeside(temporary, content, keepsMode: attributes.Exists);
            if (attributes.Exists)
            {
                FileOwner.Copy(target, temporary);
                CopyMode(target, temporary);
            }

            using (guard?.Invoke())
            {
                File.Move(temporary, target, overwrite: !isNew);
                temporary = null;
            }

            FileOwner.FlushDirectory(Path.GetDirectoryName(target)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw exception as WriteFailedException ?? new WriteFailedException(path, Cause(exception), exception);
        }
        finally
        {
            Remove(temporary);
        }
    }

    private static void WriteBeside(string temporary, ReadOnlySpan<byte> content, bool keepsMode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (keepsMode && !OperatingSystem.IsWindows())
        {
            // Until it has the permissions of the file that it replaces, nobody else opens it.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(temporary, options);
        stream.Write(content);
        stream.Flush(flushToDisk: true);
    }

    private static void CopyMode(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, File.GetUnixFileMode(from));
        }
    }

    // A pipe or a device: renaming over it would put a file in its place.
    private static bool IsNoFile(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return false;
        }

        return (File.GetAttributes(path) & (FileAttributes.Device | FileAttributes.Directory)) != 0 || FileOwner.IsSpecial(path);
    }

    private static void Remove(string? temporary)
    {
        try
        {
            if (temporary is not null)
            {
                File.Delete(temporary);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed cannot have been made: the directory takes no changes. The first problem is the one to tell.
        }
    }

    // The framework says a path again, which is that of the file beside it.
    private static string Cause(Exception exception)
    {
        const int DiskFull = 28;
        const int FileTooLarge = 27;
        if (exception is UnauthorizedAccessException)
        {
            return "permission to write there is missing";
        }

        if (exception is DirectoryNotFoundException)
        {
            return "its directory does not exist";
        }

        if (!OperatingSystem.IsWindows() && exception.HResult is DiskFull)
        {
            return "the disk is full";
        }

        if (!OperatingSystem.IsWindows() && exception.HResult is FileTooLarge)
        {
            return "files may not be so large there";
        }

        var message = exception.Message;
        var path = message.IndexOf(" : '", StringComparison.Ordinal);
        return (path < 0 ? message : message[..path]).TrimEnd('.');
    }
}
