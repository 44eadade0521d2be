using OpenIddict.Abstractions;

namespace Strata.Server.Identity;

/// <summary>Removes the rows of tokens that are over. Those that were used stay as long as they could come again, so that it is noticed.</summary>
internal sealed partial class TokenPruning(IServiceScopeFactory scopes, TimeProvider time, ILogger<TokenPruning> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(false);
                await PruneAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with the store, there is another hour; an exception here would end the server.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogUnpruned(exception.Message);
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

    [LoggerMessage(9124, LogLevel.Warning, "Tokens that are over could not be removed: {Reason}")]
    private partial void LogUnpruned(string reason);
}
