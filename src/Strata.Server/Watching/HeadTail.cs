using System.Collections.Concurrent;
using Strata.Server.Access;
using Strata.Server.Observing;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Watching;

/// <summary>
/// Follows the heads of the spaces: by what this process commits, by announcements of others, and by a slow look at the store that makes up for
/// announcements which were lost. Safe for use from several threads.
/// </summary>
internal sealed partial class HeadTail(ServerStore store, CurrentPolicy policy, IEnumerable<IHeadAnnouncements> announcements, ServerSettings settings, ServerMeter meter, ILogger<HeadTail> log) : BackgroundService
{
    private static readonly TimeSpan MostBackOff = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, SpaceFeed> _feeds = new(StringComparer.Ordinal);
    private long _lastRead;

    /// <summary>How long ago the store was last read; null where it never was.</summary>
    public TimeSpan? Age => Volatile.Read(ref _lastRead) is var at and not 0 ? store.Time.GetElapsedTime(at) : null;

    /// <summary>The feed of a space.</summary>
    /// <exception cref="RefusalException">There is no such space, or it is not known and the store cannot be reached.</exception>
    public ValueTask<SpaceFeed> GetAsync(string space, CancellationToken cancellationToken) =>
        _feeds.TryGetValue(space, out var feed) ? ValueTask.FromResult(feed) : OpenAsync(space, cancellationToken);

    /// <summary>Serves what was just committed here, and tells the other processes. Never fails: it is committed, whoever hears of it when.</summary>
    public async Task CommittedAsync(Revision revision)
    {
        if (_feeds.TryGetValue(revision.Space, out var feed) && !feed.AdvanceWithin(revision, ServerActivity.Current))
        {
            // One of the two lives is over, and only the store knows which.
            await AnnouncedAsync(revision.Space, CancellationToken.None).ConfigureAwait(false);
        }

        foreach (var announcement in announcements)
        {
            await announcement.AnnounceAsync(revision.Space).ConfigureAwait(false);
        }
    }

    /// <summary>Reads who may do what before the first request comes.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.AsksWhoCalls)
        {
            await policy.ReloadAsync(cancellationToken).ConfigureAwait(false);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(
                [PollAsync(stoppingToken), ListenAsync("the store", store.Database.ListenAsync, stoppingToken), .. announcements.Select(one => ListenAsync(one.Name, one.ListenAsync, stoppingToken))]).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server ends, or did not start.
        }
    }

    private async ValueTask<SpaceFeed> OpenAsync(string space, CancellationToken cancellationToken)
    {
        if (!SpaceName.IsOne(space))
        {
            throw Refusal.UnknownSpace(space);
        }

        var head = await store.Revisions.FindHeadAsync(space, cancellationToken).ConfigureAwait(false) ?? throw Refusal.UnknownSpace(space);
        var made = new SpaceFeed(head, LookAsync);
        var feed = _feeds.GetOrAdd(space, made);
        if (feed == made || !feed.AdvanceWithin(head))
        {
            // First it can be told of changes, then it looks: what was committed before it could be told is not missed.
            await feed.RefreshAsync(cancellationToken).ConfigureAwait(false);
        }

        return feed;
    }

    private async Task LookAsync(SpaceFeed feed)
    {
        var served = feed.Now.Revision;
        var head = await store.Revisions.FindHeadAsync(served.Space, CancellationToken.None).ConfigureAwait(false);
        if (head is not null && IsBefore(head, served) && await store.BeginEpochAsync(served, CancellationToken.None).ConfigureAwait(false))
        {
            LogLost(served.Space, served.Number);
            head = await store.Revisions.FindHeadAsync(served.Space, CancellationToken.None).ConfigureAwait(false);
        }

        if (head is null)
        {
            // A restore brought back a store that never had it.
            _feeds.TryRemove(KeyValuePair.Create(served.Space, feed));
            feed.End();
        }
        else
        {
            feed.Advance(head);
        }
    }

    // What was served is not in the store any more: it went on from a standby that had not got all, or from an old copy of its file.
    private static bool IsBefore(Revision head, Revision served) =>
        head.Epoch == served.Epoch && (head.Number < served.Number || (head.Number == served.Number && (head.Hash != served.Hash || head.At != served.At)));

    // Announcements may be lost; this is what nobody waits for longer than.
    private async Task PollAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await ReadHeadsAsync(stopping).ConfigureAwait(false);
                meter.CountHeadRead(exception: null);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with the store, what is known is served on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                meter.CountHeadRead(exception);
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
        var (epoch, access, heads) = await store.Spaces.ReadHeadsAsync(stopping).ConfigureAwait(false);
        Volatile.Write(ref _lastRead, store.Time.GetTimestamp());
        await policy.SeenAsync(access, stopping).ConfigureAwait(false);
        foreach (var (space, feed) in _feeds)
        {
            // Where they differ, a look finds out which is newer.
            if (!heads.TryGetValue(space, out var head) || !feed.Serves(epoch, head))
            {
                await AnnouncedAsync(space, stopping).ConfigureAwait(false);
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
            if (_feeds.TryGetValue(space, out var feed))
            {
                await feed.RefreshAsync(stopping).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody serves any more.
        }
#pragma warning disable CA1031 // Nobody waits for it; the slow look makes up for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnreachable(exception.Message);
        }
    }

    private static TimeSpan Jittered(TimeSpan interval) => interval * (0.75 + (Random.Shared.NextDouble() / 2));

    [LoggerMessage(9101, LogLevel.Warning, "the heads cannot be read; what was read before is served on: {Problem}")]
    private partial void LogUnreachable(string problem);

    [LoggerMessage(9103, LogLevel.Error, "the store no longer has revision {Revision} of space {Space}, which was served: it is taken for another life of the store from here on")]
    private partial void LogLost(string space, long revision);

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
