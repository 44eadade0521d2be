using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>What is to be done at a time.</summary>
internal sealed class StoredActions(ServerStore store)
{
    private const string Columns = """
        SELECT id AS Id, space AS Space, kind AS Kind, due_at AS DueAt, not_after AS NotAfter, revert_at AS RevertAt, content AS Content, expected_head AS ExpectedHead,
        rollout_revision AS RolloutRevision, title AS Title, actor AS Actor, subject AS Subject, state AS State, outcome AS Outcome, draft AS Draft, request_hash AS RequestHash FROM timed_actions
        """;

    /// <summary>Freezes a draft, to be published at a time. A repeated request gets what the first one made.</summary>
    public Task<TimedAction> ScheduleAsync(TimedAction action, long draftVersion, Idempotency? key, CancellationToken cancellationToken) => store.ChangeAsync(
        action.Space,
        async change =>
        {
            if (key is not null && Repeated(await change.FindAsync<Row>($"{Columns} WHERE space = @Space AND idempotency_key = @Value", new { change.Space, key.Value }).ConfigureAwait(false), key) is { } before)
            {
                return before;
            }

            await StoredDrafts.CloseAsync(change, action.Draft!, draftVersion, action.Content, DraftState.Scheduled, needsApproval: true).ConfigureAwait(false);
            await AddAsync(change, action, key).ConfigureAwait(false);
            await change.RecordAsync("schedule", action.Actor, details: JsonSerializer.Serialize(new { action = action.Id, action.Content, action.Draft, action.DueAt }, JsonSerializerOptions.Web), after: action.Content).ConfigureAwait(false);
            return action;
        },
        cancellationToken);

    /// <summary>What a repeated request made before; null where it made none.</summary>
    public async Task<TimedAction?> FindRepeatedAsync(string space, Idempotency key, CancellationToken cancellationToken)
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

    /// <summary>Takes one back. Its draft is open again.</summary>
    /// <exception cref="RefusalException">It is done already.</exception>
    public Task CancelAsync(string space, string id, Actor actor, Idempotency? key, CancellationToken cancellationToken) => EndAsync(space, id, TimedState.Cancelled, $"cancelled by {actor.Name}", "schedule-cancel", actor, key, cancellationToken);

    /// <summary>Gives one up that cannot be done. Its draft is open again.</summary>
    public Task GiveUpAsync(TimedAction action, string state, string outcome, CancellationToken cancellationToken) => EndAsync(action.Space, action.Id, state, outcome, $"schedule-{state}", action.Actor, key: null, cancellationToken);

    /// <summary>Whether whoever asked for one is let in no more.</summary>
    public Task<bool> IsOfDisabledAsync(TimedAction action, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => await connection.QuerySingleAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM users WHERE is_disabled <> 0 AND 'user:' || user_name = @Subject", new { action.Actor.Subject }, cancellationToken: token)).ConfigureAwait(false) > 0,
        cancellationToken);

    public Task<TimedAction?> FindAsync(string space, string id, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND id = @id", new { space, id }, cancellationToken: token)).ConfigureAwait(false))?.ToAction(),
        cancellationToken);

