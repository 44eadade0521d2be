using System.Collections.Immutable;
using Dapper;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>Who did what. Written with each change; here it is read.</summary>
internal sealed class StoredAudit(ServerStore store)
{
    /// <summary>The entries of a space before a number, the newest first.</summary>
    public Task<ImmutableArray<AuditEntry>> ListAsync(string space, long before, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<AuditEntry>>(
        async (connection, token) =>
        {
            var rows = await connection.QueryAsync<Row>(new CommandDefinition(
                "SELECT space AS Space, number AS Number, action AS Action, actor AS Actor, at AS At, revision AS Revision, details AS Details FROM audit WHERE space = @space AND number < @before ORDER BY number DESC LIMIT @limit",
                new { space, before, limit },
                cancellationToken: token)).ConfigureAwait(false);
            return [.. rows.Select(static row => new AuditEntry(row.Space, row.Number, row.Action, row.Actor, ServerStore.TimeOf(row.At), row.Revision, row.Details))];
        },
        cancellationToken);

    private sealed record Row(string Space, long Number, string Action, string Actor, long At, long? Revision, string Details);
}
