using System.Diagnostics;
using Strata.Sources;

namespace Strata.Live;

/// <summary>One directory that the system tells of.</summary>
internal sealed class WatchedDirectory : IDisposable
{
    private readonly string _directory;
    private readonly (ulong Device, ulong Inode, long Born) _identity;
    private readonly FileSystemWatcher _watcher;
    private readonly Action _changed;
    private readonly Action _failed;
    private long _failedAt;

    /// <param name="directory">The directory's real path.</param>
    /// <param name="names">The entries that count; null for all.</param>
    /// <param name="isWhole">Whether what lies deeper counts too.</param>
    /// <param name="changed">Told that something happened.</param>
    /// <param name="failed">Told that the system can no longer tell.</param>
    /// <exception cref="IOException">The directory cannot be watched.</exception>
    public WatchedDirectory(string directory, IReadOnlySet<string>? names, bool isWhole, Action changed, Action failed)
    {
        _directory = directory;
        Names = names;
        _changed = changed;
        _failed = failed;
        _identity = FileStamp.IdentityOf(directory);
        _watcher = new FileSystemWatcher(directory)
        {
            IncludeSubdirectories = isWhole,
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Attributes,
        };
        _watcher.Changed += OnEvent;
        _watcher.Created += OnEvent;
        _watcher.Deleted += OnEvent;
        _watcher.Renamed += OnRenamed;
        _watcher.Error += OnError;
        try
        {
            _watcher.EnableRaisingEvents = true;
        }
        finally
        {
            if (!_watcher.EnableRaisingEvents)
            {
                _watcher.Dispose();
            }
        }
    }

    /// <summary>The entries that count; null for all.</summary>
    public IReadOnlySet<string>? Names { get; set; }

    /// <summary>Whether the system cannot tell of everything in it: the limit of inotify is reached somewhere beneath, for one.</summary>
    public bool HasFailed => Volatile.Read(ref _failedAt) != 0;

    /// <summary>Whether that was so long ago that it is worth another try.</summary>
    /// <param name="interval">How long; <see cref="Timeout.InfiniteTimeSpan"/> for never.</param>
    public bool FailedBefore(TimeSpan interval) => HasFailed && interval != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(_failedAt) >= interval;

    /// <summary>Whether the directory is still the one that is watched: one that was put in its place is another.</summary>
    public bool IsAlive => Directory.Exists(_directory) && FileStamp.IdentityOf(_directory) == _identity;

    /// <inheritdoc/>
    public void Dispose() => _watcher.Dispose();

    private void OnEvent(object sender, FileSystemEventArgs happened) => Tell(happened.Name);

    private void OnRenamed(object sender, RenamedEventArgs happened)
    {
        Tell(happened.OldName);
        Tell(happened.Name);
    }

    private void Tell(string? name)
    {
        if (Names is not { } names || name is null || names.Contains(name))
        {
            _changed();
        }
    }

    // When more happened than there was room for it goes on; whatever else it is, it does not.
    private void OnError(object sender, ErrorEventArgs error)
    {
        if (error.GetException() is InternalBufferOverflowException)
        {
            _changed();
            return;
        }

        // Once: each directory beneath that cannot be watched is an error of its own.
        if (Interlocked.CompareExchange(ref _failedAt, Math.Max(1, Stopwatch.GetTimestamp()), 0) == 0)
        {
            _failed();
        }
    }
}
