using Dapper;

namespace Strata.Server.Stores;

/// <summary>Forgets requests that are too old to be repeated. What became a draft or a revision is known by its key for as long as that is kept.</summary>
internal sealed partial class RequestPruning(ServerStore store, ILogger<RequestPruning> log) : BackgroundService
{
    /// <summary>How long a repeat is known for one. Whoever repeats does so within minutes.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Forgets what is too old now.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> PruneAsync(ServerStore store, CancellationToken cancellationToken) => store.WriteAsync(
        (connection, transaction, token) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM requests WHERE at < @before", new { before = store.Now() - (long)Kept.TotalMilliseconds }, transaction, cancellationToken: token)),
        cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not at the start: replicas are started one behind the other, and each would do it again.
        while (true)
        {
            try
            {
                await Task.Delay(Interval * (0.75 + (Random.Shared.NextDouble() / 2)), store.Time, stoppingToken).ConfigureAwait(false);
                await PruneAsync(store, stoppingToken).ConfigureAwait(false);
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

    [LoggerMessage(9113, LogLevel.Warning, "requests that are too old to be repeated could not be forgotten: {Problem}")]
    private partial void LogUnpruned(string problem);
}
