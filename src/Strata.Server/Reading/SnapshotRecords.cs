using System.Collections.Concurrent;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Reading;

/// <summary>
/// Keeps from what snapshots were made, once for each hash, so that every replica can make their bytes again. Those with secrets in clear are not
/// kept: what can be had by a hash may stand in any cache. Safe for use from several threads.
/// </summary>
internal sealed partial class SnapshotRecords(ServerStore store, ILogger<SnapshotRecords> log)
{
    // Forgetting some costs a statement each when they are made again.
    private const int MostKnown = 100_000;

    // Who reads a configuration does not wait for a store that hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Epoch, string Space, string Hash), byte> _known = new();
    private long _failedAt;

    /// <summary>Keeps from what a snapshot of a revision was made. Not for one with secrets in clear.</summary>
    /// <returns>Whether that is done, or need not be; otherwise it is to be tried again when the snapshot is asked for again.</returns>
    public async ValueTask<bool> RecordAsync(Revision revision, SnapshotAnswer answer, CancellationToken cancellationToken)
    {
        var key = (revision.Epoch, revision.Space, answer.Snapshot.Hash);
        if (_known.ContainsKey(key))
        {
            return true;
        }

        if (Volatile.Read(ref _failedAt) is var failed and not 0 && store.Time.GetElapsedTime(failed) < Pause)
        {
            return false;
        }

        using var limit = new CancellationTokenSource(Patience, store.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await store.Snapshots.SaveAsync(revision.Space, answer.Snapshot.Hash, answer.Content, answer.Recipe, either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RefusalException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // The configuration itself is there, and is answered with.
            Volatile.Write(ref _failedAt, store.Time.GetTimestamp());
            LogNotKept(exception is RefusalException ? exception.Message : "the store does not answer");
            return false;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        _known.TryAdd(key, 0);
        return true;
    }

    [LoggerMessage(9131, LogLevel.Warning, "a snapshot cannot be had by its hash yet: {Problem}")]
    private partial void LogNotKept(string problem);
}
