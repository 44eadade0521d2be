using Strata.Sources;

namespace Strata.Editing;

/// <summary>
/// What a file is going to hold, written beside it already. Until it is committed, the file is as it was; disposing removes what was not
/// committed, and what was kept to take a commit back. For one thread.
/// </summary>
internal sealed class PendingFile : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly string _target;
    private string? _temporary;
    private string? _old;
    private bool _isNew;

    private PendingFile(string path, string target, string temporary)
    {
        _path = path;
        _target = target;
        _temporary = temporary;
    }

    /// <summary>Writes beside a file what it is going to hold.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">All that it is going to hold.</param>
    /// <param name="isForOwner">Whether only the user who runs this may read it, whoever could before.</param>
    /// <exception cref="WriteFailedException">It cannot be written; nothing is left behind.</exception>
    public static PendingFile Prepare(string path, ReadOnlySpan<byte> content, bool isForOwner = false)
    {
        PendingFile? pending = null;
        try
        {
            var target = RealPath.Of(Path.GetFullPath(path));
            var attributes = new FileInfo(target);
            if (Directory.Exists(target) || (attributes.Exists && IsNoFile(target)))
            {
                throw new WriteFailedException(path, "it is no file", null);
            }

            pending = new PendingFile(path, target, NameBeside(target));
            WriteBeside(pending._temporary!, content, isForOwner || attributes.Exists);
            if (attributes.Exists)
            {
                FileOwner.Copy(target, pending._temporary!);
                if (!isForOwner)
                {
                    CopyMode(target, pending._temporary!);
                }
            }

            return pending;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            pending?.Dispose();
            throw exception as WriteFailedException ?? new WriteFailedException(path, Cause(exception), exception);
        }
    }

    /// <summary>Puts it in the file's place.</summary>
    /// <param name="isNew">Whether there must be no such file yet.</param>
    /// <param name="isRevertible">Whether <see cref="Revert"/> can take it back until this is disposed of.</param>
    /// <param name="guard">Called before: what it returns is held while that is done; what it throws ends it, and the file is as it was.</param>
    /// <exception cref="WriteFailedException">It cannot be put there.</exception>
    public void Commit(bool isNew = false, bool isRevertible = false, Func<IDisposable>? guard = null)
    {
        try
        {
            using (guard?.Invoke())
            {
                if (Directory.Exists(_target))
                {
                    throw new WriteFailedException(_path, "it is no file", null);
                }

                if (isRevertible && !isNew && File.Exists(_target))
                {
                    // At no moment is the place empty: the old file gets a second name before.
                    _old = NameBeside(_target);
                    File.Replace(_temporary!, _target, _old);
                }
                else
                {
                    File.Move(_temporary!, _target, overwrite: !isNew);
                    _isNew = isRevertible;
                }

                _temporary = null;
            }

            FileOwner.FlushDirectory(Path.GetDirectoryName(_target)!);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw exception as WriteFailedException ?? new WriteFailedException(_path, Cause(exception), exception);
        }
    }

    /// <summary>Takes a commit back: the file is what it was, or is gone where there was none. Does nothing where there was no commit.</summary>
    /// <returns>What cannot be taken back, in words; null where all is as it was.</returns>
    public string? Revert()
    {
        try
        {
            if (File.Exists(_old))
            {
                // Where it has both names still, moving does nothing.
                File.Move(_old, _target, overwrite: true);
                File.Delete(_old);
            }
            else if (_isNew)
            {
                File.Delete(_target);
            }

            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return _old is null ? $"{_path} stays, because {Cause(exception)}" : $"what {_path} held is in {_old}, because {Cause(exception)}";
        }
        finally
        {
            _old = null;
            _isNew = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Remove(_temporary);
        Remove(_old);
        _temporary = null;
        _old = null;
    }

    // Long names have no room for more, and a name that begins with a dot is read by nobody.
    private static string NameBeside(string target) => Path.Combine(Path.GetDirectoryName(target)!, $".strata-{Path.GetRandomFileName()}");

    private static void Remove(string? path)
    {
        try
        {
            if (path is not null)
            {
                File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What cannot be removed cannot have been made: the directory takes no changes. The first problem is the one to tell.
        }
    }

    private static void WriteBeside(string temporary, ReadOnlySpan<byte> content, bool isForOwner)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (isForOwner && !OperatingSystem.IsWindows())
        {
            // Also until it has the permissions of the file that it replaces.
            options.UnixCreateMode = OwnerOnly;
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
