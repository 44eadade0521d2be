namespace Strata.Server.Watching;

/// <summary>Watchers, to be signalled all together. Safe for use from several threads.</summary>
internal sealed class WatcherSet
{
    private readonly HashSet<Watcher> _watchers = [];

    public void Add(Watcher watcher)
    {
        lock (_watchers)
        {
            _watchers.Add(watcher);
        }
    }

    public void Remove(Watcher watcher)
    {
        lock (_watchers)
        {
            _watchers.Remove(watcher);
        }
    }

    public void Signal(WatchSignals signals)
    {
        lock (_watchers)
        {
            // A signal only queues what follows it, so that this is short however many there are.
            foreach (var watcher in _watchers)
            {
                watcher.Signal(signals);
            }
        }
    }
}
