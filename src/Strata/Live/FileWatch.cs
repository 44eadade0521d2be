using Strata.Sources;

namespace Strata.Live;

/// <summary>
/// Asks the system to tell of what happens at some places. What it tells only wakes: the files themselves are then looked at. Where it
/// cannot watch, or has lost count, that is said, so that they are looked at all the same. Safe for use from several threads.
/// </summary>
/// <param name="usePolling">Whether the system is not to be asked; null to ask it where it can be relied on.</param>
/// <param name="retryAfter">
/// How long what could be watched in part is left at that. A try walks over all that lies beneath, and where it fails again that wakes as
/// any other event does: made at each waking, tries would never end.
/// </param>
/// <param name="changed">Told that something happened. Called from any thread, and often.</param>
internal sealed class FileWatch(bool? usePolling, TimeSpan retryAfter, Action changed) : IDisposable
{
    // Each is a thread and an instance of inotify, of which a user has 128.
    private const int MostDirectories = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, WatchedDirectory> _watched = new(StringComparer.Ordinal);
    private volatile bool _isBlind = usePolling == true;
    private bool _isDisposed;

    /// <summary>Whether changes may happen of which nobody tells.</summary>
    public bool IsPolling => _isBlind;

    /// <summary>Watches some places, and those alone.</summary>
    /// <param name="root">The directory beneath which everything is watched.</param>
    /// <param name="places">The places.</param>
    /// <returns>Whether something is watched that was not: what happened to it until now nobody told.</returns>
    public bool Cover(string root, IEnumerable<WatchedPlace> places)
    {
        if (usePolling == true)
        {
            return false;
        }

        lock (_lock)
        {
            if (_isDisposed)
            {
                return false;
            }

            var wanted = WantedBy(root, places);
            foreach (var (directory, watched) in _watched.Where(watched => !wanted.ContainsKey(watched.Key) || !watched.Value.IsAlive || watched.Value.FailedBefore(retryAfter)).ToArray())
            {
                watched.Dispose();
                _watched.Remove(directory);
            }

            _isBlind = wanted.Count > MostDirectories || _watched.Values.Any(static watched => watched.HasFailed);
            var isMore = false;
            foreach (var (directory, names) in wanted)
            {
                if (_watched.TryGetValue(directory, out var known))
                {
                    known.Names = names;
                }
                else if (_watched.Count < MostDirectories)
                {
                    isMore |= Begin(directory, names, isWhole: directory == root);
                }
            }

            return isMore;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var watched in _watched.Values)
            {
                watched.Dispose();
            }

            _watched.Clear();
        }
    }

    // The names that count, by directory; no names where all do.
    private static Dictionary<string, HashSet<string>?> WantedBy(string root, IEnumerable<WatchedPlace> places)
    {
        var wanted = new Dictionary<string, HashSet<string>?>(StringComparer.Ordinal);
        foreach (var place in places)
        {
            if (IsBeneath(root, place.Directory) && Directory.Exists(root))
            {
                wanted[root] = null;
                continue;
            }

            var (directory, name) = Existing(place);
            if (!wanted.TryGetValue(directory, out var names))
            {
                wanted.Add(directory, name is null ? null : new HashSet<string>(StringComparer.Ordinal) { name });
            }
            else if (name is null)
            {
                wanted[directory] = null;
            }
            else
            {
                names?.Add(name);
            }
        }

        return wanted;
    }

    // What is not there appears in the nearest directory that is.
    private static WatchedPlace Existing(WatchedPlace place)
    {
        var (directory, name) = place;
        while (!Directory.Exists(directory) && Path.GetDirectoryName(directory) is { } parent)
        {
            name = Path.GetFileName(directory);
            directory = parent;
        }

        return new WatchedPlace(directory, name);
    }

    private static bool IsBeneath(string root, string directory) =>
        directory.StartsWith(root, StringComparison.Ordinal) && (directory.Length == root.Length || root.EndsWith(Path.DirectorySeparatorChar) || directory[root.Length] == Path.DirectorySeparatorChar);

    private bool Begin(string directory, HashSet<string>? names, bool isWhole)
    {
        if (usePolling is null && NetworkFileSystem.Holds(directory))
        {
            _isBlind = true;
            return false;
        }

        try
        {
            _watched.Add(directory, new WatchedDirectory(directory, names, isWhole, changed, GoBlind));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // The limit of inotify, or the directory has just vanished.
            _isBlind = true;
            return false;
        }
    }

    private void GoBlind()
    {
        _isBlind = true;
        changed();
    }
}
