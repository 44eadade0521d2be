using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>The spaces.</summary>
internal sealed class StoredSpaces(ServerStore store)
{
    private const string Columns = "SELECT name AS Name, description AS Description, required_approvals AS RequiredApprovals, epoch AS Epoch, head AS Head, created_at AS CreatedAt FROM spaces CROSS JOIN store_state";

    /// <exception cref="RefusalException">There is one of this name, and this request did not make it.</exception>
    public async Task CreateAsync(string name, string description, long requiredApprovals, Actor actor, Idempotency? key, CancellationToken cancellationToken)
    {
        try
        {
            await store.WriteAsync(
                async (connection, transaction, token) =>
                {
                    var now = store.Now();
                    await connection.ExecuteAsync(new CommandDefinition(
                        "INSERT INTO spaces (name, description, required_approvals, head, created_at) VALUES (@name, @description, @requiredApprovals, 0, @now)",
                        new { name, description, requiredApprovals, now },
                        transaction,
                        cancellationToken: token)).ConfigureAwait(false);
                    var made = new SpaceTransaction(store, connection, transaction, new SpaceLock(name, 0, requiredApprovals, ""), token);
                    await made.IsRepeatAsync(key).ConfigureAwait(false);
                    await made.RecordAsync("space-create", actor, details: Settings(description, requiredApprovals)).ConfigureAwait(false);
                    return 0;
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (store.Database.IsDuplicate(exception))
        {
            await store.ChangeOnceAsync(name, key, _ => throw Refusal.SpaceExists(name), cancellationToken).ConfigureAwait(false);
        }
    }

    public Task ConfigureAsync(string name, string? description, long? requiredApprovals, Actor actor, Idempotency? key, CancellationToken cancellationToken) => store.ChangeOnceAsync(
        name,
        key,
        async space =>
        {
            await space.ExecuteAsync(
                "UPDATE spaces SET description = COALESCE(@description, description), required_approvals = COALESCE(@requiredApprovals, required_approvals) WHERE name = @Space",
                new { space.Space, description, requiredApprovals }).ConfigureAwait(false);
            await space.RecordAsync("space-configure", actor, details: Settings(description, requiredApprovals)).ConfigureAwait(false);
        },
        cancellationToken);

    public Task<Space?> FindAsync(string name, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition($"{Columns} WHERE name = @name", new { name }, cancellationToken: token)).ConfigureAwait(false))?.ToSpace(),
        cancellationToken);

    /// <summary>The spaces behind a name, in ordinal order.</summary>
    public Task<ImmutableArray<Space>> ListAsync(string after, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<Space>>(
        async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"{Columns} WHERE name > @after ORDER BY name LIMIT @limit", new { after, limit }, cancellationToken: token)).ConfigureAwait(false)).Select(static row => row.ToSpace())],
        cancellationToken);

    /// <summary>The heads of all spaces, in the store's present life, and the version of what people may do.</summary>
    public Task<(string Epoch, string Access, Dictionary<string, long> Heads)> ReadHeadsAsync(CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) =>
        {
            var rows = await connection.QueryAsync<HeadRow>(new CommandDefinition("SELECT epoch AS Epoch, access_version AS AccessVersion, name AS Name, head AS Head FROM store_state LEFT JOIN spaces ON 1 = 1", cancellationToken: token)).ConfigureAwait(false);
            var heads = new Dictionary<string, long>(StringComparer.Ordinal);
            var (epoch, access) = ("", "");
            foreach (var row in rows)
            {
                (epoch, access) = (row.Epoch, StoredAccess.VersionOf(row.Epoch, row.AccessVersion));
                if (row.Name is not null)
                {
                    heads[row.Name] = row.Head ?? 0;
                }
            }

            return (epoch, access, heads);
        },
        cancellationToken);

    private static string Settings(string? description, long? requiredApprovals) => JsonSerializer.Serialize(new { description, requiredApprovals }, JsonSerializerOptions.Web);

    private sealed record Row(string Name, string Description, long RequiredApprovals, string Epoch, long Head, long CreatedAt)
    {
        public Space ToSpace() => new(Name, Description, RequiredApprovals, Epoch, Head, ServerStore.TimeOf(CreatedAt));
    }

    private sealed record HeadRow(string Epoch, long AccessVersion, string? Name, long? Head);
}
