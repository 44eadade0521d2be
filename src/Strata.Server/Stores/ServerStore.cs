using System.Data.Common;
using Dapper;
using Strata.Server.Observing;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>
/// Everything that the server keeps. Each change is one transaction that holds the row of its space, writes what is done and its audit row, and is
/// announced when it has been committed. Safe for use from several threads and processes.
/// </summary>
internal sealed class ServerStore : IAsyncDisposable
{
    private readonly Database _database;
    private readonly StoreBreaker _breaker;

    public ServerStore(Database database, TimeProvider time)
    {
        _database = database;
        Meter = new StoreMeter(database.SystemName);
        _breaker = new StoreBreaker(database, Meter, time);
        Time = time;
        Contents = new StoredContents(this);
        Spaces = new StoredSpaces(this);
        Revisions = new StoredRevisions(this);
        Drafts = new StoredDrafts(this);
        Timed = new StoredActions(this);
        Audit = new StoredAudit(this);
        Snapshots = new StoredSnapshots(this);
        Sources = new StoredSources(this);
        Access = new StoredAccess(this);
    }

    public StoredContents Contents { get; }

    public StoredSpaces Spaces { get; }

    public StoredRevisions Revisions { get; }

    public StoredDrafts Drafts { get; }

    public StoredActions Timed { get; }

    public StoredAudit Audit { get; }

    public StoredSnapshots Snapshots { get; }

    public StoredSources Sources { get; }

    public StoredAccess Access { get; }

    public TimeProvider Time { get; }

    /// <summary>What its questions take.</summary>
    public StoreMeter Meter { get; }

    /// <summary>Whether it was closed when it was prepared: only those may ask a server on it who say who they are.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The database.</summary>
    public Database Database => _database;

    /// <summary>Which life of the store this is.</summary>
    public Task<string> ReadEpochAsync(CancellationToken cancellationToken) =>
        ReadAsync(static (connection, token) => connection.QuerySingleAsync<string>(new CommandDefinition("SELECT epoch FROM store_state", cancellationToken: token)), cancellationToken);

    /// <summary>Begins another life of the store, if it no longer has a revision that was served.</summary>
    /// <returns>Whether it did.</returns>
    public Task<bool> BeginEpochAsync(Revision served, CancellationToken cancellationToken) => ReadAsync(
        async (connection, token) => await connection.ExecuteAsync(new CommandDefinition(
            """
            UPDATE store_state SET epoch = @made WHERE epoch = @Epoch
            AND EXISTS (SELECT 1 FROM spaces WHERE name = @Space)
            AND NOT EXISTS (SELECT 1 FROM revisions WHERE space = @Space AND number = @Number AND content = @Content AND at = @at)
            """,
            new { made = NewEpoch(), served.Epoch, served.Space, served.Number, served.Content, at = served.At.ToUnixTimeMilliseconds() },
            cancellationToken: token)).ConfigureAwait(false) > 0,
        cancellationToken);

    /// <summary>Brings the tables up to date, and begins the store's first life where it has none.</summary>
    /// <exception cref="StoreException">That cannot be done.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await Task.Run(_database.Migrate, cancellationToken).ConfigureAwait(false);
        var epoch = NewEpoch();
        await ReadAsync((connection, token) => connection.ExecuteAsync(new CommandDefinition("INSERT INTO store_state (id, epoch) VALUES (1, @epoch) ON CONFLICT DO NOTHING", new { epoch }, cancellationToken: token)), cancellationToken).ConfigureAwait(false);
        await Contents.SaveAsync(SpaceContent.Empty, cancellationToken).ConfigureAwait(false);
        await Audit.SealAsync(cancellationToken).ConfigureAwait(false);
        IsClosed = await ReadIsClosedAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether it is closed now.</summary>
    public Task<bool> ReadIsClosedAsync(CancellationToken cancellationToken) => ReadAsync(
        static async (connection, token) => await connection.QuerySingleAsync<long>(new CommandDefinition("SELECT COUNT(*) FROM identity_state", cancellationToken: token)).ConfigureAwait(false) > 0,
        cancellationToken);

