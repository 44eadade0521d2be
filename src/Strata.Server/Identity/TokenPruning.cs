using OpenIddict.Abstractions;
using Strata.Server.Spaces;

namespace Strata.Server.Identity;

/// <summary>Removes the rows of tokens that are over. Those that were used stay as long as they could come again, so that it is noticed.</summary>
internal sealed class TokenPruning(IServiceScopeFactory scopes, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await PruneAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is System.Data.Common.DbException or RefusalException or TimeoutException)
            {
                // The store cannot be reached. There is another hour.
            }
        }
    }

    private async Task PruneAsync(CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using (scope.ConfigureAwait(false))
        {
            var before = time.GetUtcNow() - Kept;
            await scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>().PruneAsync(before, cancellationToken).ConfigureAwait(false);
            await scope.ServiceProvider.GetRequiredService<IOpenIddictAuthorizationManager>().PruneAsync(before, cancellationToken).ConfigureAwait(false);
        }
    }
}
