using Dapper;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>Who may do what with users, clients and tokens.</summary>
internal static class IdentityRules
{
    private const string Administrator = "administrator";
    private const string Manage = "manage";

    /// <summary>Who calls.</summary>
    /// <exception cref="RefusalException">Nobody is known to.</exception>
    public static Caller CallerOf(HttpContext context) => Caller.Of(context.User) ?? throw Refusal.NoCredential();

    /// <summary>Lets administrators on, who have shown a second factor.</summary>
    /// <exception cref="RefusalException">The caller is none.</exception>
    public static async Task RequireAdministratorAsync(HttpContext context, ServerStore store)
    {
        var caller = CallerOf(context);
        if (caller.Scopes is { } scopes && !scopes.Contains(Manage, StringComparer.Ordinal))
        {
            throw Refusal.NotAdministrator("the credential is limited to other things");
        }

        if (!caller.IsStrong)
        {
            throw Refusal.NotAdministrator("no second factor was shown");
        }

        if (!await IsAdministratorAsync(caller, store, context.RequestAborted).ConfigureAwait(false))
        {
            throw Refusal.NotAdministrator($"{caller.Subject} has no grant of the role administrator for all spaces");
        }
    }

    private static Task<bool> IsAdministratorAsync(Caller caller, ServerStore store, CancellationToken cancellationToken) => store.ReadAsync(
        async (connection, token) => (await connection.QueryAsync<string>(new CommandDefinition(
            """
            SELECT subject FROM grants WHERE role = @Administrator AND space = '*' AND environment = '*' AND tenant = '*' AND path = '*'
            AND (expires_at IS NULL OR expires_at > @now)
            """,
            new { Administrator, now = store.Now() },
            cancellationToken: token)).ConfigureAwait(false)).Any(subject => subject == caller.Subject || caller.Groups.Contains(subject, StringComparer.Ordinal)),
        cancellationToken);
}