    /// <summary>A name for a life of a store that no other has.</summary>
    public static string NewEpoch() => Guid.NewGuid().ToString("N")[..16];

    /// <summary>The time that all processes go by which share the store, whatever their own clocks say.</summary>
    public Task<DateTimeOffset> ReadClockAsync(CancellationToken cancellationToken) => _database.ClockQuery is { } query
        ? ReadAsync(async (connection, token) => TimeOf(await connection.QuerySingleAsync<long>(new CommandDefinition(query, cancellationToken: token)).ConfigureAwait(false)), cancellationToken)
        : Task.FromResult(Time.GetUtcNow());

    public long Now() => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? TimeOf(long? milliseconds) => milliseconds is { } given ? TimeOf(given) : null;

    /// <summary>Asks the database something.</summary>
    public Task<T> ReadAsync<T>(Func<DbConnection, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => _breaker.RunAsync(
        "read",
        async token =>
        {
            var connection = await _database.OpenAsync(token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await read(connection, token).ConfigureAwait(false);
            }
        },
        cancellationToken);

    /// <summary>Changes a space, alone: whoever else wants to waits.</summary>
    /// <param name="space">The space, which must exist.</param>
    /// <param name="change">The change, within a transaction. It is undone where this throws.</param>
    /// <param name="cancellationToken">Gives it up, unless it is being committed.</param>
    public Task<T> ChangeAsync<T>(string space, Func<SpaceTransaction, Task<T>> change, CancellationToken cancellationToken) => WriteAsync(
        async (connection, transaction, token) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<SpaceLock>(new CommandDefinition(
                $"SELECT name AS Name, head AS Head, required_approvals AS RequiredApprovals, (SELECT epoch FROM store_state) AS Epoch FROM spaces WHERE name = @space{_database.LockClause}", new { space }, transaction, cancellationToken: token)).ConfigureAwait(false);
            return row is null ? throw Refusal.UnknownSpace(space) : await change(new SpaceTransaction(this, connection, transaction, row, token)).ConfigureAwait(false);
        },
        cancellationToken);

    /// <summary>Changes a space once, however often it is asked to.</summary>
    /// <param name="space">The space, which must exist.</param>
    /// <param name="key">What repeats of the request carry too; null where there is none.</param>
    /// <param name="change">The change, which a repeat leaves out.</param>
    /// <param name="cancellationToken">Gives it up, unless it is being committed.</param>
    public Task ChangeOnceAsync(string space, Idempotency? key, Func<SpaceTransaction, Task> change, CancellationToken cancellationToken) => ChangeAsync(
        space,
        async transaction =>
        {
            if (!await transaction.IsRepeatAsync(key).ConfigureAwait(false))
            {
                await change(transaction).ConfigureAwait(false);
            }

            return 0;
        },
        cancellationToken);

    /// <summary>Makes sure that what was read of a space is as safe as what is committed now: a commit whose answer was lost may be on its way still.</summary>
    public Task ConfirmAsync(string space, CancellationToken cancellationToken) => ChangeAsync(space, static _ => Task.FromResult(0), cancellationToken);

    /// <summary>Writes to the database in one transaction.</summary>
    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, CancellationToken, Task<T>> write, CancellationToken cancellationToken) => _breaker.RunAsync(
        "write",
        async token =>
        {
            var connection = await _database.OpenAsync(token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                var transaction = await connection.BeginTransactionAsync(token).ConfigureAwait(false);
                await using (transaction.ConfigureAwait(false))
                {
                    var result = await write(connection, transaction, token).ConfigureAwait(false);
                    // Once it is under way nobody knows whether it is done, so that nobody gives it up.
                    await _database.CommitAsync(connection, transaction).ConfigureAwait(false);
                    return result;
                }
            }
        },
        cancellationToken);

    public ValueTask DisposeAsync()
    {
        Meter.Dispose();
        return _database.DisposeAsync();
    }
}

/// <summary>The row of a space, held.</summary>
internal sealed record SpaceLock(string Name, long Head, long RequiredApprovals, string Epoch);
