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
            // A first look, whose failure says nothing: what is wrong with a path the framework's own call says better.
            using var probe = new SafeFileHandle(Open(path, flags), ownsHandle: true);
            if (!probe.IsInvalid && !CanSeek(probe))
            {
                throw new IOException("It is a pipe or a socket, not a file.");
            }
        }

        return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    // O_NONBLOCK | O_CLOEXEC, as each system numbers them; O_RDONLY is 0.
    private static int? NonBlocking =>
        OperatingSystem.IsLinux() ? 0x800 | 0x80000 : OperatingSystem.IsMacOS() ? 0x4 | 0x1000000 : null;

    private static bool CanSeek(SafeFileHandle handle)
    {
        using var stream = new FileStream(handle, FileAccess.Read, bufferSize: 0);
        return stream.CanSeek;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
