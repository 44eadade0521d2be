using System.Data.Common;
using Dapper;
using Strata.Server.Access;

namespace Strata.Server.Stores;

/// <summary>A change of one space while it is being made. For one thread.</summary>
internal sealed class SpaceTransaction(ServerStore store, DbConnection connection, DbTransaction transaction, SpaceLock space, CancellationToken cancellationToken)
{
    public string Space => space.Name;

    public string Epoch => space.Epoch;

    public long Head => space.Head;

    public long RequiredApprovals => space.RequiredApprovals;

    public long Now { get; } = store.Now();

    public ServerStore Store => store;

    public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(Command(sql, parameters));

    public Task<T?> FindAsync<T>(string sql, object parameters) => connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object parameters) => [.. await connection.QueryAsync<T>(Command(sql, parameters)).ConfigureAwait(false)];

    /// <summary>Writes who did what. It stands or falls with the change.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="revision">The revision that it made; null for none.</param>
    /// <param name="details">What else belongs to it: a JSON object, without secrets.</param>
    /// <param name="reason">Why, as whoever did it said.</param>
    /// <param name="before">The hash of the content before; null where it is about none.</param>
    /// <param name="after">The hash of the content behind it.</param>
    public Task RecordAsync(string action, Actor actor, long? revision = null, string details = "{}", string reason = "", string? before = null, string? after = null) => store.Audit.AppendAsync(
        connection,
        transaction,
        StoredAudit.RowOf(Space, Now, action, actor, details, reason) with { Revision = revision, Before = before, After = after },
        cancellationToken);

    /// <summary>Whether this very request was carried out before. Otherwise it is from now on, if the change is committed.</summary>
    /// <exception cref="Spaces.RefusalException">The key was used for another request.</exception>
    public async Task<bool> IsRepeatAsync(Idempotency? key)
    {
        if (key is null)
        {
            return false;
        }

        if (await FindAsync<string>("SELECT request_hash FROM requests WHERE space = @Space AND idempotency_key = @Value", new { Space, key.Value }).ConfigureAwait(false) is { } before)
        {
            key.RequireSame(before);
            return true;
        }

        await ExecuteAsync("INSERT INTO requests (space, idempotency_key, request_hash, at) VALUES (@Space, @Value, @RequestHash, @Now)", new { Space, key.Value, key.RequestHash, Now }).ConfigureAwait(false);
        return false;
    }

    public Task AnnounceAsync() => store.Database.AnnounceAsync(connection, transaction, Space, cancellationToken);

    private CommandDefinition Command(string sql, object parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
