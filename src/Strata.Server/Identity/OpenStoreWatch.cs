using Strata.Server.Stores;

namespace Strata.Server.Identity;

/// <summary>Ends a server that asks nobody who calls, once its store has been closed: the next start asks.</summary>
internal sealed partial class OpenStoreWatch(ServerStore store, ServerSettings settings, IHostApplicationLifetime lifetime, ILogger<OpenStoreWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            try
            {
                await Task.Delay(settings.PollInterval, store.Time, stoppingToken).ConfigureAwait(false);
                if (await store.ReadIsClosedAsync(stoppingToken).ConfigureAwait(false))
                {
                    LogClosed();
                    lifetime.StopApplication();
                    return;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // Whatever is wrong with the store, it is looked at again; an exception here would end the server.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogUnknown(exception.Message);
            }
        }
    }

    [LoggerMessage(9123, LogLevel.Warning, "Whether the store was closed cannot be seen: {Reason}")]
    private partial void LogUnknown(string reason);

    [LoggerMessage(9122, LogLevel.Warning, "The store was closed by init: from now on servers on it ask who calls. This one ends; start it again")]
    private partial void LogClosed();
}
