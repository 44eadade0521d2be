using System.Runtime.InteropServices;
using System.Text;
using Strata.Editing;
using Strata.Sources;

namespace Strata.Cli.Editing;

/// <summary>
/// A directory for one file in clear, that nobody else may enter: in memory where the system has such a place, else in the directory for
/// temporary files. It goes with all that an editor leaves in it.
/// </summary>
internal sealed partial class PlainDirectory : IDisposable
{
    /// <summary>Where Linux has a directory in memory for all.</summary>
    public const string SharedMemory = "/dev/shm";

    private const UnixFileMode OfOthers = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly string _path;
    private readonly string _file;
    private bool _isRemoved;

    private PlainDirectory(string path, string fileName, bool isInMemory)
    {
        _path = path;
        _file = Path.Combine(path, fileName);
        IsInMemory = isInMemory;
    }

    /// <summary>The file in it.</summary>
    public string File => _file;

    /// <summary>The directory.</summary>
    public string Location => _path;

    /// <summary>Whether nothing of it is written to a disk.</summary>
    public bool IsInMemory { get; }

    /// <summary>Makes a directory.</summary>
    /// <param name="fileName">The name of the file in it.</param>
    /// <param name="runtime">The user's directory for what lives as long as a session (<c>$XDG_RUNTIME_DIR</c>); null for none.</param>
    /// <param name="shared">A directory in memory that is everybody's; null for none.</param>
    /// <param name="temporary">The directory for temporary files.</param>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public static PlainDirectory Create(string fileName, string? runtime, string? shared, string temporary)
    {
        if (runtime is not null && IsMemory(runtime) && IsPrivate(runtime) && Make(runtime) is { } ofUser)
        {
            return new PlainDirectory(ofUser, fileName, isInMemory: true);
        }

        if (shared is not null && IsMemory(shared) && Make(shared) is { } ofAll)
        {
            return new PlainDirectory(ofAll, fileName, isInMemory: true);
        }

        var made = Make(temporary) ?? throw new IOException($"no directory can be made in {temporary}");
        return new PlainDirectory(made, fileName, IsMemory(temporary));
    }

    /// <summary>Writes the file, which nobody else may read.</summary>
    public void Write(ReadOnlySpan<byte> content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var stream = new FileStream(_file, options);
        stream.Write(content);
    }

    /// <summary>What the file holds; null where it is gone, is no file any more, or has more bytes than are allowed.</summary>
    public ReadOnlyMemory<byte>? Read(long most)
    {
        try
        {
            return FileContent.ReadBytes(_file, most);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Removes it with all that is in it, which is overwritten first where it may have been written to a disk.</summary>
    /// <returns>Whether nothing is left.</returns>
    public bool Remove()
    {
        try
        {
            if (!_isRemoved)
            {
                if (!IsInMemory)
                {
                    Overwrite();
                }

                Directory.Delete(_path, recursive: true);
                _isRemoved = true;
            }
        }
        catch (DirectoryNotFoundException)
        {
            _isRemoved = true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return _isRemoved;
    }

    public void Dispose() => Remove();

    private void Overwrite()
    {
        var inside = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true };
        foreach (var file in Directory.EnumerateFiles(_path, "*", inside))
        {
            if (FileOwner.IsSpecial(file))
            {
                continue;
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
            var zeros = new byte[64 * 1024];
            for (var left = stream.Length; left > 0; left -= zeros.Length)
            {
                stream.Write(zeros, 0, (int)Math.Min(left, zeros.Length));
            }

            stream.Flush(flushToDisk: true);
        }
    }

    private static bool IsMemory(string directory)
    {
        try
        {
            return OperatingSystem.IsLinux() && Directory.Exists(directory) && new DriveInfo(directory).DriveFormat is "tmpfs" or "ramfs";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsPrivate(string directory) =>
        !OperatingSystem.IsWindows() && FileOwner.IsOwn(directory) && (System.IO.File.GetUnixFileMode(directory) & OfOthers) == 0;

    // Made by the system in one step, with a name that nobody has.
    private static string? Make(string parent)
    {
        if (OperatingSystem.IsWindows())
        {
            return Directory.CreateTempSubdirectory("strata-").FullName;
        }

        var name = Encoding.UTF8.GetBytes(Path.Combine(FullPath.Of(parent), "strata-XXXXXX\0"));
        return MakeDirectory(name) != 0 ? Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1)) : null;
    }

    [LibraryImport("libc", EntryPoint = "mkdtemp")]
    private static partial nint MakeDirectory(Span<byte> template);
}
