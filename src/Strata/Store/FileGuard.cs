using Strata.Sources;

namespace Strata.Store;

/// <summary>
/// Holds a file while another takes its place, so that of several who would write only one does. Among processes that use it this is
/// exact; of those that do not, one that writes between the comparison and the renaming, which are neighbours, loses what it wrote.
/// </summary>
internal static class FileGuard
{
    private const int Attempts = 400;
    private const int MillisecondsApart = 5;

    /// <summary>Waits until nobody else holds the file, and finds whether it is what it was.</summary>
    /// <param name="name">The override.</param>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should hold.</param>
    /// <returns>Lets it go.</returns>
    /// <exception cref="OverrideConflictException">It holds something else, or is gone.</exception>
    /// <exception cref="IOException">Somebody holds it and does not let it go.</exception>
    public static IDisposable Hold(string name, string path, ReadOnlyMemory<byte> expected)
    {
        var held = Open(name, path, expected);
        var isSame = false;
        try
        {
            isSame = FileContent.ReadBytes(path, expected.Length) is { } now && now.Span.SequenceEqual(expected.Span);
        }
        catch (FileNotFoundException)
        {
            // It is not what it was.
        }
        finally
        {
            if (!isSame)
            {
                held.Dispose();
            }
        }

        return isSame ? held : throw OverrideConflictException.Changed(name, ChecksumOf(expected), ChecksumNow(path));
    }

    /// <summary>The checksum of a file's bytes.</summary>
    public static string ChecksumOf(ReadOnlyMemory<byte> bytes) => new OverrideSource("", new Values.SourceText("", FileContent.WithoutMark(bytes))).Checksum;

    // Who waited may have waited for a file that was replaced meanwhile. Its lock keeps nobody from the one that is there now, which may
    // even say the same again.
    private static FileStream Open(string name, string path, ReadOnlyMemory<byte> expected)
    {
        while (true)
        {
            var held = OpenOnce(name, path, expected);
            if (!OperatingSystem.IsLinux() || IsAt(path, held))
            {
                return held;
            }

            held.Dispose();
        }
    }

    private static bool IsAt(string path, FileStream held)
    {
        var (here, ours) = (FileStamp.Of(path), FileStamp.Of(held.SafeFileHandle));
        return (here.Device, here.Inode) == (ours.Device, ours.Inode);
    }

    private static FileStream OpenOnce(string name, string path, ReadOnlyMemory<byte> expected)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // A file that somebody has open cannot be replaced on Windows, unless they allow that.
                return new FileStream(path, FileMode.Open, FileAccess.Read, OperatingSystem.IsWindows() ? FileShare.Delete : FileShare.None, bufferSize: 0);
            }
            catch (FileNotFoundException)
            {
                throw OverrideConflictException.Changed(name, ChecksumOf(expected), null);
            }
            catch (IOException) when (attempt < Attempts)
            {
                Thread.Sleep(MillisecondsApart);
            }
        }
    }

    private static string? ChecksumNow(string path)
    {
        try
        {
            return FileContent.ReadBytes(path, long.MaxValue) is { } bytes ? ChecksumOf(bytes) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
