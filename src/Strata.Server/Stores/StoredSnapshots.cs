using Dapper;

namespace Strata.Server.Stores;

/// <summary>From what snapshots can be made again, and the keys that they are signed with.</summary>
internal sealed class StoredSnapshots(ServerStore store)
{
    /// <summary>Keeps from what a snapshot was made. The same bytes made from something else are the same snapshot.</summary>
    public Task SaveAsync(string space, string hash, string content, string recipe, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO snapshots (space, hash, content, recipe) VALUES (@space, @hash, @content, @recipe) ON CONFLICT DO NOTHING", new { space, hash, content, recipe }, cancellationToken: token)),
        cancellationToken);

    /// <summary>The content and recipe of a snapshot; null where there is none.</summary>
    public Task<SnapshotOrigin?> FindAsync(string space, string hash, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.QuerySingleOrDefaultAsync<SnapshotOrigin>(new CommandDefinition(
            "SELECT content AS Content, recipe AS Recipe FROM snapshots WHERE space = @space AND hash = @hash", new { space, hash }, cancellationToken: token)),
        cancellationToken);

    /// <summary>The keys, the newest first.</summary>
    public Task<IReadOnlyList<SigningKeyRow>> ListKeysAsync(CancellationToken cancellationToken) => store.ReadAsync<IReadOnlyList<SigningKeyRow>>(
        async (connection, token) => [.. await connection.QueryAsync<SigningKeyRow>(new CommandDefinition("SELECT kid AS Kid, private_key AS PrivateKey FROM signing_keys ORDER BY created_at DESC, kid", cancellationToken: token)).ConfigureAwait(false)],
        cancellationToken);

    /// <summary>Adds a key, unless another was first.</summary>
    public Task AddFirstKeyAsync(SigningKeyRow key, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO signing_keys (kid, private_key, created_at) SELECT @Kid, @PrivateKey, @now WHERE NOT EXISTS (SELECT 1 FROM signing_keys)", new { key.Kid, key.PrivateKey, now = store.Now() }, cancellationToken: token)),
        cancellationToken);
}

/// <summary>What a snapshot was made from.</summary>
/// <param name="Content">The hash of the content.</param>
/// <param name="Recipe">What was resolved, as it is asked for in an address.</param>
internal sealed record SnapshotOrigin(string Content, string Recipe);

/// <summary>A key that snapshots are signed with.</summary>
/// <param name="Kid">Its name.</param>
/// <param name="PrivateKey">The key, as PKCS #8.</param>
internal sealed record SigningKeyRow(string Kid, byte[] PrivateKey);
