namespace Strata.Server.Watching;

/// <summary>
/// Wakes every watcher now and then, so that it notices that its reader is gone, and proxies see that it lives. The watchers are spread over the
/// interval, a part at each tick. When the server ends, it tells them all. Safe for use from several threads.
/// </summary>
internal sealed class Heartbeats(ServerSettings settings, IHostApplicationLifetime lifetime, TimeProvider time) : BackgroundService
{
    private const int Lanes = 16;

    private readonly WatcherSet[] _lanes = [.. Enumerable.Range(0, Lanes).Select(static _ => new WatcherSet())];
    private int _next;
    private int _count;

    /// <summary>How many watchers there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes a watcher in, unless there are as many as there may be, or the server ends.</summary>
    public WatcherSet? Enter(Watcher watcher)
    {
        if (Interlocked.Increment(ref _count) > settings.MostWatchers || lifetime.ApplicationStopping.IsCancellationRequested)
        {
            Interlocked.Decrement(ref _count);
            return null;
        }

        var lane = _lanes[(uint)Interlocked.Increment(ref _next) % Lanes];
        lane.Add(watcher);
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            // It came too late for the word that went to all others.
            watcher.Signal(WatchSignals.Stop);
        }

        return lane;
    }

    public void Leave(WatcherSet lane, Watcher watcher)
    {
        lane.Remove(watcher);
        Interlocked.Decrement(ref _count);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not the token of this service: requests are drained before services end.
        using var ending = lifetime.ApplicationStopping.Register(() => Array.ForEach(_lanes, static lane => lane.Signal(WatchSignals.Stop)));
        for (var turn = 0; !stoppingToken.IsCancellationRequested; turn++)
        {
            try
            {
                await Task.Delay(settings.HeartbeatInterval / Lanes, time, stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            _lanes[turn % Lanes].Signal(WatchSignals.Heartbeat);
        }
    }
}
