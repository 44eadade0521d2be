using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Strata.Extensions.Logging;

/// <summary>Says in the log itself, to those outputs that work, where writing to one fails: when it begins, every minute while it lasts, and when it is over. Safe for use from several threads.</summary>
internal sealed partial class LogTroubles : ILoggingFailureListener
{
    /// <summary>The category of what is said of the log.</summary>
    public const string Category = "Strata.Logging";

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _said = new(StringComparer.Ordinal);
    private volatile ILogger? _log;

    /// <summary>Where it is said. What goes wrong before is not told.</summary>
    public void SayTo(ILogger log) => _log = log;

    /// <summary>Writing fails.</summary>
    /// <param name="place">Where to.</param>
    /// <param name="problem">Why.</param>
    public void Fails(string place, string problem)
    {
        var now = Stopwatch.GetTimestamp();
        var mine = _said.AddOrUpdate(place, now, (_, last) => Stopwatch.GetElapsedTime(last, now) < Silence ? last : now);
        if (mine == now && _log is { } log)
        {
            LogFails(log, place, problem);
        }
    }

    /// <summary>It works again.</summary>
    public void Works(string place)
    {
        if (_said.TryRemove(place, out _) && _log is { } log)
        {
            LogWorks(log, place);
        }
    }

    /// <summary>Events were refused for good.</summary>
    public void Refused(string place, int count, string reason, string kept)
    {
        if (_log is { } log)
        {
            LogRefused(log, place, count, reason, kept);
        }
    }

    /// <summary>Events had no room.</summary>
    public void Dropped(string place, long count)
    {
        if (_log is { } log)
        {
            LogDropped(log, place, count);
        }
    }

    /// <summary>Another section is in use.</summary>
    public void Changed(string place)
    {
        if (_log is { } log)
        {
            LogChanged(log, place);
        }
    }

    /// <summary>A section cannot be used, and the one before stays.</summary>
    public void Bad(string place, string problem)
    {
        if (_log is { } log)
        {
            LogBad(log, place, problem);
        }
    }

    void ILoggingFailureListener.OnLoggingFailed(object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) =>
        Fails(sender.GetType().Name, exception?.Message ?? message);

    [LoggerMessage(9170, LogLevel.Warning, "log events cannot be written to {Place}: {Problem}")]
    private static partial void LogFails(ILogger log, string place, string problem);

    [LoggerMessage(9171, LogLevel.Information, "log events are written to {Place} again")]
    private static partial void LogWorks(ILogger log, string place);

    [LoggerMessage(9172, LogLevel.Warning, "{Place} refused {Count} log events for good, the first because {Reason}; they are in {Kept}")]
    private static partial void LogRefused(ILogger log, string place, int count, string reason, string kept);

    [LoggerMessage(9173, LogLevel.Error, "{Count} log events for {Place} are lost: the buffer on disk was full, or could not be written to")]
    private static partial void LogDropped(ILogger log, string place, long count);

    [LoggerMessage(9174, LogLevel.Information, "the log follows {Place}")]
    private static partial void LogChanged(ILogger log, string place);

    [LoggerMessage(9175, LogLevel.Error, "the log stays as it was: {Place} cannot be followed: {Problem}")]
    private static partial void LogBad(ILogger log, string place, string problem);
}