    /// <summary>Those of a space behind an id, the oldest first.</summary>
    public Task<ImmutableArray<TimedAction>> ListAsync(string space, string after, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<TimedAction>>(
        async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space AND id > @after ORDER BY id LIMIT @limit", new { space, after, limit }, cancellationToken: token)).ConfigureAwait(false)).Select(static row => row.ToAction())],
        cancellationToken);

    /// <summary>Those that are due at a time, the most overdue first.</summary>
    public Task<ImmutableArray<TimedAction>> ListDueAsync(DateTimeOffset time, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<TimedAction>>(
        async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Columns} WHERE state = @state AND due_at <= @now ORDER BY due_at, id LIMIT @limit", new { state = TimedState.Pending, now = time.ToUnixTimeMilliseconds(), limit }, cancellationToken: token)).ConfigureAwait(false)).Select(static row => row.ToAction())],
        cancellationToken);

    internal static Task AddAsync(SpaceTransaction change, TimedAction action, Idempotency? key) => change.ExecuteAsync(
        """
        INSERT INTO timed_actions (id, space, kind, due_at, not_after, revert_at, content, expected_head, rollout_revision, title, actor, subject, state, draft, idempotency_key, request_hash)
        VALUES (@Id, @Space, @Kind, @due, @notAfter, @revertAt, @Content, @ExpectedHead, @RolloutRevision, @Title, @actor, @subject, @State, @Draft, @key, @hash)
        """,
        new
        {
            action.Id,
            change.Space,
            action.Kind,
            due = action.DueAt.ToUnixTimeMilliseconds(),
            notAfter = action.NotAfter?.ToUnixTimeMilliseconds(),
            revertAt = action.RevertAt?.ToUnixTimeMilliseconds(),
            action.Content,
            action.ExpectedHead,
            action.RolloutRevision,
            action.Title,
            actor = action.Actor.Name,
            subject = action.Actor.Subject,
            action.State,
            action.Draft,
            key = key?.Value,
            hash = key?.RequestHash,
        });

    /// <summary>Brings one to its end, unless another did: under the lock of its space, so that it is done once.</summary>
    internal static async Task FinishAsync(SpaceTransaction change, string id, string state, string outcome)
    {
        var changed = await change.ExecuteAsync(
            "UPDATE timed_actions SET state = @state, outcome = @outcome WHERE space = @Space AND id = @id AND state = @pending",
            new { change.Space, id, state, outcome, pending = TimedState.Pending }).ConfigureAwait(false);
        if (changed == 0)
        {
            var row = await change.FindAsync<Row>($"{Columns} WHERE space = @Space AND id = @id", new { change.Space, id }).ConfigureAwait(false);
            throw row is null ? Refusal.Unknown("schedule", id) : Refusal.NotOpen(id, row.State);
        }
    }

    private Task EndAsync(string space, string id, string state, string outcome, string what, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeOnceAsync(
        space,
        key,
        async change =>
        {
            await FinishAsync(change, id, state, outcome).ConfigureAwait(false);
            await change.ExecuteAsync(
                "UPDATE drafts SET state = @open, updated_at = @Now WHERE state = @scheduled AND id = (SELECT draft FROM timed_actions WHERE id = @id)",
                new { id, open = DraftState.Open, scheduled = DraftState.Scheduled, change.Now }).ConfigureAwait(false);
            await change.RecordAsync(what, actor, details: JsonSerializer.Serialize(new { action = id, outcome }, JsonSerializerOptions.Web)).ConfigureAwait(false);
        },
        cancellationToken);

    private static TimedAction? Repeated(Row? row, Idempotency key)
    {
        if (row is null)
        {
            return null;
        }

        key.RequireSame(row.RequestHash);
        return row.ToAction();
    }

    private sealed record Row(
        string Id, string Space, string Kind, long DueAt, long? NotAfter, long? RevertAt, string Content, long? ExpectedHead, long? RolloutRevision, string Title, string Actor, string Subject, string State, string? Outcome, string? Draft, string? RequestHash)
    {
        public TimedAction ToAction() => new()
        {
            Id = Id,
            Space = Space,
            Kind = Kind,
            DueAt = ServerStore.TimeOf(DueAt),
            NotAfter = ServerStore.TimeOf(NotAfter),
            RevertAt = ServerStore.TimeOf(RevertAt),
            Content = Content,
            ExpectedHead = ExpectedHead,
            RolloutRevision = RolloutRevision,
            Title = Title,
            // Those of before know no more than the name.
            Actor = new Actor(Actor, Subject.Length > 0 ? Subject : Actor, $"schedule:{Id}", ""),
            State = State,
            Outcome = Outcome,
            Draft = Draft,
        };
    }
}
