using Strata.Server.Spaces;
using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>The accounts of a store without a server, for whoever owns the store.</summary>
internal static class OfflineAccounts
{
    /// <summary>Does something with the services that accounts have.</summary>
    /// <exception cref="RefusalException">The store cannot be reached.</exception>
    public static async Task<T> UseAsync<T>(ServerStore store, Func<IServiceProvider, Task<T>> use)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        EmbeddedIdentity.AddTo(services, store);
        var provider = services.BuildServiceProvider();
        await using (provider.ConfigureAwait(false))
        {
            var scope = provider.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                try
                {
                    return await use(scope.ServiceProvider).ConfigureAwait(false);
                }
                catch (Exception exception) when (store.Database.IsUnreachable(exception.GetBaseException()))
                {
                    throw Refusal.StoreUnreachable(exception);
                }
            }
        }
    }
}
