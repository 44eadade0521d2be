using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;

namespace Strata.Server.Stores;

/// <summary>Roles and grants. Each change is one transaction with its audit row, and leaves somebody who can give rights.</summary>
internal sealed class StoredAccess(ServerStore store)
{
    /// <summary>The policy, and what tells it from those before and behind it.</summary>
    public Task<(string Version, AccessPolicy Policy)> ReadAsync(CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) =>
        {
            // The version first: what changes meanwhile has another one, and is read again.
            var (epoch, version) = await connection.QuerySingleAsync<(string, long)>(new CommandDefinition("SELECT epoch, access_version FROM store_state", cancellationToken: token)).ConfigureAwait(false);
            return (VersionOf(epoch, version), await ReadAsync(connection, null, token).ConfigureAwait(false));
        },
        cancellationToken);

    /// <summary>What tells a policy from others: of which life of the store it is, and which of that life.</summary>
    public static string VersionOf(string epoch, long version) => string.Create(CultureInfo.InvariantCulture, $"{epoch}:{version}");

    /// <summary>Makes a role, or has one allow something else.</summary>
    public Task SetRoleAsync(Role role, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            var before = change.Policy.FindRole(role.Name);
            if (before is not null && before.Description == role.Description && before.Verbs.SequenceEqual(role.Verbs))
            {
                return 0;
            }

            RequireAdministrator(change.Policy, new AccessPolicy([.. change.Policy.Roles.Where(other => other.Name != role.Name), role], change.Policy.Grants));
            await change.ExecuteAsync("DELETE FROM roles WHERE name = @Name", new { role.Name }).ConfigureAwait(false);
            await change.ExecuteAsync("INSERT INTO roles (name, description, verbs) VALUES (@Name, @Description, @verbs)", new { role.Name, role.Description, verbs = role.WriteVerbs() }).ConfigureAwait(false);
            await change.RecordAsync("role-set", actor, new { role = role.Name, verbs = role.WriteVerbs(), before = before?.WriteVerbs() }).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    /// <summary>Takes a role away that nobody has. One that is not there is away.</summary>
    public Task RemoveRoleAsync(string name, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (change.Policy.FindRole(name) is not { } role)
            {
                return 0;
            }

            if (role.IsBuiltIn)
            {
                throw Refusal.AccessInUse($"the role \"{name}\" is always there", "revoke the grants that give it");
            }

            if (change.Policy.Grants.FirstOrDefault(grant => grant.Role == name) is { } held)
            {
                throw Refusal.AccessInUse($"{held.Subject} has the role \"{name}\"", "revoke the grants that give it first: strata access list");
            }

            await change.ExecuteAsync("DELETE FROM roles WHERE name = @name", new { name }).ConfigureAwait(false);
            await change.RecordAsync("role-remove", actor, new { role = name, verbs = role.WriteVerbs() }).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    /// <summary>Gives a role to somebody. Who has it already has it.</summary>
    /// <returns>The grant, and whether it is new.</returns>
    public Task<(Grant Grant, bool IsNew)> AddGrantAsync(Grant wanted, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (change.Policy.FindRole(wanted.Role) is null)
            {
                throw Refusal.Unknown("role", wanted.Role);
            }

            if (change.Policy.Grants.FirstOrDefault(wanted.IsSameRight) is { } before)
            {
                return (before, false);
            }

            var grant = wanted with { CreatedAt = ServerStore.TimeOf(change.Now) };
            await change.ExecuteAsync(
                """
                INSERT INTO grants (id, subject, role, space, environment, tenant, path, expires_at, granted_by, created_at)
                VALUES (@Id, @Subject, @Role, @space, @environment, @tenant, @path, @expires, @GrantedBy, @Now)
                """,
                new
                {
                    grant.Id,
                    grant.Subject,
                    grant.Role,
                    space = grant.Space.Text,
                    environment = grant.Environment.Text,
                    tenant = grant.Tenant.Text,
                    path = grant.Path.Text,
                    expires = grant.ExpiresAt?.ToUnixTimeMilliseconds(),
                    grant.GrantedBy,
                    change.Now,
                }).ConfigureAwait(false);
            await change.RecordAsync("grant-add", actor, new { grant = grant.Id, right = grant.ToString() }).ConfigureAwait(false);
            return (grant, true);
        },
        cancellationToken);

    /// <summary>Takes a grant away. One that is not there is away.</summary>
    public Task RemoveGrantAsync(string id, Actor actor, CancellationToken cancellationToken) => ChangeAsync(
        async change =>
        {
            if (change.Policy.Grants.FirstOrDefault(grant => grant.Id == id) is not { } held)
            {
                return 0;
            }

            RequireAdministrator(change.Policy, new AccessPolicy(change.Policy.Roles, change.Policy.Grants.Where(grant => grant.Id != id)));
            await change.ExecuteAsync("DELETE FROM grants WHERE id = @id", new { id }).ConfigureAwait(false);
            await change.RecordAsync("grant-remove", actor, new { grant = id, right = held.ToString() }).ConfigureAwait(false);
            return 0;
        },
        cancellationToken);

    private static void RequireAdministrator(AccessPolicy before, AccessPolicy after)
    {
        if (before.Administering.Any() && !after.Administering.Any())
        {
            throw Refusal.AccessInUse("nobody would be left who may manage everything", "give somebody else the role administrator first, without limits and without an end");
        }
    }

    private Task<T> ChangeAsync<T>(Func<AccessChange, Task<T>> change, CancellationToken cancellationToken) => store.WriteAsync(
        async (connection, transaction, token) =>
        {
            await store.Audit.HoldAsync(connection, transaction, token).ConfigureAwait(false);
            return await change(new AccessChange(connection, transaction, await ReadAsync(connection, transaction, token).ConfigureAwait(false), store.Audit, store.Now(), token)).ConfigureAwait(false);
        },
        cancellationToken);

    private static async Task<AccessPolicy> ReadAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        var roles = await connection.QueryAsync<RoleRow>(new CommandDefinition("SELECT name AS Name, description AS Description, verbs AS Verbs FROM roles", transaction: transaction, cancellationToken: cancellationToken)).ConfigureAwait(false);
        var grants = await connection.QueryAsync<GrantRow>(new CommandDefinition(
            "SELECT id AS Id, subject AS Subject, role AS Role, space AS Space, environment AS Environment, tenant AS Tenant, path AS Path, expires_at AS ExpiresAt, granted_by AS GrantedBy, created_at AS CreatedAt FROM grants",
            transaction: transaction,
            cancellationToken: cancellationToken)).ConfigureAwait(false);
        return new AccessPolicy(roles.Select(static row => new Role(row.Name, row.Description, Role.ReadVerbs(row.Verbs))), grants.Where(static row => row.IsWhole).Select(static row => row.ToGrant()));
    }

    /// <summary>A change of roles or grants while it is being made, alone.</summary>
    private sealed class AccessChange(DbConnection connection, DbTransaction transaction, AccessPolicy policy, StoredAudit audit, long now, CancellationToken cancellationToken)
    {
        public AccessPolicy Policy => policy;

        public long Now => now;

        public Task<int> ExecuteAsync(string sql, object parameters) => connection.ExecuteAsync(new CommandDefinition(sql, parameters, transaction, cancellationToken: cancellationToken));

        public Task RecordAsync(string action, Actor actor, object details) =>
            audit.AppendAsync(connection, transaction, StoredAudit.RowOf(StoredAudit.NoSpace, now, action, actor, JsonSerializer.Serialize(details, JsonSerializerOptions.Web), reason: ""), cancellationToken);
    }

    private sealed record RoleRow(string Name, string Description, string Verbs);

    private sealed record GrantRow(string Id, string Subject, string Role, string Space, string Environment, string Tenant, string Path, long? ExpiresAt, string GrantedBy, long CreatedAt)
    {
        /// <summary>Whether every limit says something: what somebody wrote past the server may allow nothing by saying nothing.</summary>
        public bool IsWhole => new[] { Space, Environment, Tenant, Path }.All(ScopePattern.IsOne);

        public Grant ToGrant() => new()
        {
            Id = Id,
            Subject = Subject,
            Role = Role,
            Space = new ScopePattern(Space),
            Environment = new ScopePattern(Environment),
            Tenant = new ScopePattern(Tenant),
            Path = new ScopePattern(Path),
            ExpiresAt = ServerStore.TimeOf(ExpiresAt),
            GrantedBy = GrantedBy,
            CreatedAt = ServerStore.TimeOf(CreatedAt),
        };
    }
}
