using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Strata.Extensions.Configuration;

namespace Worker;

/// <summary>Does its work at the interval that the files say, and says so when that changes.</summary>
internal sealed partial class QueueReader(IOptionsMonitor<QueueOptions> options, IConfigurationExplainer explainer, ILogger<QueueReader> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        LogBegin(options.CurrentValue.Name, options.CurrentValue.PollInterval, explainer.Explain("queue.poll_interval")?.Explanation.Origin?.File);
        using var timer = new PeriodicTimer(options.CurrentValue.PollInterval);
        using var _ = options.OnChange(changed =>
        {
            if (timer.Period != changed.PollInterval)
            {
                timer.Period = changed.PollInterval;
                LogInterval(changed.PollInterval);
            }
        });
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            LogRead(options.CurrentValue.Name);
        }
    }

    [LoggerMessage(LogLevel.Information, "Reading {Queue} every {Interval}, because of {File}")]
    private partial void LogBegin(string queue, TimeSpan interval, string? file);

    [LoggerMessage(LogLevel.Information, "From now on every {Interval}")]
    private partial void LogInterval(TimeSpan interval);

    [LoggerMessage(LogLevel.Information, "Reading {Queue}")]
    private partial void LogRead(string queue);
}
