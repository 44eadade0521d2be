using Microsoft.Extensions.Primitives;
using Strata.Server.Publishing;
using Strata.Server.Spaces;
using Strata.Server.Stores;
using Strata.Server.Watching;

namespace Strata.Server.Reading;

/// <summary>Finds what a request is answered from: one revision, and of it the content that this caller gets. Safe for use from several threads.</summary>
internal sealed class ConfigurationReader(HeadTail heads, SnapshotCache snapshots, ServerStore store, Publisher publisher, ServerSettings settings)
{
    /// <summary>The head of a space, not older than a revision that the caller has seen.</summary>
    /// <param name="space">The space.</param>
    /// <param name="query">Where the revision stands as <c>minRevision</c>, and the life of the store that it was seen in as <c>epoch</c>.</param>
    /// <param name="cancellationToken">Ends the wait for it.</param>
    /// <exception cref="RefusalException">It is not known here in time, or was seen in another life of the store.</exception>
    public async ValueTask<Served> HeadAsync(string space, IQueryCollection query, CancellationToken cancellationToken)
    {
        var feed = await heads.GetAsync(space, cancellationToken).ConfigureAwait(false);
        var served = feed.Now;
        var wanted = NumberOf(query, "minRevision") ?? 0;
        var epoch = query["epoch"].ToString();
        if (served.Revision.Number >= wanted && (epoch.Length == 0 || epoch == served.Revision.Epoch))
        {
            return served;
        }

        // Whoever has seen it knows better than this process, which asks the store at once, and then waits.
        await feed.RefreshAsync(cancellationToken).ConfigureAwait(false);
        using var limit = new CancellationTokenSource(settings.RequestTimeout / 2, store.Time);
        while (true)
        {
            served = feed.Now;
            if (epoch.Length > 0 && epoch != served.Revision.Epoch)
            {
                throw Refusal.Gone($"epoch {epoch} is over: the store was restored");
            }

            if (served.Revision.Number >= wanted)
            {
                return served;
            }

            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                await served.Replaced.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Refusal.NotReached(wanted, served.Revision.Number);
            }
        }
    }

    /// <summary>The revision that a request asks for: one of the past, or the head.</summary>
    public async ValueTask<Revision> RevisionAsync(string space, IQueryCollection query, CancellationToken cancellationToken) =>
        NumberOf(query, "revision") is { } number
            ? await publisher.RevisionAsync(space, number, cancellationToken).ConfigureAwait(false)
            : (await HeadAsync(space, query, cancellationToken).ConfigureAwait(false)).Revision;

    /// <summary>The hash of the content that a caller gets of a revision.</summary>
    public string ContentOf(Revision revision, ResolutionQuery query) =>
        revision is { Candidate: { } candidate, Rollout: { } rollout } && rollout.Picks(query.WithoutVariables(store.Time.GetUtcNow())) ? candidate : revision.Content;

    /// <summary>The answer to a question about a revision.</summary>
    public Task<SnapshotAnswer> ReadAsync(Revision revision, ResolutionQuery query, string format, CancellationToken cancellationToken) =>
        snapshots.GetAsync(ContentOf(revision, query), query, format, cancellationToken);

    /// <summary>A parameter that is a number; null where it is not given.</summary>
    public static long? NumberOf(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && !StringValues.IsNullOrEmpty(values)
        ? long.TryParse(values, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw Refusal.BadRequest($"\"{name}\" is no revision", $"write {name}=12")
        : null;
}
