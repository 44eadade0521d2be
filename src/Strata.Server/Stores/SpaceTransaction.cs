using System.Data.Common;
using Dapper;

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
    public Task RecordAsync(string action, string actor, long? revision = null, string details = "{}") => ExecuteAsync(
        """
        INSERT INTO audit (space, number, action, actor, at, revision, details)
        VALUES (@Space, (SELECT COALESCE(MAX(number), 0) + 1 FROM audit WHERE space = @Space), @action, @actor, @Now, @revision, @details)
        """,
        new { Space, action, actor, Now, revision, details });

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
