using System.Collections.Concurrent;
using Strata.Server.Contents;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Reading;

/// <summary>
/// Keeps from what snapshots were made, once for each hash, so that every replica can make their bytes again. Those with secrets in clear are not
/// kept: what can be had by a hash may stand in any cache. Safe for use from several threads.
/// </summary>
internal sealed partial class SnapshotRecords(ServerStore store, ContentCache contents, SnapshotCache snapshots, ILogger<SnapshotRecords> log)
{
    // Forgetting some costs a statement each when they are made again.
    private const int MostKnown = 100_000;

    private readonly ConcurrentDictionary<(string Space, string Hash), byte> _known = new();

    public async ValueTask RecordAsync(string space, string content, ResolutionQuery query, RenderedSnapshot snapshot, CancellationToken cancellationToken)
    {
        if (query.Reveals || _known.ContainsKey((space, snapshot.Hash)))
        {
            return;
        }

        using var lease = await contents.TakeAsync(content, cancellationToken).ConfigureAwait(false);
        try
        {
            await store.Snapshots.SaveAsync(space, snapshot.Hash, content, query.Write(lease.Content.ChangesWithTime ? snapshots.TimeOf(lease.Content, query) : query.Now), cancellationToken).ConfigureAwait(false);
        }
        catch (RefusalException exception)
        {
            // The configuration itself is there, and is answered with.
            LogNotKept(exception.Message);
            return;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        _known.TryAdd((space, snapshot.Hash), 0);
    }

    [LoggerMessage(9131, LogLevel.Warning, "a snapshot cannot be had by its hash yet: {Problem}")]
    private partial void LogNotKept(string problem);
}
