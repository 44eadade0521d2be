using Microsoft.Extensions.Logging;

namespace Strata.Tests.Logging;

/// <summary>A log that keeps what it is told. Safe for use from several threads.</summary>
/// <param name="least">The least that it takes.</param>
internal sealed class KeptLog(LogLevel least = LogLevel.Trace) : ILoggerFactory, ILogger
{
    private readonly List<(LogLevel Level, int Id, string Text)> _messages = [];

    public IReadOnlyList<(LogLevel Level, int Id, string Text)> Messages
    {
        get
        {
            lock (_messages)
            {
                return [.. _messages];
            }
        }
    }

    public IReadOnlyList<string> Categories { get; private set; } = [];

    public ILogger CreateLogger(string categoryName)
    {
        Categories = [.. Categories, categoryName];
        return this;
    }

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_messages)
        {
            _messages.Add((logLevel, eventId.Id, formatter(state, exception)));
        }
    }

    public void Dispose()
    {
    }
}
