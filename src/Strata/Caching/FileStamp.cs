using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strata.Caching;

/// <summary>
/// What the file system says of a file without its content: where it is, its size, and when it and its entry were last changed. While
/// it stays the same, so does the content, unless the change was too near in time to be told from what came before (see
/// <see cref="IsSettled"/>). Known on Linux only; elsewhere there is none.
/// </summary>
internal readonly partial record struct FileStamp(
    long Size, long ModifiedSeconds, int ModifiedNanoseconds, long ChangedSeconds, int ChangedNanoseconds, ulong Inode, uint DeviceMajor, uint DeviceMinor)
{
    /// <summary>The bytes of a stamp that is written down.</summary>
    public const int Length = 48;

    // AT_FDCWD, AT_EMPTY_PATH, STATX_BASIC_STATS; S_IFMT, S_IFREG, S_IFDIR. Alike on all of Linux.
    private const int WorkingDirectory = -100;
    private const int EmptyPath = 0x1000;
    private const uint Basic = 0x7ff;
    private const int TypeMask = 0xF000;
    private const int Regular = 0x8000;
    private const int Folder = 0x4000;
    private const int OthersMask = 0x3F;
    private const int Size256 = 256;

    // Coarser file systems keep two seconds; clocks of servers are off by less than that.
    private const int SettlingSeconds = 3;

    /// <summary>Whether stamps can be had at all.</summary>
    public static bool AreKnown => OperatingSystem.IsLinux();

    /// <summary>The stamp of a file or directory, links followed; null where there is none.</summary>
    public static FileStamp? Of(string path)
    {
        Span<byte> known = stackalloc byte[Size256];
        return AreKnown && Statistics(WorkingDirectory, path, 0, Basic, ref MemoryMarshal.GetReference(known)) == 0 ? Parse(known) : null;
    }

    /// <summary>The same for a path in UTF-8 that ends with a zero, relative to a directory that is open.</summary>
    public static FileStamp? Of(SafeFileHandle directory, ReadOnlySpan<byte> path)
    {
        Span<byte> known = stackalloc byte[Size256];
        return Statistics(directory, in MemoryMarshal.GetReference(path), 0, Basic, ref MemoryMarshal.GetReference(known)) == 0 ? Parse(known) : null;
    }

    /// <summary>Whether a file that is open is a regular one, is ours, and is nobody else's to read or write. Elsewhere than on Linux the directory's rights are all that is known.</summary>
    public static bool IsPrivate(SafeFileHandle file)
    {
        if (!AreKnown)
        {
            return true;
        }

        Span<byte> known = stackalloc byte[Size256];
        return Statistics(file, in MemoryMarshal.GetReference("\0"u8), EmptyPath, Basic, ref MemoryMarshal.GetReference(known)) == 0 && IsPrivate(known, Regular);
    }

    /// <summary>Whether a path is a directory, no link to one, that is ours and nobody else's.</summary>
    public static bool IsPrivateDirectory(string path)
    {
        const int NoFollow = 0x100;
        if (!AreKnown)
        {
            return Directory.Exists(path);
        }

        Span<byte> known = stackalloc byte[Size256];
        return Statistics(WorkingDirectory, path, NoFollow, Basic, ref MemoryMarshal.GetReference(known)) == 0 && IsPrivate(known, Folder);
    }

    /// <summary>Opens a directory to look paths up from it; an invalid handle where that cannot be.</summary>
    public static SafeFileHandle OpenDirectory(string path)
    {
        // O_CLOEXEC | O_PATH.
        const int Flags = 0x80000 | 0x200000;
        return new SafeFileHandle(Open(path, Flags), ownsHandle: true);
    }

    /// <summary>
    /// Whether the last change is so long before an instant that one after the instant has another stamp for certain.
    /// </summary>
    public bool IsSettled(DateTimeOffset instant)
    {
        var limit = instant.ToUnixTimeSeconds() - SettlingSeconds;
        return ModifiedSeconds < limit && ChangedSeconds < limit;
    }

    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteInt64LittleEndian(bytes, Size);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], ModifiedSeconds);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[16..], ChangedSeconds);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[24..], ModifiedNanoseconds);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[28..], ChangedNanoseconds);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], Inode);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[40..], DeviceMajor);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[44..], DeviceMinor);
    }

    public static FileStamp Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadInt64LittleEndian(bytes),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]),
        BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
        BinaryPrimitives.ReadInt32LittleEndian(bytes[28..]),
        BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]));

    // struct statx: owner 20, mode 28, inode 32, size 40, change time 96, modification time 112, device 136.
    private static FileStamp Parse(ReadOnlySpan<byte> known) => new(
        MemoryMarshal.Read<long>(known[40..]),
        MemoryMarshal.Read<long>(known[112..]),
        MemoryMarshal.Read<int>(known[120..]),
        MemoryMarshal.Read<long>(known[96..]),
        MemoryMarshal.Read<int>(known[104..]),
        MemoryMarshal.Read<ulong>(known[32..]),
        MemoryMarshal.Read<uint>(known[136..]),
        MemoryMarshal.Read<uint>(known[140..]));

    private static bool IsPrivate(ReadOnlySpan<byte> known, int kind)
    {
        var mode = MemoryMarshal.Read<ushort>(known[28..]);
        return (mode & TypeMask) == kind && (mode & OthersMask) == 0 && MemoryMarshal.Read<uint>(known[20..]) == User();
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statistics(int directory, string path, int flags, uint mask, ref byte known);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int Statistics(SafeFileHandle directory, in byte path, int flags, uint mask, ref byte known);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint User();
}
