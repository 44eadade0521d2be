using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Strata.Caching;

/// <summary>
/// The files of the cache: small ones that are read whole, and entries. Only a directory that is ours, and that nobody else may look
/// into, is used. Whatever goes wrong with a file costs speed and nothing else. Safe for use from several threads and processes.
/// </summary>
internal sealed partial class CacheDirectory
{
    public const string EntryEnding = ".entry";
    public const string RecipeEnding = ".recipe";
    public const string IndexEnding = ".index";
    private const string CountsName = "counts";
    private const string TemporaryPrefix = ".new-";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    // Small files are no larger: an index of a hundred thousand files.
    private const long LongestSmallFile = 64 * 1024 * 1024;

    private static readonly TimeSpan LeftBehind = TimeSpan.FromHours(1);

    private readonly long _mostBytes;

    private CacheDirectory(string path, long mostBytes)
    {
        Location = path;
        _mostBytes = mostBytes;
    }

    /// <summary>The most bytes, where nothing else is said.</summary>
    public const long DefaultMostBytes = 512L * 1024 * 1024;

    public string Location { get; }

    public long MostBytes => _mostBytes;

    /// <summary>Opens the directory, which is made where it is not there.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="mostBytes">How much it may hold.</param>
    /// <param name="problem">Why it cannot be used.</param>
    /// <returns>Null where it cannot be used.</returns>
    public static CacheDirectory? Open(string path, long mostBytes, out string? problem)
    {
        problem = null;
        try
        {
            if (!FileRights.IsPrivateDirectory(path))
            {
                if (Directory.Exists(path) || File.Exists(path))
                {
                    problem = NotPrivate(path);
                    return null;
                }

                Make(path);
                if (!FileRights.IsPrivateDirectory(path))
                {
                    // Somebody was faster, or the file system knows no rights.
                    problem = NotPrivate(path);
                    return null;
                }
            }

            return new CacheDirectory(path, mostBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            problem = $"{path} cannot be made: {exception.Message}";
            return null;
        }
    }

    /// <summary>The directory if it is there already; else null.</summary>
    public static CacheDirectory? OpenExisting(string path, long mostBytes, out string? problem)
    {
        problem = null;
        return Directory.Exists(path) || File.Exists(path) ? Open(path, mostBytes, out problem) : null;
    }

    /// <summary>The bytes of a small file; null where there is none that may be used.</summary>
    public byte[]? Read(in Fingerprint name, string ending) => Read(PathOf(name, ending));

    /// <summary>Opens a file; null where there is none that may be used. It is touched once an hour, so that what is in use stays.</summary>
    public SafeFileHandle? Open(in Fingerprint name, string ending) => OpenFile(PathOf(name, ending));

    /// <summary>Makes a file, or replaces it: whole or not at all.</summary>
    /// <returns>Whether it was made.</returns>
    public bool Write(in Fingerprint name, string ending, Action<Stream> write) => WriteFile(PathOf(name, ending), write);

    /// <summary>Removes a file.</summary>
    public void Remove(in Fingerprint name, string ending) => Remove(PathOf(name, ending));

    /// <summary>Notes that an entry was used: once a day is enough to know what is not.</summary>
    public void Touch(in Fingerprint name, DateTimeOffset now)
    {
        try
        {
            var path = PathOf(name, EntryEnding);
            if (now.UtcDateTime - File.GetLastWriteTimeUtc(path) > TimeSpan.FromDays(1))
            {
                File.SetLastWriteTimeUtc(path, now.UtcDateTime);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It may be thought older than it is.
        }
    }

    /// <summary>Counts an event.</summary>
    public void Count(CacheEvent kind, int times = 1)
    {
        if (times == 0)
        {
            return;
        }

        var path = Path.Combine(Location, CountsName);
        Span<byte> bytes = stackalloc byte[Math.Min(times, 256)];
        bytes.Fill((byte)kind);
        if (!Append(path, bytes) && !File.Exists(path) && WriteFile(path, static stream => stream.Write(EventCounts.Write(new long[(int)CacheEvent.Withheld + 1]))))
        {
            Append(path, bytes);
        }
    }

    /// <summary>The counts of all processes.</summary>
    public long[] Counts() => EventCounts.Read(Read(Path.Combine(Location, CountsName)));

    /// <summary>What is there: entries, and the bytes of all files.</summary>
    public (int Entries, long Bytes) Usage()
    {
        var (entries, bytes) = (0, 0L);
        foreach (var file in Files())
        {
            entries += file.Extension == EntryEnding ? 1 : 0;
            bytes += LengthOf(file);
        }

        return (entries, bytes);
    }

    /// <summary>Removes all files but the counts.</summary>
    /// <returns>What was removed.</returns>
    public (int Entries, long Bytes) Clear()
    {
        var (entries, bytes) = (0, 0L);
        foreach (var file in Files().Where(static file => file.Name != CountsName))
        {
            var length = LengthOf(file);
            if (Remove(file.FullName))
            {
                entries += file.Extension == EntryEnding ? 1 : 0;
                bytes += length;
            }
        }

        return (entries, bytes);
    }

    /// <summary>Makes room where there is too much: what was not used for longest goes first, down to four fifths.</summary>
    public void Trim(DateTimeOffset now)
    {
        var files = Files().Select(static file => (File: file, Length: LengthOf(file))).ToList();
        var bytes = files.Sum(static file => file.Length);
        foreach (var (file, _) in files.Where(file => file.File.Name.StartsWith(TemporaryPrefix, StringComparison.Ordinal) && now.UtcDateTime - file.File.LastWriteTimeUtc > LeftBehind))
        {
            Remove(file.FullName);
        }

        if (files.Find(static file => file.File.Name == CountsName) is { File: not null } counts && EventCounts.IsLong(counts.Length))
        {
            var sums = EventCounts.Write(Counts());
            WriteFile(counts.File.FullName, stream => stream.Write(sums));
        }

        if (bytes <= _mostBytes)
        {
            return;
        }

        var evicted = 0;
        foreach (var (file, length) in files.Where(static file => file.File.Name != CountsName).OrderBy(static file => file.File.LastWriteTimeUtc))
        {
            if (bytes <= _mostBytes / 5 * 4)
            {
                break;
            }

            if (Remove(file.FullName))
            {
                bytes -= length;
                evicted += file.Extension == EntryEnding ? 1 : 0;
            }
        }

        Count(CacheEvent.Evicted, evicted);
    }

    private static string NotPrivate(string path) => $"{path} is no directory of this user's own that is closed to all others (mode 0700)";

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            // Below the user's own folder, whose rights it takes over.
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    private string PathOf(in Fingerprint name, string ending) => Path.Combine(Location, name.ToString() + ending);

    private FileInfo[] Files()
    {
        try
        {
            return new DirectoryInfo(Location).GetFiles();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // One that was removed meanwhile has none.
    private static long LengthOf(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private byte[]? Read(string path)
    {
        using var file = OpenFile(path);
        if (file is null)
        {
            return null;
        }

        try
        {
            var length = RandomAccess.GetLength(file);
            if (length > LongestSmallFile)
            {
                return null;
            }

            var bytes = new byte[length];
            return RandomAccess.Read(file, bytes, 0) == length ? bytes : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private SafeFileHandle? OpenFile(string path)
    {
        SafeFileHandle file;
        try
        {
            if (!OperatingSystem.IsLinux())
            {
                return File.Exists(path) ? File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete) : null;
            }

            // O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC: a link here is none of ours, and a pipe is not waited for.
            file = new SafeFileHandle(Open(path, 0x20000 | 0x800 | 0x80000, 0), ownsHandle: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        if (!file.IsInvalid && FileRights.IsPrivate(file))
        {
            return file;
        }

        // Of ours none can be opened by others, or be another's: it is counted as one that was changed.
        if (!file.IsInvalid)
        {
            Count(CacheEvent.Corrupt);
            Remove(path);
        }

        file.Dispose();
        return null;
    }

    private bool WriteFile(string path, Action<Stream> write)
    {
        var temporary = Path.Combine(Location, TemporaryPrefix + Path.GetRandomFileName());
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerOnly;
            }

            using (var stream = new FileStream(temporary, options))
            {
                write(stream);
            }

            // Not written through to the disk: a file that a loss of power tears has wrong checksums, and is made again.
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            return false;
        }
    }

    private static bool Remove(string path)
    {
        try
        {
            File.Delete(path);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // At the end wherever that is by now, which the framework has no call for.
    private static bool Append(string path, ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        // O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC: a pipe that stands here is not waited for.
        using var file = new SafeFileHandle(Open(path, 0x1 | 0x400 | 0x20000 | 0x800 | 0x80000, 0), ownsHandle: true);
        return !file.IsInvalid && Write(file, in MemoryMarshal.GetReference(bytes), bytes.Length) == bytes.Length;
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(SafeFileHandle file, in byte bytes, nint count);
}
