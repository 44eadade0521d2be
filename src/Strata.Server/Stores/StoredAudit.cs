using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Strata.Auditing;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>
/// Who did what: a chain of hashes for each space, and one for what belongs to none. A row is written in the transaction of what was done, or before it is
/// done. Rows are only added.
/// </summary>
internal sealed class StoredAudit(ServerStore store)
{
    /// <summary>The chain of what belongs to no space.</summary>
    public const string NoSpace = "";

    private const string Columns = """
        SELECT space AS Space, number AS Number, action AS Action, actor AS Actor, at AS At, revision AS Revision, details AS Details, subject AS Subject, credential AS Credential,
        address AS Address, reason AS Reason, content_before AS Before, content_after AS After, previous AS Previous, COALESCE(hash, '') AS Hash FROM audit
        """;

    /// <summary>The rows of a space before a number, the newest first.</summary>
    public Task<ImmutableArray<AuditRow>> ListAsync(string space, long before, int limit, CancellationToken cancellationToken) => QueryAsync(
        $"{Columns} WHERE space = @space AND number < @before ORDER BY number DESC LIMIT @limit", new { space, before, limit }, cancellationToken);

    /// <summary>The rows behind one, chain by chain, the oldest of each first.</summary>
    /// <param name="space">The chain; null for all.</param>
    /// <param name="after">The chain and number of the row behind which they stand.</param>
    /// <param name="limit">How many.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task<ImmutableArray<AuditRow>> ListChainsAsync(string? space, (string Space, long Number) after, int limit, CancellationToken cancellationToken) => QueryAsync(
        $"{Columns} WHERE (CAST(@space AS text) IS NULL OR space = @space) AND (space > @chain OR (space = @chain AND number > @number)) ORDER BY space, number LIMIT @limit",
        new { space, chain = after.Space, number = after.Number, limit },
        cancellationToken);

    /// <summary>Writes what belongs to no space, and is no change of anything else that the store holds.</summary>
    public Task RecordAsync(string action, Actor actor, string details = "{}", string reason = "", CancellationToken cancellationToken = default) => store.WriteAsync(
        async (connection, transaction, token) =>
        {
            await HoldAsync(connection, transaction, token).ConfigureAwait(false);
            await AppendAsync(connection, transaction, RowOf(NoSpace, store.Now(), action, actor, details, reason), token).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    /// <summary>Writes something of a space that changes nothing there.</summary>
    public Task RecordInAsync(string space, string action, Actor actor, string details, string reason, CancellationToken cancellationToken) => store.ChangeAsync(
        space,
        async change =>
        {
            await change.RecordAsync(action, actor, details: details, reason: reason).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    /// <summary>Gives those rows their hashes that processes wrote which knew of none.</summary>
    public Task SealAsync(CancellationToken cancellationToken) => store.WriteAsync(
        async (connection, transaction, token) =>
        {
            await SealAsync(connection, transaction, token).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    /// <inheritdoc cref="SealAsync(CancellationToken)"/>
    internal async Task SealAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        const string Unsealed = "SELECT DISTINCT space FROM audit WHERE hash IS NULL";
        if ((await connection.QueryAsync<string>(new CommandDefinition(Unsealed, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).Any())
        {
            // Nobody else writes to any chain meanwhile, and what another process sealed while this one waited is looked at as it is then.
            await HoldAsync(connection, transaction, cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(new CommandDefinition("UPDATE spaces SET head = head", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
            foreach (var space in (await connection.QueryAsync<string>(new CommandDefinition(Unsealed, transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).ToList())
            {
                await SealAsync(connection, transaction, space, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Holds the chain of what belongs to no space, for the rest of a transaction.</summary>
    internal Task HoldAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition($"SELECT epoch FROM store_state{store.Database.LockClause}", transaction: transaction, cancellationToken: cancellationToken));

    /// <summary>Adds a row to the end of its chain, which the transaction holds.</summary>
    /// <exception cref="RefusalException">It cannot be written, and so nothing is done that it tells of.</exception>
    internal async Task AppendAsync(DbConnection connection, DbTransaction transaction, AuditRow row, CancellationToken cancellationToken)
    {
        try
        {
            await InsertAsync(connection, transaction, row, cancellationToken).ConfigureAwait(false);
            store.Meter.CountAuditRow(exception: null);
        }
        catch (Exception exception)
        {
            store.Meter.CountAuditRow(exception);
            if (exception is DbException refused && !store.Database.IsUnreachable(refused))
            {
                throw Refusal.AuditUnwritable(refused);
            }

            throw;
        }
    }

    private static async Task InsertAsync(DbConnection connection, DbTransaction transaction, AuditRow row, CancellationToken cancellationToken)
    {
        var last = await LastAsync(connection, transaction, row.Space, cancellationToken).ConfigureAwait(false);
        if (last is { Hash.Length: 0 })
        {
            // A process that knows of no hashes writes beside this one.
            await SealAsync(connection, transaction, row.Space, cancellationToken).ConfigureAwait(false);
            last = await LastAsync(connection, transaction, row.Space, cancellationToken).ConfigureAwait(false);
        }

        var next = (row with { Number = (last?.Number ?? 0) + 1 }).Behind(last?.Hash ?? AuditRow.NoHash);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            INSERT INTO audit (space, number, action, actor, at, revision, details, subject, credential, address, reason, content_before, content_after, previous, hash)
            VALUES (@Space, @Number, @Action, @Actor, @At, @Revision, @Details, @Subject, @Credential, @Address, @Reason, @Before, @After, @Previous, @Hash)
            """,
            next,
            transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
    }

    /// <summary>A row whose place is found when it is added.</summary>
    internal static AuditRow RowOf(string space, long now, string action, Actor actor, string details, string reason) => new()
    {
        Space = space,
        Number = 0,
        At = now,
        Action = action,
        Actor = Kept(actor.Name),
        Subject = Kept(actor.Subject),
        Credential = Kept(actor.Credential),
        Address = actor.Address,
        Reason = Kept(reason),
        Revision = null,
        Before = null,
        After = null,
        Details = details,
    };

    // PostgreSQL has no NUL in texts; half a surrogate pair would come back as another character, and not as what was hashed.
    private static string Kept(string text) => text.Any(static character => character == '\0' || char.IsSurrogate(character))
        ? string.Concat(text.EnumerateRunes().Select(static rune => rune.Value == 0 ? "\uFFFD" : rune.ToString()))
        : text;

    private static async Task SealAsync(DbConnection connection, DbTransaction transaction, string space, CancellationToken cancellationToken)
    {
        var previous = AuditRow.NoHash;
        foreach (var row in (await connection.QueryAsync<AuditRow>(new CommandDefinition($"{Columns} WHERE space = @space ORDER BY number", new { space }, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false)).ToList())
        {
            if (row.Hash.Length > 0)
            {
                previous = row.Hash;
                continue;
            }

            var made = row.Behind(previous);
            previous = made.Hash;
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE audit SET previous = @Previous, hash = @Hash WHERE space = @Space AND number = @Number AND hash IS NULL", made, transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        }
    }

    private static Task<AuditRow?> LastAsync(DbConnection connection, DbTransaction transaction, string space, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<AuditRow>(new CommandDefinition($"{Columns} WHERE space = @space ORDER BY number DESC LIMIT 1", new { space }, transaction, cancellationToken: cancellationToken));

    private Task<ImmutableArray<AuditRow>> QueryAsync(string sql, object parameters, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<AuditRow>>(
        async (connection, token) => [.. await connection.QueryAsync<AuditRow>(new CommandDefinition(sql, parameters, cancellationToken: token)).ConfigureAwait(false)],
        cancellationToken);
}
