using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>A token for programs, as it is kept. Immutable.</summary>
internal sealed record ApiToken(string Id, string Owner, string OwnerName, string Name, ImmutableArray<string> Scopes, bool IsStrong, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt, DateTimeOffset? RevokedAt);

/// <summary>The tokens that people make for programs.</summary>
internal sealed class StoredApiTokens(ServerStore store)
{
    private const long UseInterval = 60_000;
    private const string Columns =
        """
        SELECT id AS Id, owner AS Owner, owner_name AS OwnerName, name AS Name, scopes AS Scopes, hash AS Hash, is_strong AS IsStrong, created_at AS CreatedAt, expires_at AS ExpiresAt, used_at AS UsedAt, revoked_at AS RevokedAt
        FROM api_tokens
        """;

    /// <summary>Makes one.</summary>
    /// <returns>The token, which is kept nowhere, and what is kept of it.</returns>
    public async Task<(string Text, ApiToken Token)> CreateAsync(Caller owner, string name, ImmutableArray<string> scopes, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        var text = ApiTokenText.Make();
        var token = new ApiToken(ApiTokenText.IdOf(text), owner.Subject, owner.Name, name, scopes, owner.IsStrong, ServerStore.TimeOf(store.Now()), expiresAt, null, null);
        await store.ReadAsync(
            (connection, cancel) => connection.ExecuteAsync(new CommandDefinition(
                """
                INSERT INTO api_tokens (id, owner, owner_name, name, scopes, hash, is_strong, created_at, expires_at)
                VALUES (@Id, @Owner, @OwnerName, @Name, @scopes, @hash, @isStrong, @createdAt, @expiresAt)
                """,
                new { token.Id, token.Owner, token.OwnerName, token.Name, scopes = string.Join(' ', scopes), hash = RandomSecret.HashOf(text), isStrong = owner.IsStrong ? 1L : 0L, createdAt = token.CreatedAt.ToUnixTimeMilliseconds(), expiresAt = expiresAt.ToUnixTimeMilliseconds() },
                cancellationToken: cancel)),
            cancellationToken).ConfigureAwait(false);
        return (text, token);
    }

    /// <summary>Those of one owner, or of all, in the order of their ids.</summary>
    public Task<ImmutableArray<ApiToken>> ListAsync(string? owner, string after, int limit, CancellationToken cancellationToken) => store.ReadAsync<ImmutableArray<ApiToken>>(
        async (connection, token) => [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"{Columns} WHERE id > @after{(owner is null ? "" : " AND owner = @owner")} ORDER BY id LIMIT @limit", new { owner, after, limit }, cancellationToken: token)).ConfigureAwait(false)).Select(static row => row.ToToken())],
        cancellationToken);

    /// <summary>Makes sure that there is one.</summary>
    /// <param name="id">Which.</param>
    /// <param name="owner">Whose it must be; null for anybody's.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    /// <exception cref="RefusalException">There is none.</exception>
    public async Task RequireAsync(string id, string? owner, CancellationToken cancellationToken)
    {
        var found = await store.ReadAsync(
            (connection, token) => connection.QuerySingleAsync<long>(new CommandDefinition(
                $"SELECT COUNT(*) FROM api_tokens WHERE id = @id{(owner is null ? "" : " AND owner = @owner")}", new { id, owner }, cancellationToken: token)),
            cancellationToken).ConfigureAwait(false);
        if (found == 0)
        {
            throw Refusal.Unknown("token", id);
        }
    }

    /// <summary>Ends one, if it is there.</summary>
    /// <param name="id">Which.</param>
    /// <param name="owner">Whose it must be; null for anybody's.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public Task RevokeAsync(string id, string? owner, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE api_tokens SET revoked_at = COALESCE(revoked_at, @now) WHERE id = @id{(owner is null ? "" : " AND owner = @owner")}", new { id, owner, now = store.Now() }, cancellationToken: token)),
        cancellationToken);

    /// <summary>Ends all of an owner.</summary>
    public Task RevokeAllAsync(string owner, CancellationToken cancellationToken) => store.ReadAsync(
        (connection, token) => connection.ExecuteAsync(new CommandDefinition("UPDATE api_tokens SET revoked_at = @now WHERE owner = @owner AND revoked_at IS NULL", new { owner, now = store.Now() }, cancellationToken: token)),
        cancellationToken);

    /// <summary>Who shows a token, and until when it holds.</summary>
    /// <exception cref="RefusalException">It is not taken.</exception>
    public async Task<(Caller Caller, DateTimeOffset Until)> ReadAsync(string text, CancellationToken cancellationToken)
    {
        if (!ApiTokenText.IsWhole(text))
        {
            throw Refusal.BadCredential("it is no whole API token: some of it is missing, or was mistyped");
        }

        var row = await store.ReadAsync(
            (connection, token) => connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
                $"{Columns} WHERE id = @id AND NOT EXISTS (SELECT 1 FROM users WHERE users.is_disabled <> 0 AND 'user:' || users.user_name = api_tokens.owner)",
                new { id = ApiTokenText.IdOf(text) },
                cancellationToken: token)),
            cancellationToken).ConfigureAwait(false);
        var isSame = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(RandomSecret.HashOf(text)), Encoding.ASCII.GetBytes(row?.Hash ?? RandomSecret.HashOf("")));
        if (row is null || !isSame || row.RevokedAt is not null)
        {
            throw Refusal.BadCredential("there is no such API token, or it was revoked");
        }

        var now = store.Now();
        if (row.ExpiresAt <= now)
        {
            throw Refusal.BadCredential("it has expired");
        }

        if (row.UsedAt is null || row.UsedAt < now - UseInterval)
        {
            await store.ReadAsync(
                (connection, token) => connection.ExecuteAsync(new CommandDefinition(
                    "UPDATE api_tokens SET used_at = @now WHERE id = @Id AND (used_at IS NULL OR used_at < @before)", new { row.Id, now, before = now - UseInterval }, cancellationToken: token)),
                cancellationToken).ConfigureAwait(false);
        }

        var kept = row.ToToken();
        return (new Caller(kept.Owner, kept.OwnerName, [], kept.IsStrong, CredentialScopes.LimitsOf(kept.Scopes), $"token:{kept.Id}"), kept.ExpiresAt);
    }

    private sealed record Row(string Id, string Owner, string OwnerName, string Name, string Scopes, string Hash, long IsStrong, long CreatedAt, long ExpiresAt, long? UsedAt, long? RevokedAt)
    {
        public ApiToken ToToken() => new(
            Id, Owner, OwnerName, Name, [.. Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)], IsStrong != 0, ServerStore.TimeOf(CreatedAt), ServerStore.TimeOf(ExpiresAt), ServerStore.TimeOf(UsedAt), ServerStore.TimeOf(RevokedAt));
    }
}
