using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Strata.Diagnostics;

namespace Strata.Extensions.Logging;

/// <summary>A log event as a line for people, and the lines of its exception. Whatever callers wrote, nothing of it steers a terminal.</summary>
/// <param name="fields">What a line has.</param>
/// <param name="hasColours">Whether the level is coloured.</param>
internal sealed class TextLineFormatter(LogField fields, bool hasColours) : ITextFormatter
{
    private const string Reset = "\u001b[0m";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        if (fields.HasFlag(LogField.Timestamp))
        {
            output.Write(logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff'Z '", CultureInfo.InvariantCulture));
        }

        if (fields.HasFlag(LogField.Level))
        {
            output.Write(hasColours ? $"{ColourOf(logEvent.Level)}{ShortOf(logEvent.Level)}{Reset} " : $"{ShortOf(logEvent.Level)} ");
        }

        if (fields.HasFlag(LogField.Category) && EventParts.CategoryOf(logEvent) is { } category)
        {
            output.Write(TerminalText.Harmless(category));
            if (fields.HasFlag(LogField.Event) && EventParts.IdOf(logEvent) is { } id)
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"[{id}]"));
            }

            output.Write(": ");
        }

        if (fields.HasFlag(LogField.Message))
        {
            output.Write(TerminalText.Harmless(EventParts.MessageOf(logEvent)));
        }

        output.Write('\n');
        if (logEvent.Exception is { } exception)
        {
            foreach (var line in exception.ToString().Split('\n'))
            {
                output.Write("    ");
                output.Write(TerminalText.Harmless(line.TrimEnd('\r')));
                output.Write('\n');
            }
        }
    }

    private static string ShortOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "trce",
        LogEventLevel.Debug => "dbug",
        LogEventLevel.Information => "info",
        LogEventLevel.Warning => "warn",
        LogEventLevel.Error => "fail",
        _ => "crit",
    };

    private static string ColourOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "\u001b[90m",
        LogEventLevel.Information => "\u001b[32m",
        LogEventLevel.Warning => "\u001b[33m",
        LogEventLevel.Error => "\u001b[31m",
        _ => "\u001b[1;31m",
    };
}
