using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>From where spaces are filled, and to where they are written.</summary>
internal sealed class StoredSources(ServerStore store)
{
    private const string Columns = "SELECT space AS Space, direction AS Direction, location AS Location, branch AS Branch, directory AS Directory, interval_seconds AS IntervalSeconds, state AS State, message AS Message, done_at AS DoneAt, version AS Version FROM space_sources";

    /// <summary>Sets where a space is filled from or written to. It is due at once.</summary>
    public Task SetAsync(SpaceSource source, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeOnceAsync(
        source.Space,
        key,
        async change =>
        {
            await change.ExecuteAsync("DELETE FROM space_sources WHERE space = @Space", new { change.Space }).ConfigureAwait(false);
            await change.ExecuteAsync(
                """
                INSERT INTO space_sources (space, direction, location, branch, directory, interval_seconds, due_at, held_until, state, message, version)
                VALUES (@Space, @Direction, @Location, @Branch, @Directory, @IntervalSeconds, @Now, 0, @State, @Message, @Version)
                """,
                new { change.Space, source.Direction, source.Location, source.Branch, source.Directory, source.IntervalSeconds, change.Now, source.State, source.Message, source.Version }).ConfigureAwait(false);
            await change.RecordAsync("source-set", actor, details: JsonSerializer.Serialize(new { source.Direction, source.Location, source.Branch, source.Directory }, JsonSerializerOptions.Web)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Takes it away. What was imported stays.</summary>
    public Task RemoveAsync(string space, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeOnceAsync(
        space,
        key,
        async change =>
        {
            if (await change.ExecuteAsync("DELETE FROM space_sources WHERE space = @Space", new { change.Space }).ConfigureAwait(false) == 0)
            {
                throw Refusal.Unknown("source of space", space);
            }

            await change.RecordAsync("source-remove", actor).ConfigureAwait(false);
        },
        cancellationToken);

    public Task<SpaceSource?> FindAsync(string space, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE space = @space", new { space }, cancellationToken: token)).ConfigureAwait(false))?.ToSource(),
        cancellationToken);

    /// <summary>Makes one due at once.</summary>
    public Task<int> WakeAsync(string space, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition("UPDATE space_sources SET due_at = @now, held_until = 0 WHERE space = @space", new { space, now = store.Now() }, cancellationToken: token)),
        cancellationToken);

    public Task<ImmutableArray<SpaceSource>> ListDueAsync(CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<SpaceSource>>(
        async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Columns} WHERE due_at <= @now AND held_until <= @now ORDER BY due_at LIMIT 20", new { now = store.Now() }, cancellationToken: token)).ConfigureAwait(false)).Select(static row => row.ToSource())],
        cancellationToken);

    /// <summary>Takes one in hand for a while, unless another process has.</summary>
    /// <returns>What tells this holder from others; null where another was first.</returns>
    public Task<long?> HoldAsync(string space, TimeSpan time, CancellationToken cancellationToken) => store.ReadAsync<long?>(
        async (connection, token) =>
        {
            var now = store.Now();
            var until = now + (long)time.TotalMilliseconds;
            return await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE space_sources SET held_until = @until WHERE space = @space AND held_until <= @now AND due_at <= @now", new { space, now, until }, cancellationToken: token)).ConfigureAwait(false) == 1
                ? until
                : null;
        },
        cancellationToken);

    /// <summary>
    /// Says what came of it, and when it is due again. Nothing is said where it was set anew or made due meanwhile: what was done is of before that, and it is
    /// done once more.
    /// </summary>
    public Task<int> FinishAsync(string space, long held, string state, string message, string version, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE space_sources SET state = @state, message = @message, version = @version, done_at = @now, held_until = 0,
            due_at = @now + interval_seconds * 1000 WHERE space = @space AND held_until = @held
            """,
            new { space, held, state, message, version, now = store.Now() },
            cancellationToken: token)),
        cancellationToken);

    private sealed record Row(string Space, string Direction, string Location, string Branch, string Directory, long IntervalSeconds, string State, string Message, long? DoneAt, string Version)
    {
        public SpaceSource ToSource() => new()
        {
            Space = Space,
            Direction = Direction,
            Location = Location,
            Branch = Branch,
            Directory = Directory,
            IntervalSeconds = IntervalSeconds,
            State = State,
            Message = Message,
            DoneAt = ServerStore.TimeOf(DoneAt),
            Version = Version,
        };
    }
}
