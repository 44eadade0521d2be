using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>Closes a store: makes its keys, its first administrator and the client of the command, all or nothing, once.</summary>
internal static class FirstAdministrator
{
    /// <returns>The administrator's password, which is kept nowhere.</returns>
    /// <exception cref="RefusalException">The store is closed already.</exception>
    public static Task<string> MakeAsync(ServerStore store, string name, CancellationToken cancellationToken) => store.IsClosed
        ? throw Refusal.StoreClosed()
        : OfflineAccounts.UseAsync(store, async services =>
        {
            // The framework makes its first key when it first needs one; two replicas that began together would each make their own.
            services.GetRequiredService<IDataProtectionProvider>().CreateProtector("first").Protect([]);
            try
            {
                await services.GetRequiredService<UserAccounts>().RequireFreeAsync(name).ConfigureAwait(false);
                await store.Audit.RecordAsync("store-init", Actor.Itself("strata-server init"), JsonSerializer.Serialize(new { about = name }, JsonSerializerOptions.Web), cancellationToken: cancellationToken).ConfigureAwait(false);
                return await MakeAsync(services, store, name, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (store.Database.IsDuplicate(exception.GetBaseException()))
            {
                // Somebody else closed it at the same moment.
                throw Refusal.StoreClosed();
            }
        });

    private static async Task<string> MakeAsync(IServiceProvider services, ServerStore store, string name, CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<IdentityDatabase>();
        var transaction = await database.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (transaction.ConfigureAwait(false))
        {
            // The mark is written first: whoever comes second waits for it here, and finds it.
            var now = store.Now();
            await database.Database.ExecuteSqlAsync($"INSERT INTO identity_state (id, closed_at) VALUES (1, {now})", cancellationToken).ConfigureAwait(false);
            database.Keys.AddRange(IdentityKeys.Make(store.Time.GetUtcNow()));
            var password = await services.GetRequiredService<UserAccounts>().CreateAsync(name).ConfigureAwait(false);
            var (id, subject) = (Guid.NewGuid().ToString("N"), User.SubjectOf(name));
            await database.Database.ExecuteSqlAsync(
                $"INSERT INTO grants (id, subject, role, space, environment, tenant, path, granted_by, created_at) VALUES ({id}, {subject}, 'administrator', '*', '*', '*', '*', 'init', {now})",
                cancellationToken).ConfigureAwait(false);
            await services.GetRequiredService<IOpenIddictApplicationManager>().CreateAsync(IdentityClient.Describe(IdentityClient.CommandId, "The command strata", ClientKind.Native, secret: null, []), cancellationToken).ConfigureAwait(false);
            await database.SaveChangesAsync(cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return password;
        }
    }
}
