using Microsoft.Extensions.Logging;
using Strata.Diagnostics;

namespace Strata.Logging;

/// <summary>Writes messages to standard error as the command does: where a program asked for them and has no log of its own. Safe for use from several threads.</summary>
internal sealed class ErrorStreamLogger : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel < LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Write($"{NameOf(logLevel)}: {formatter(state, exception)}");

    /// <summary>Writes one line.</summary>
    public static void Write(string line)
    {
#pragma warning disable RS0030 // Standard error is what was asked for: by an option, or by DEBUG_ENV_RESOLUTION.
        Console.Error.WriteLine(TerminalText.Harmless(line));
#pragma warning restore RS0030
    }

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace or LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        _ => "error",
    };
}
