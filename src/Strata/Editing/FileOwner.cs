using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strata.Editing;

/// <summary>What replacing a file asks of Linux and the framework has no call for. Elsewhere nothing is done.</summary>
internal static partial class FileOwner
{
    // AT_FDCWD; O_CLOEXEC; STATX_MODE | STATX_UID | STATX_GID and STATX_TYPE. Alike on all of Linux.
    private const int WorkingDirectory = -100;
    private const int CloseOnExecute = 0x80000;
    private const uint TypeAndOwner = 0x1 | 0x8 | 0x10;

    /// <summary>Gives a file the owner and group of another, where the process may: root may, and others keep what is theirs.</summary>
    public static void Copy(string from, string to)
    {
        if (Read(from) is { } wanted && Read(to) is { } given && (wanted.User, wanted.Group) != (given.User, given.Group))
        {
            // Refused to most. The content is right all the same, and its writer may read it.
            _ = ChangeOwner(to, wanted.User, wanted.Group);
        }
    }

    /// <summary>Whether what stands at a path belongs to the user that the process runs as; never, elsewhere than on Linux.</summary>
    public static bool IsOwn(string path) => Read(path) is { } known && known.User == User();

    /// <summary>Whether a path leads to a pipe, a socket or a device.</summary>
    public static bool IsSpecial(string path)
    {
        const int TypeMask = 0xF000;
        const int Regular = 0x8000;
        return Read(path) is { } known && (known.Mode & TypeMask) != Regular;
    }

    /// <summary>Lets a new name in a directory outlast a loss of power.</summary>
    public static void FlushDirectory(string directory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        using var handle = new SafeFileHandle(Open(directory, CloseOnExecute), ownsHandle: true);
        if (!handle.IsInvalid)
        {
            // Some file systems have no such thing. The file is written, whatever this says.
            _ = Synchronize(handle);
        }
    }

    private static (uint User, uint Group, int Mode)? Read(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        // struct statx: the owner at 20, the group at 24, the mode at 28.
        Span<byte> known = stackalloc byte[256];
        if (Statistics(WorkingDirectory, path, 0, TypeAndOwner, ref MemoryMarshal.GetReference(known)) != 0)
        {
            return null;
        }

        return (MemoryMarshal.Read<uint>(known[20..]), MemoryMarshal.Read<uint>(known[24..]), MemoryMarshal.Read<ushort>(known[28..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statistics(int directory, string path, int flags, uint mask, ref byte known);

    [LibraryImport("libc", EntryPoint = "lchown", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeOwner(string path, uint user, uint group);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(SafeFileHandle handle);
}
