using System.Collections.Concurrent;
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
    private readonly AllowedDirectories _allowed;
    private readonly long _maxBytes;
    private readonly ConcurrentDictionary<string, IncludedText> _read = new(StringComparer.Ordinal);

    public IncludedFiles(string directory, IEnumerable<string> allowedDirectories, long maxBytes)
    {
        _directory = FullPath.Of(directory);
        _allowed = new AllowedDirectories(allowedDirectories.Prepend(directory));
        _maxBytes = maxBytes;
    }

    public IncludedText Read(string name) => _read.GetOrAdd(name, static (name, files) => files.ReadFile(name), this);

    private IncludedText ReadFile(string name)
    {
        if (name.Contains('\0', StringComparison.Ordinal))
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
}
