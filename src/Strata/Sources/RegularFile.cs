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
    /// <exception cref="IOException">It cannot be opened, or is no file.</exception>
    public static SafeFileHandle Open(string path)
    {
        if (NonBlocking is { } flags)
        {
            // Only where it opens: what else is wrong with a path the framework's own call says better.
            var handle = new SafeFileHandle(Open(path, flags), ownsHandle: true);
            var kind = !handle.IsInvalid ? Otherwise(handle, path) : Marshal.GetLastPInvokeError() == NoSuchDevice ? "a socket" : null;
            if (kind is null && !handle.IsInvalid)
            {
                return handle;
            }

            handle.Dispose();
            if (kind is not null)
            {
                throw new IOException($"it is {kind}, not a file");
            }
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    // O_NONBLOCK | O_CLOEXEC, as each system numbers them; O_RDONLY is 0.
    private static int? NonBlocking =>
        OperatingSystem.IsLinux() ? 0x800 | 0x80000 : OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 : null;

    // ENXIO, on each of these systems: what is given for a socket.
    private const int NoSuchDevice = 6;

    // Directories and pipes open as files do. Asking for the length tells what has none.
    private static string? Otherwise(SafeFileHandle handle, string path)
    {
        try
        {
            _ = RandomAccess.GetLength(handle);
            return Directory.Exists(path) ? "a directory" : null;
        }
        catch (NotSupportedException)
        {
            return "a pipe";
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
