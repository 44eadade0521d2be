namespace Strata.Live;

/// <summary>Tells when something happens below a directory.</summary>
internal sealed class FileWatch(string directory, bool isPolling) : IDisposable
{
    private FileSystemWatcher? _watcher;

    public bool IsPolling { get; } = isPolling;

    public void Start(Action changed)
    {
        if (IsPolling)
        {
            return;
        }

        _watcher = new FileSystemWatcher(directory) { IncludeSubdirectories = true };
        _watcher.Changed += (_, _) => changed();
        _watcher.Created += (_, _) => changed();
        _watcher.Deleted += (_, _) => changed();
        _watcher.Renamed += (_, _) => changed();
        _watcher.Error += (_, _) => changed();
        _watcher.EnableRaisingEvents = true;
    }

    public void Dispose() => _watcher?.Dispose();
}
