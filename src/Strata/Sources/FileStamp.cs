using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strata.Sources;

/// <summary>
/// What the file system says of a file, links followed: while this stays the same the content does, unless it was written again within
/// the grain of the file system's clock. See <see cref="IsSettled()"/>. The default one is that of a file that is not there.
/// </summary>
/// <param name="Device">The file system it stands in; 0 where that is not known.</param>
/// <param name="Inode">Its number there, another one when a file was put in its place; 0 where that is not known.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Modified">When it was written, in ticks since 1970.</param>
/// <param name="Changed">When it, its name or its mode was changed, which no program can set back; in ticks since 1970.</param>
internal readonly partial record struct FileStamp(ulong Device, ulong Inode, long Size, long Modified, long Changed)
{
    private const int NoSuchFile = 2;
    private const int NoDirectory = 20;

    // The coarsest clock of a file system that is in use: FAT counts in twos of seconds.
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(2);

    /// <summary>Whether there is a file.</summary>
    public bool Exists => this != default;

    /// <summary>Whether it tells where the file is, so that another one in its place has another stamp: on Linux.</summary>
    public bool IsExact => Inode != 0;

    /// <summary>Asks the file system.</summary>
    /// <param name="path">The full path of a file or a directory.</param>
    public static FileStamp Of(string path)
    {
        if (OperatingSystem.IsLinux() && TryAsk(path) is { } stamp)
        {
            return stamp;
        }

        try
        {
            var file = new FileInfo(path);
            var found = (FileInfo?)file.ResolveLinkTarget(returnFinalTarget: true) ?? file;
            return !found.Exists ? default : new FileStamp(0, 0, found.Length, SinceEpoch(found.LastWriteTimeUtc), SinceEpoch(found.CreationTimeUtc));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    /// <summary>Asks the file system, on Linux. Anywhere else no file is there.</summary>
    /// <param name="directory">A directory that is open.</param>
    /// <param name="path">A path in UTF-8 from there on, with a zero at its end.</param>
    public static FileStamp Of(SafeFileHandle directory, ReadOnlySpan<byte> path)
    {
        const uint BasicStatus = 0x7ff;
        return OperatingSystem.IsLinux() && GetStatus(directory, in MemoryMarshal.GetReference(path), 0, BasicStatus, out var status) == 0 ? Of(status) : default;
    }

    /// <summary>Asks the file system of a file that is open, wherever it is now, on Linux. Anywhere else no file is there.</summary>
    public static FileStamp Of(SafeFileHandle file)
    {
        const int HandleItself = 0x1000;
        const uint BasicStatus = 0x7ff;
        try
        {
            return OperatingSystem.IsLinux() && GetStatus(file, 0, HandleItself, BasicStatus, out var status) == 0 ? Of(status) : default;
        }
        catch (EntryPointNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Which file or directory a path leads to, on Linux: one that was removed and made again is another. The default where that is not known.</summary>
    public static (ulong Device, ulong Inode, long Born) IdentityOf(string path)
    {
        const int FromWorkingDirectory = -100;
        const uint WithBirth = 0xfff;
        try
        {
            // The number alone is given to the next that is made, most often at once. Where the file system knows of no births they are all 0.
            return OperatingSystem.IsLinux() && GetStatus(FromWorkingDirectory, path, 0, WithBirth, out var status) == 0 && Of(status) is var stamp
                ? (stamp.Device, stamp.Inode, TicksOf(status.BornSeconds, status.BornNanoseconds))
                : default;
        }
        catch (EntryPointNotFoundException)
        {
            return default;
        }
    }

    /// <summary>Opens a directory to look paths up from it, on Linux; an invalid handle where that cannot be.</summary>
    public static SafeFileHandle OpenDirectory(string path)
    {
        // O_CLOEXEC | O_PATH.
        const int Flags = 0x80000 | 0x200000;
        return new SafeFileHandle(OperatingSystem.IsLinux() ? Open(path, Flags) : -1, ownsHandle: true);
    }

    /// <summary>
    /// Whether the file has been left alone for so long that a stamp taken before it was read tells of each later change. The system's
    /// clock is asked, as the file system does.
    /// </summary>
    public bool IsSettled() => IsSettled(TimeProvider.System.GetUtcNow());

    /// <summary>Whether it had been left alone for so long at an instant.</summary>
    public bool IsSettled(DateTimeOffset instant) => Math.Max(Modified, Changed) + Grain.Ticks < SinceEpoch(instant.UtcDateTime);

    // Null where this cannot be asked in that way.
    private static FileStamp? TryAsk(string path)
    {
        try
        {
            const int FromWorkingDirectory = -100;
            const uint BasicStatus = 0x7ff;
            if (GetStatus(FromWorkingDirectory, path, 0, BasicStatus, out var status) == 0)
            {
                return Of(status);
            }

            return Marshal.GetLastPInvokeError() is NoSuchFile or NoDirectory ? default(FileStamp) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library of before 2018.
            return null;
        }
    }

    private static FileStamp Of(in Status status) => new(
        ((ulong)status.DeviceMajor << 32) | status.DeviceMinor,
        status.Inode,
        (long)status.Size,
        TicksOf(status.ModifiedSeconds, status.ModifiedNanoseconds),
        TicksOf(status.ChangedSeconds, status.ChangedNanoseconds));

    private static long TicksOf(long seconds, uint nanoseconds) => (seconds * TimeSpan.TicksPerSecond) + (nanoseconds / TimeSpan.NanosecondsPerTick);

    private static long SinceEpoch(DateTime time) => time.Ticks - DateTime.UnixEpoch.Ticks;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GetStatus(int directory, string path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int GetStatus(SafeFileHandle directory, in byte path, int flags, uint mask, out Status status);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    // struct statx, the same on every machine: that is what it was made for.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(32)]
        public ulong Inode;

        [FieldOffset(40)]
        public ulong Size;

        [FieldOffset(80)]
        public long BornSeconds;

        [FieldOffset(88)]
        public uint BornNanoseconds;

        [FieldOffset(96)]
        public long ChangedSeconds;

        [FieldOffset(104)]
        public uint ChangedNanoseconds;

        [FieldOffset(112)]
        public long ModifiedSeconds;

        [FieldOffset(120)]
        public uint ModifiedNanoseconds;

        [FieldOffset(136)]
        public uint DeviceMajor;

        [FieldOffset(140)]
        public uint DeviceMinor;
    }
}
