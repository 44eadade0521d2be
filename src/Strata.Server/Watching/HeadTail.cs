using System.Collections.Concurrent;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Watching;

/// <summary>
/// Follows the heads of the spaces: by what this process commits, by announcements of others, and by a slow look at the store that makes up for
/// announcements which were lost. Safe for use from several threads.
/// </summary>
internal sealed partial class HeadTail(ServerStore store, IEnumerable<IHeadAnnouncements> announcements, ServerSettings settings, ILogger<HeadTail> log) : BackgroundService
{
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SpaceFeed> _feeds = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private long _lastRead;

    /// <summary>How long ago the store was last read; null where it never was.</summary>
    public TimeSpan? Age => Volatile.Read(ref _lastRead) is var at and not 0 ? store.Time.GetElapsedTime(at) : null;

    /// <summary>The feed of a space.</summary>
    /// <exception cref="RefusalException">There is no such space, or it is not known and the store cannot be reached.</exception>
    public ValueTask<SpaceFeed> GetAsync(string space, CancellationToken cancellationToken) =>
        _feeds.TryGetValue(space, out var feed) ? ValueTask.FromResult(feed) : OpenAsync(space, cancellationToken);

    /// <summary>Serves what was just committed here, and tells the other processes.</summary>
    public async Task CommittedAsync(Revision revision)
    {
        await ServeAsync(revision).ConfigureAwait(false);
        foreach (var announcement in announcements)
        {
            await announcement.AnnounceAsync(revision.Space).ConfigureAwait(false);
        }
    }

    /// <summary>Looks at the store for one space, now.</summary>
    public async Task RefreshAsync(string space, CancellationToken cancellationToken)
    {
        if (!_feeds.TryGetValue(space, out var feed))
        {
            return;
        }

        // One at a time, so that what is read last is served last, whatever life of the store it belongs to.
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (await store.Revisions.FindHeadAsync(space, cancellationToken).ConfigureAwait(false) is { } head)
            {
                feed.Advance(head);
            }
        }
        finally
        {
            _reading.Release();
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        [PollAsync(stoppingToken), ListenAsync("the store", store.Database.ListenAsync, stoppingToken), .. announcements.Select(one => ListenAsync(one.Name, one.ListenAsync, stoppingToken))]);

    private async ValueTask<SpaceFeed> OpenAsync(string space, CancellationToken cancellationToken)
    {
        if (!SpaceName.IsOne(space))
        {
            throw Refusal.UnknownSpace(space);
        }

        var head = await store.Revisions.FindHeadAsync(space, cancellationToken).ConfigureAwait(false) ?? throw Refusal.UnknownSpace(space);
        var feed = _feeds.GetOrAdd(space, static (_, first) => new SpaceFeed(first), head);
        feed.Advance(head);
        return feed;
    }

    private async Task ServeAsync(Revision revision)
    {
        if (!_feeds.TryGetValue(revision.Space, out var feed))
        {
            return;
        }

        if (feed.Now.Revision.Epoch == revision.Epoch)
        {
            feed.Advance(revision);
        }
        else
        {
            await RefreshAsync(revision.Space, CancellationToken.None).ConfigureAwait(false);
        }
    }

    // Announcements may be lost; this is what nobody waits for longer than.
    private async Task PollAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadHeadsAsync(stopping).ConfigureAwait(false);
            }
            catch (RefusalException exception)
            {
                LogUnreachable(exception.Message);
            }

            try
            {
                await Task.Delay(Jittered(settings.PollInterval), store.Time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task ReadHeadsAsync(CancellationToken stopping)
    {
        var (epoch, heads) = await store.Spaces.ReadHeadsAsync(stopping).ConfigureAwait(false);
        Volatile.Write(ref _lastRead, store.Time.GetTimestamp());
        foreach (var (space, feed) in _feeds)
        {
            var served = feed.Now.Revision;
            if (served.Epoch != epoch || (heads.TryGetValue(space, out var head) && head > served.Number))
            {
                await RefreshAsync(space, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task ListenAsync(string name, Func<Action<string>, CancellationToken, Task> listen, CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await listen(space => { failures = 0; _ = AnnouncedAsync(space, stopping); }, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever ends the listening, the slow look goes on, and listening begins again.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogDeaf(name, exception.Message);
            }

            var pause = TimeSpan.FromMilliseconds(Math.Min(MostBackOff.TotalMilliseconds, 250 * Math.Pow(2, Math.Min(failures++, 10))));
            try
            {
                await Task.Delay(Jittered(pause), store.Time, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AnnouncedAsync(string space, CancellationToken stopping)
    {
        try
        {
            await RefreshAsync(space, stopping).ConfigureAwait(false);
        }
        catch (RefusalException exception)
        {
            LogUnreachable(exception.Message);
        }
        catch (OperationCanceledException)
        {
            // Nobody serves any more.
        }
    }

    private static TimeSpan Jittered(TimeSpan interval) => interval * (0.75 + (Random.Shared.NextDouble() / 2));

    [LoggerMessage(9101, LogLevel.Warning, "the heads cannot be read; what was read before is served on: {Problem}")]
    private partial void LogUnreachable(string problem);

    [LoggerMessage(9102, LogLevel.Warning, "announcements of {Source} are not heard; the slow look makes up for them: {Problem}")]
    private partial void LogDeaf(string source, string problem);
}

/// <summary>A way in which processes tell one another of new heads, beside the store's own. Messages may be lost or doubled.</summary>
internal interface IHeadAnnouncements
{
    /// <summary>What it is, for people.</summary>
    string Name { get; }

    /// <summary>Tells of a space's new head. Never fails: what is lost is made up for.</summary>
    Task AnnounceAsync(string space);

    /// <summary>Gives each announced space to a listener, until cancelled.</summary>
    Task ListenAsync(Action<string> announced, CancellationToken cancellationToken);
}
