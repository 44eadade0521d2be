using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;
using Strata.Values;

namespace Strata.Sources;

/// <summary>
/// Reads the files of <c>${file:name}</c>, each once. Only files inside the overrides directory or an allowed one are read:
/// what counts is where a file really is, symbolic links followed. Safe for use from several threads.
/// </summary>
internal sealed class IncludedFiles
{
    private readonly string _directory;
    private readonly ImmutableArray<string> _allowedDirectories;
    private readonly AllowedDirectories _allowed;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<string, IncludedFile> _read = new(StringComparer.Ordinal);

    // What another reading found, and nobody has asked for in this one yet.
    private readonly Dictionary<string, IncludedFile> _known = new(StringComparer.Ordinal);

    public IncludedFiles(string directory, IEnumerable<string> allowedDirectories, long maxBytes)
    {
        _directory = FullPath.Of(directory);
        _allowedDirectories = [.. allowedDirectories];
        _allowed = new AllowedDirectories(_allowedDirectories.Prepend(directory));
        _maxBytes = maxBytes;
    }

    /// <summary>Whether no file was asked for.</summary>
    public bool IsEmpty => _read.IsEmpty;

    public IncludedText Read(string name) =>
        _read.GetOrAdd(name, static (name, files) => files._known.TryGetValue(name, out var known) ? known : files.ReadStamped(name), this).Text;

    /// <summary>The files for another reading, of which those that were asked for in this one are looked at now, and read where they have changed.</summary>
    /// <param name="isSame">Whether all of them say what they said.</param>
    public IncludedFiles Again(out bool isSame)
    {
        isSame = true;
        var again = new IncludedFiles(_directory, _allowedDirectories, _maxBytes);
        foreach (var (name, file) in _read)
        {
            var now = file.IsSettled && again.StampOf(name) == file.Stamp ? file : again.ReadStamped(name);
            again._known.Add(name, now);
            isSame &= now.Text == file.Text;
        }

        return again;
    }

    /// <summary>Adds where the files stand that were asked for.</summary>
    public void AddTo(WatchedPlaces places)
    {
        foreach (var name in _read.Keys.Where(IsName))
        {
            places.AddFile(Path.GetFullPath(name, _directory));
        }
    }

    private IncludedFile ReadStamped(string name)
    {
        // Before it is read: what happens to it meanwhile is then seen.
        var stamp = StampOf(name);
        var text = ReadFile(name);
        return new IncludedFile(text, stamp, text.Outcome is IncludeOutcome.Read or IncludeOutcome.Missing && (!stamp.Exists || stamp.IsSettled()));
    }

    private FileStamp StampOf(string name) => IsName(name) ? FileStamp.Of(Path.GetFullPath(name, _directory)) : default;

    private static bool IsName(string name) => !name.Contains('\0', StringComparison.Ordinal);

    private IncludedText ReadFile(string name)
    {
        if (!IsName(name))
        {
            return new IncludedText(IncludeOutcome.Missing, "");
        }

        try
        {
            // Judged before it is opened, so that nothing can be learned of files outside.
            var real = RealPath.Of(Path.GetFullPath(name, _directory));
            if (!_allowed.Contain(real))
            {
                return new IncludedText(IncludeOutcome.Forbidden, "");
            }

            if (Directory.Exists(real))
            {
                return new IncludedText(IncludeOutcome.Directory, "");
            }

            if (FileContent.ReadBytes(real, _maxBytes) is not { } bytes)
            {
                return new IncludedText(IncludeOutcome.TooLarge, "");
            }

            var text = FileContent.WithoutMark(bytes);
            return Utf8.IsValid(text.Span) && !text.Span.Contains((byte)0)
                ? new IncludedText(IncludeOutcome.Read, Encoding.UTF8.GetString(text.Span))
                : new IncludedText(IncludeOutcome.NoText, "");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return new IncludedText(IncludeOutcome.Missing, "");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new IncludedText(IncludeOutcome.Unreadable, "");
        }
    }

    /// <summary>A file that was asked for.</summary>
    /// <param name="Text">What was read.</param>
    /// <param name="Stamp">What the file system said of it before.</param>
    /// <param name="IsSettled">Whether that tells of every change.</param>
    private sealed record IncludedFile(IncludedText Text, FileStamp Stamp, bool IsSettled);
}
