using Strata.Caching;
using Strata.Sources;

namespace Strata.Cli.Serving;

/// <summary>
/// The files of spaces on this machine, each content once, in a directory of its own that is named by its hash and that nobody else may look into.
/// A content is put there as a whole or not at all, and used again only where every byte of it is still the one that the hash stands for.
/// </summary>
internal sealed class SpaceDirectory
{
    /// <summary>The directory of the overrides in that of a content; the project's file stands beside it.</summary>
    public const string Overrides = "overrides";

    /// <summary>Where they are, below the directory of the cache.</summary>
    public const string Folder = "spaces";

    // Whoever reads many revisions should not fill the disk.
    private const int Most = 32;
    private const string Unfinished = ".new-";
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerDirectory = OwnerFile | UnixFileMode.UserExecute;

    // A command that was started before may still read from one.
    private static readonly TimeSpan InUse = TimeSpan.FromHours(1);

    private readonly string _root;
    private readonly TimeProvider _time;

    private SpaceDirectory(string root, TimeProvider time)
    {
        _root = root;
        _time = time;
    }

    /// <summary>The one of this run: below the cache, or where nothing is to be kept, a temporary one that ends with the run.</summary>
    /// <param name="host">What the command has of the world.</param>
    /// <param name="keeps">Whether files may be kept for the next run.</param>
    public static SpaceDirectory Of(CommandHost host, bool keeps)
    {
        var cache = keeps && host.Variable(Cli.Caching.CacheInUse.OffVariable) is null ? CacheLocation.Of(host.Variable) : null;
        if (cache is not null && CacheDirectory.Open(cache, CacheDirectory.DefaultMostBytes, out _) is not null && TryMake(Path.Combine(cache, Folder)))
        {
            return new SpaceDirectory(Path.Combine(cache, Folder), TimeProvider.System);
        }

        var temporary = Directory.CreateTempSubdirectory("strata-space-").FullName;
        host.AtEnd(() => Remove(temporary));
        return new SpaceDirectory(temporary, TimeProvider.System);
    }

    /// <summary>Removes all contents of a cache.</summary>
    /// <returns>How many there were, and their bytes.</returns>
    public static (int Contents, long Bytes) Clear(string cache)
    {
        var (contents, bytes) = Usage(cache);
        Remove(Path.Combine(cache, Folder));
        return (contents, bytes);
    }

    /// <summary>How many contents a cache has, and their bytes.</summary>
    public static (int Contents, long Bytes) Usage(string cache)
    {
        try
        {
            var root = new DirectoryInfo(Path.Combine(cache, Folder));
            return root.Exists ? (root.GetDirectories().Length, root.EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length)) : (0, 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (0, 0);
        }
    }

    /// <summary>The directory of a content.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="fetch">Gets the files where they are not here.</param>
    /// <exception cref="ServerProblemException">They are not to be had, or are not what the hash stands for.</exception>
    /// <exception cref="OutputException">They cannot be written.</exception>
    public string Take(string hash, Func<SpaceFiles> fetch)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw ServerProblemException.NoServer("a content has no hash");
        }

        var path = Path.Combine(_root, hash);
        try
        {
            if (Holds(path, hash))
            {
                Directory.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
                return path;
            }

            var files = fetch();
            if (files.Hash != hash)
            {
                throw ServerProblemException.BadContent($"the server sent files whose hash is {files.Hash}, and not {hash}");
            }

            Put(files, path, hash);
            Trim(path);
            return path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new OutputException($"the files of the space cannot be kept in {_root}: {exception.Message}", exception);
        }
    }

    private void Put(SpaceFiles files, string path, string hash)
    {
        var made = Path.Combine(_root, Unfinished + Path.GetRandomFileName());
        try
        {
            Make(made);
            Make(Path.Combine(made, Overrides));
            foreach (var (name, content) in files.All)
            {
                var file = Path.Combine(made, name == SpaceFiles.Project ? name : Path.Combine(Overrides, name));
                Make(Path.GetDirectoryName(file)!);
                var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
                if (!OperatingSystem.IsWindows())
                {
                    options.UnixCreateMode = OwnerFile;
                }

                using var stream = new FileStream(file, options);
                stream.Write(content);
            }

            if (Directory.Exists(path) && !Holds(path, hash))
            {
                // Somebody changed it. It goes as a whole, and what takes its place comes as a whole.
                Directory.Move(path, Path.Combine(_root, Unfinished + Path.GetRandomFileName()));
            }

            if (!Directory.Exists(path))
            {
                Directory.Move(made, path);
            }
        }
        catch (IOException) when (Holds(path, hash))
        {
            // Another process was first.
        }
        finally
        {
            Remove(made);
        }
    }

    // Whether every byte is as it was published, and there is nothing beside.
    private static bool Holds(string path, string hash)
    {
        if (!FileRights.IsPrivateDirectory(path))
        {
            return false;
        }

        var manifest = new FileManifest();
        foreach (var entry in new DirectoryInfo(path).EnumerateFileSystemInfos("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None }))
        {
            if (entry.LinkTarget is not null)
            {
                return false;
            }

            if (entry is FileInfo file)
            {
                var name = Path.GetRelativePath(path, file.FullName).Replace('\\', '/');
                if (FileContent.ReadBytes(file.FullName, SpaceFiles.MostBytes) is not { } content || (name != SpaceFiles.Project && !name.StartsWith($"{Overrides}/", StringComparison.Ordinal)))
                {
                    return false;
                }

                manifest.Add(name == SpaceFiles.Project ? name : name[(Overrides.Length + 1)..], content.Span);
            }
        }

        return manifest.Hash == hash;
    }

    // What is left behind, and what was not used for longest.
    private void Trim(string taken)
    {
        var now = _time.GetUtcNow().UtcDateTime;
        var old = new DirectoryInfo(_root).GetDirectories().Where(directory => directory.FullName != taken && now - directory.LastWriteTimeUtc > InUse).ToList();
        var unfinished = old.Where(static directory => directory.Name.StartsWith(Unfinished, StringComparison.Ordinal)).ToList();
        foreach (var directory in unfinished.Concat(old.Except(unfinished).OrderByDescending(static directory => directory.LastWriteTimeUtc).Skip(Most)))
        {
            Remove(directory.FullName);
        }
    }

    private static bool TryMake(string path)
    {
        try
        {
            Make(path);
            return FileRights.IsPrivateDirectory(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerDirectory);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is of no use to anybody, and goes with the next that is trimmed.
        }
    }
}
