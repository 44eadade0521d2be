using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strata.Caching;

/// <summary>Whether files are ours, and nobody else's to read or write. Asked on Linux; elsewhere what stands in the directory of the cache is taken for it.</summary>
internal static partial class FileRights
{
    // AT_FDCWD, AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH, STATX_BASIC_STATS; S_IFMT, S_IFREG, S_IFDIR, the rights of group and others.
    private const int WorkingDirectory = -100;
    private const int NoFollow = 0x100;
    private const int EmptyPath = 0x1000;
    private const uint Basic = 0x7ff;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int OthersMask = 0x3F;
    private const int StatisticsLength = 256;

    /// <summary>Whether a file that is open is a regular one, is ours, and is nobody else's to read or write.</summary>
    public static bool IsPrivate(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        Span<byte> known = stackalloc byte[StatisticsLength];
        return GetStatistics(file, in MemoryMarshal.GetReference("\0"u8), EmptyPath, Basic, ref MemoryMarshal.GetReference(known)) == 0 && IsPrivate(known, Regular);
    }

    /// <summary>Whether a path is a directory, no link to one, that is ours and nobody else's.</summary>
    public static bool IsPrivateDirectory(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Directory.Exists(path);
        }

        Span<byte> known = stackalloc byte[StatisticsLength];
        return GetStatistics(WorkingDirectory, path, NoFollow, Basic, ref MemoryMarshal.GetReference(known)) == 0 && IsPrivate(known, Folder);
    }

    // struct statx: the owner at 20, the mode at 28.
    private static bool IsPrivate(ReadOnlySpan<byte> known, int kind)
    {
        var mode = MemoryMarshal.Read<ushort>(known[28..]);
        return (mode & TypeMask) == kind && (mode & OthersMask) == 0 && MemoryMarshal.Read<uint>(known[20..]) == GetUser();
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatistics(int directory, string path, int flags, uint mask, ref byte known);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int GetStatistics(SafeFileHandle directory, in byte path, int flags, uint mask, ref byte known);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetUser();
}
