using Strata.Server.Observing;

namespace Strata.Server.Redis;

/// <summary>Asks Redis now and then whether it is there, and how fast it answers.</summary>
internal sealed class RedisPulse(RedisConnection connection, ServerMeter meter, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private volatile bool _isUp;

    /// <summary>Whether it answered when it was last asked.</summary>
    public bool IsUp => _isUp;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            _isUp = await connection.AnswersAsync().ConfigureAwait(false);
            meter.CountPing(time.GetElapsedTime(begun), _isUp);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
