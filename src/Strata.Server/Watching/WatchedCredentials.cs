using Strata.Server.Identity;
using Strata.Server.Spaces;

namespace Strata.Server.Watching;

/// <summary>
/// Ends watches when what their callers showed is revoked or over: a connection that came in time goes on no longer than the next request would. Each
/// credential is looked at once, however many watch with it. Safe for use from several threads.
/// </summary>
internal sealed partial class WatchedCredentials(Credentials credentials, TimeProvider time, ILogger<WatchedCredentials> log) : BackgroundService
{
    private const int MostAtOnce = 16;

    // Two of these, and what a look takes, are less than what was revoked may still be taken for.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, HashSet<Watcher>> _watchers = new(StringComparer.Ordinal);

    /// <summary>Takes a watcher in.</summary>
    /// <returns>What its caller showed; null where that is nothing that can be revoked: a certificate holds for its connection.</returns>
    public string? Enter(HttpContext context, Watcher watcher)
    {
        if (Credentials.TextOf(context) is not { } shown)
        {
            return null;
        }

        lock (_watchers)
        {
            if (!_watchers.TryGetValue(shown, out var all))
            {
                _watchers.Add(shown, all = []);
            }

            all.Add(watcher);
        }

        return shown;
    }

    public void Leave(string shown, Watcher watcher)
    {
        lock (_watchers)
        {
            if (_watchers.TryGetValue(shown, out var all) && all.Remove(watcher) && all.Count == 0)
            {
                _watchers.Remove(shown);
            }
        }
    }

    /// <summary>Makes sure that what a request showed still holds, at the end of a wait.</summary>
    /// <exception cref="RefusalException">It does not.</exception>
    public async ValueTask RequireAsync(HttpContext context)
    {
        if (Credentials.TextOf(context) is { } shown && !await HoldsAsync(shown, context.RequestAborted).ConfigureAwait(false))
        {
            throw Refusal.BadCredential("it was revoked, or has expired, meanwhile");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = MostAtOnce, CancellationToken = stoppingToken };
        try
        {
            using var timer = new PeriodicTimer(Interval, time);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
            {
                await Parallel.ForEachAsync(Shown(), options, LookAsync).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private async ValueTask LookAsync(string shown, CancellationToken cancellationToken)
    {
        if (await HoldsAsync(shown, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        lock (_watchers)
        {
            foreach (var watcher in _watchers.GetValueOrDefault(shown, []))
            {
                watcher.Signal(WatchSignals.Gone);
            }
        }
    }

    private string[] Shown()
    {
        lock (_watchers)
        {
            return [.. _watchers.Keys];
        }
    }

    // While the store does not answer, nobody can have revoked anything; and nobody who comes back would be let in.
    private async ValueTask<bool> HoldsAsync(string shown, CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.HoldsAsync(shown, Interval, cancellationToken).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever is wrong with the store, those who watch go on, and the next look may tell.
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            LogUnknown(exception.Message);
            return true;
        }
    }

    [LoggerMessage(9104, LogLevel.Warning, "Whether those who watch may still cannot be seen: {Problem}")]
    private partial void LogUnknown(string problem);
}
