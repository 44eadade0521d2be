using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>The revisions. They are only added, each as the next of its space.</summary>
internal sealed class StoredRevisions(ServerStore store)
{
    private const string Columns = "SELECT space AS Space, (SELECT epoch FROM store_state) AS Epoch, number AS Number, kind AS Kind, content AS Content, candidate AS Candidate, rollout AS Rollout, message AS Message, actor AS Actor, at AS At, draft AS Draft, request_hash AS RequestHash FROM revisions";

    // In one statement, so that a first publish does not come between the question for the space and that for its revision.
    private const string HeadColumns = """
        SELECT s.name AS Space, (SELECT epoch FROM store_state) AS Epoch, s.head AS Number, COALESCE(r.kind, '') AS Kind, COALESCE(r.content, '') AS Content, r.candidate AS Candidate, r.rollout AS Rollout,
        COALESCE(r.message, '') AS Message, COALESCE(r.actor, '') AS Actor, COALESCE(r.at, 0) AS At, r.draft AS Draft, r.request_hash AS RequestHash
        FROM spaces s LEFT JOIN revisions r ON r.space = s.name AND r.number = s.head WHERE s.name = @space
        """;

    /// <summary>Makes the next revision, its audit row and the new head, or nothing. A repeated request gets what the first one made.</summary>
    /// <exception cref="RefusalException">The head is another, the draft is not what was meant, or approvals are missing.</exception>
    public Task<Revision> CommitAsync(Commit commit, CancellationToken cancellationToken) => store.ChangeAsync(commit.Space, space => CommitAsync(space, commit), cancellationToken);

    public Task<Revision?> FindAsync(string space, long number, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND number = @number", new { space, number }, cancellationToken: token)).ConfigureAwait(false))?.ToRevision(),
        cancellationToken);

    /// <summary>The revision that a repeated request made before; null where it made none.</summary>
    public async Task<Revision?> FindRepeatedAsync(string space, Idempotency key, CancellationToken cancellationToken)
    {
        var before = await store.ReadAsync(
            async (connection, token) => Repeated(await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND idempotency_key = @Value", new { space, key.Value }, cancellationToken: token)).ConfigureAwait(false), key),
            cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await store.ConfirmAsync(space, cancellationToken).ConfigureAwait(false);
        }

        return before;
    }

    /// <summary>What a space serves now; null where there is no such space.</summary>
    public Task<Revision?> FindHeadAsync(string space, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(HeadColumns, new { space }, cancellationToken: token)).ConfigureAwait(false)) switch
        {
            null => null,
            { Number: 0, Epoch: var epoch } => Revision.None(space, epoch),
            var row => row.ToRevision(),
        },
        cancellationToken);

    /// <summary>The revisions before a number, the newest first.</summary>
    public Task<ImmutableArray<Revision>> ListAsync(string space, long before, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<Revision>>(
        async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND number < @before ORDER BY number DESC LIMIT @limit", new { space, before, limit }, cancellationToken: token)).ConfigureAwait(false)).Select(static row => row.ToRevision())],
        cancellationToken);

    private static async Task<Revision> CommitAsync(SpaceTransaction space, Commit commit)
    {
        if (commit.Key is { } key && Repeated(await space.FindAsync<Row>($"{Columns} WHERE space = @Space AND idempotency_key = @Value", new { space.Space, key.Value }).ConfigureAwait(false), key) is { } made)
        {
            return made;
        }

        if (commit.ExpectedEpoch is { } epoch && epoch != space.Epoch)
        {
            throw Refusal.StaleEpoch(epoch);
        }

        if (commit.ExpectedHead is { } expected && expected != space.Head)
        {
            throw Refusal.Stale(expected, space.Head);
        }

        await CloseAsync(space, commit).ConfigureAwait(false);
        var number = space.Head + 1;
        await space.ExecuteAsync(
            """
            INSERT INTO revisions (space, number, kind, content, candidate, rollout, message, actor, at, draft, idempotency_key, request_hash)
            VALUES (@Space, @number, @Kind, @Content, @Candidate, @rollout, @Message, @actor, @Now, @Draft, @key, @hash)
            """,
            new { space.Space, number, commit.Kind, commit.Content, commit.Candidate, rollout = commit.Rollout?.Write(), commit.Message, actor = commit.Actor.Name, space.Now, commit.Draft, key = commit.Key?.Value, hash = commit.Key?.RequestHash }).ConfigureAwait(false);
        var before = await space.FindAsync<string>("SELECT content FROM revisions WHERE space = @Space AND number = @Head", new { space.Space, space.Head }).ConfigureAwait(false);
        await space.RecordAsync(commit.Kind, commit.Actor, number, JsonSerializer.Serialize(new { commit.Content, commit.Candidate, commit.Draft, commit.Action, commit.Message }, JsonSerializerOptions.Web), commit.Reason, before, commit.Content).ConfigureAwait(false);
        await space.ExecuteAsync("UPDATE spaces SET head = @number WHERE name = @Space", new { space.Space, number }).ConfigureAwait(false);
        foreach (var later in commit.FollowUps)
        {
            await StoredActions.AddAsync(space, later with { RolloutRevision = later.RolloutRevision ?? number }, key: null).ConfigureAwait(false);
        }

        await space.AnnounceAsync().ConfigureAwait(false);
        return new Revision
        {
            Space = space.Space,
            Epoch = space.Epoch,
            Number = number,
            Kind = commit.Kind,
            Content = commit.Content,
            Candidate = commit.Candidate,
            Rollout = commit.Rollout,
            Message = commit.Message,
            Actor = commit.Actor.Name,
            At = ServerStore.TimeOf(space.Now),
            Draft = commit.Draft,
        };
    }

    // The draft or timed action that this brings to its end, under the lock of the space, so that it is done once.
    private static async Task CloseAsync(SpaceTransaction space, Commit commit)
    {
        if (commit.Action is { } action)
        {
            await StoredActions.FinishAsync(space, action, TimedState.Done, $"revision {space.Head + 1}").ConfigureAwait(false);
        }

        if (commit.Draft is { } draft)
        {
            await StoredDrafts.CloseAsync(space, draft, commit.DraftVersion, commit.Candidate ?? commit.Content, DraftState.Published, commit.NeedsApproval).ConfigureAwait(false);
        }
        else if (commit.NeedsApproval && space.RequiredApprovals > 0)
        {
            throw Refusal.NotApproved(space.RequiredApprovals, 0);
        }
    }

    private static Revision? Repeated(Row? row, Idempotency key)
    {
        if (row is null)
        {
            return null;
        }

        key.RequireSame(row.RequestHash);
        return row.ToRevision();
    }

    private sealed record Row(string Space, string Epoch, long Number, string Kind, string Content, string? Candidate, string? Rollout, string Message, string Actor, long At, string? Draft, string? RequestHash)
    {
        public Revision ToRevision() => new()
        {
            Space = Space,
            Epoch = Epoch,
            Number = Number,
            Kind = Kind,
            Content = Content,
            Candidate = Candidate,
            Rollout = Spaces.Rollout.Read(Rollout),
            Message = Message,
            Actor = Actor,
            At = ServerStore.TimeOf(At),
            Draft = Draft,
        };
    }
}
