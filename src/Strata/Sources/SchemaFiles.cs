using System.Collections.Concurrent;
using System.Text.Unicode;
using Strata.Values;

namespace Strata.Sources;

/// <summary>How reading a schema file ended.</summary>
internal enum SchemaFileOutcome : byte
{
    Read,
    Missing,

    /// <summary>It is outside of the directories that may be read.</summary>
    Forbidden,
    Unreadable,
}

/// <summary>Takes how reading a schema file ended, and its text where there is one.</summary>
internal delegate void SchemaFileObserver(string path, SchemaFileOutcome outcome, SourceText? text);

/// <summary>
/// Reads schema files: those of the overrides directory and of the directories that may be included from, and those beside a
/// schema that the user named. Safe for use from several threads.
/// </summary>
/// <param name="directory">The overrides directory as the user named it.</param>
/// <param name="includeDirectories">The further directories that may be read.</param>
/// <param name="named">The schemas that the user named.</param>
/// <param name="maxBytes">The largest file.</param>
/// <param name="observer">Told of every file that is asked for; null for nobody.</param>
/// <param name="shownAs">How the directory is shown; null for as it was named.</param>
internal sealed class SchemaFiles(string directory, IEnumerable<string> includeDirectories, IReadOnlyList<string> named, long maxBytes, SchemaFileObserver? observer = null, string? shownAs = null)
{
    private readonly Lazy<AllowedDirectories> _allowed = new(() =>
        new AllowedDirectories([directory, .. includeDirectories, .. named.Select(static file => Path.GetDirectoryName(FullPath.Of(file)) ?? "")]));

    private readonly ConcurrentDictionary<string, string> _folders = new(StringComparer.Ordinal);
    // The files that were looked for, and what the file system said of them.
    private readonly ConcurrentDictionary<string, FileStamp> _seen = new(StringComparer.Ordinal);

    private readonly string _prefix = OverrideDirectory.PrefixOf(directory, shownAs);
    private readonly string _full = Path.TrimEndingDirectorySeparator(FullPath.Of(directory));

    // A type is any text, and may be no name of a file.
    private static readonly string[] Endings = [".schema.json", ".schema.yml", ".schema.yaml"];

    /// <summary>Where a file is, as it is shown.</summary>
    public string FullPathOf(string file) => shownAs is not null && file.StartsWith(_prefix, StringComparison.Ordinal) ? Path.Combine(_full, file[_prefix.Length..]) : FullPath.Of(file);

    /// <summary>The path of the schema of a type; null where it has none.</summary>
    public string? OfType(string type)
    {
        if (type.AsSpan().ContainsAny('/', '\\', '\0') || type is "." or "..")
        {
            return null;
        }

        foreach (var ending in Endings)
        {
            var path = Path.Combine(_full, "schemas", type + ending);
            See(path);
            if (File.Exists(path))
            {
                return path;
            }

            observer?.Invoke(path, SchemaFileOutcome.Missing, null);
        }

        return null;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="text">The text; null where it was not read.</param>
    public SchemaFileOutcome Read(string path, out SourceText? text)
    {
        var outcome = ReadFile(path, out text);
        observer?.Invoke(path, outcome, text);
        return outcome;
    }

    /// <summary>Whether a file may be read. It need not exist.</summary>
    public bool MayRead(string path)
    {
        try
        {
            return !path.Contains('\0', StringComparison.Ordinal) && _allowed.Value.Contain(RealPathOf(path));
        }
        catch (IOException)
        {
            return false;
        }
    }

    // Many files stand in few directories, whose real paths are asked for once.
    private string RealPathOf(string path)
    {
        if (Path.GetDirectoryName(path) is not { } folder || new FileInfo(path).LinkTarget is not null)
        {
            return RealPath.Of(path);
        }

        if (!_folders.TryGetValue(folder, out var real))
        {
            _folders[folder] = real = RealPath.Of(folder);
        }

        return Path.Combine(real, Path.GetFileName(path));
    }

    private SchemaFileOutcome ReadFile(string path, out SourceText? text)
    {
        text = null;
        try
        {
            if (path.Contains('\0', StringComparison.Ordinal))
            {
                return SchemaFileOutcome.Missing;
            }

            See(path);

            // Judged before it is opened, so that nothing can be learned of files outside.
            if (!_allowed.Value.Contain(RealPath.Of(path)))
            {
                return SchemaFileOutcome.Forbidden;
            }

            if (FileContent.ReadBytes(path, maxBytes) is not { } bytes)
            {
                return SchemaFileOutcome.Unreadable;
            }

            var content = FileContent.WithoutMark(bytes);
            text = new SourceText(ShownAs(path), content);
            return Utf8.IsValid(content.Span) ? SchemaFileOutcome.Read : SchemaFileOutcome.Unreadable;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return SchemaFileOutcome.Missing;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return SchemaFileOutcome.Unreadable;
        }
    }

    /// <summary>Whether there is none of the files that were looked for.</summary>
    public bool IsEmpty => _seen.Values.All(static stamp => !stamp.Exists);

    /// <summary>Whether the file system says that all that was looked for is as it was then, or missing as it was.</summary>
    public bool IsUntouched() => _seen.All(static seen => FileStamp.Of(seen.Key) == seen.Value);

    /// <summary>Whether that is certain.</summary>
    public bool IsCurrent() => _seen.Values.All(static stamp => !stamp.Exists || stamp.IsSettled()) && IsUntouched();

    /// <summary>Adds where the files stand that were looked for.</summary>
    public void AddTo(WatchedPlaces places)
    {
        foreach (var path in _seen.Keys)
        {
            places.AddFile(path);
        }
    }

    private void See(string path) => _seen.TryAdd(path, FileStamp.Of(path));

    // As the directory is shown; what is elsewhere, as the user named the file, or whole.
    private string ShownAs(string path)
    {
        if (path.StartsWith(_full, StringComparison.Ordinal) && path.Length > _full.Length && path[_full.Length] == Path.DirectorySeparatorChar)
        {
            return _prefix + path[(_full.Length + 1)..].Replace('\\', '/');
        }

        return named.FirstOrDefault(file => FullPath.Of(file) == path)?.Replace('\\', '/') ?? path.Replace('\\', '/');
    }
}
