using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strata.Sources;

/// <summary>
/// Opens files without ever waiting for somebody at the other end: a named pipe among the overrides would otherwise keep its
/// reader for ever.
/// </summary>
internal static partial class RegularFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="IOException">It cannot be opened, or is a pipe or a socket.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (NonBlocking is { } flags)
        {
            // Only where it opens: what is wrong with a path the framework's own call says better.
            var handle = new SafeFileHandle(Open(path, flags), ownsHandle: true);
            if (!handle.IsInvalid && IsFile(handle, path))
            {
                return handle;
            }

            handle.Dispose();
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    // O_NONBLOCK | O_CLOEXEC, as each system numbers them; O_RDONLY is 0.
    private static int? NonBlocking =>
        OperatingSystem.IsLinux() ? 0x800 | 0x80000 : OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 : null;

    // False for a directory, which opens as a file does. Asking for the length tells what has none.
    private static bool IsFile(SafeFileHandle handle, string path)
    {
        try
        {
            _ = RandomAccess.GetLength(handle);
            return !Directory.Exists(path);
        }
        catch (NotSupportedException)
        {
            handle.Dispose();
            throw new IOException("It is a pipe or a socket, not a file.");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
