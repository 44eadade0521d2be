using System.Text.Json;
using Strata.Server.Access;
using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>Lets a user in again where nobody is there who could over HTTP: the last administrator, whose authenticator and codes are lost.</summary>
internal static class LockedOutUser
{
    /// <summary>Gives him another password, which must be changed, takes his authenticator away, and ends a lock-out or that he is disabled.</summary>
    /// <returns>The password, which is kept nowhere.</returns>
    /// <exception cref="RefusalException">There is no such user.</exception>
    public static Task<string> ResetAsync(ServerStore store, string name, CancellationToken cancellationToken) => store.IsClosed
        ? OfflineAccounts.UseAsync(store, async services =>
        {
            var accounts = services.GetRequiredService<UserAccounts>();
            var user = await accounts.RequireAsync(name).ConfigureAwait(false);
            await store.Audit.RecordAsync("user-reset", Actor.Itself("strata-server reset-user"), JsonSerializer.Serialize(new { about = user.UserName }, JsonSerializerOptions.Web), cancellationToken: cancellationToken).ConfigureAwait(false);
            await accounts.ResetFactorAsync(user, cancellationToken).ConfigureAwait(false);
            await accounts.SetDisabledAsync(user, isDisabled: false, cancellationToken).ConfigureAwait(false);
            return await accounts.ResetPasswordAsync(user, cancellationToken).ConfigureAwait(false);
        })
        : throw Refusal.Unknown("user", name);
}
