using System.Globalization;
using Serilog.Events;

namespace Strata.Extensions.Logging;

/// <summary>What log events of Microsoft.Extensions.Logging hold beside what was said.</summary>
internal static class EventParts
{
    private const string Category = "SourceContext";
    private const string Event = "EventId";

    /// <summary>Whether a property says who speaks, and not what.</summary>
    public static bool IsOrigin(string name) => name is Category or Event;

    /// <summary>Who speaks.</summary>
    public static string? CategoryOf(LogEvent logEvent) => logEvent.Properties.TryGetValue(Category, out var value) && value is ScalarValue { Value: string category } ? category : null;

    /// <summary>The number of the message; null where it has none.</summary>
    public static int? IdOf(LogEvent logEvent) =>
        logEvent.Properties.TryGetValue(Event, out var value) && value is StructureValue structure && structure.Properties.FirstOrDefault(static property => property.Name == "Id")?.Value is ScalarValue { Value: int id } ? id : null;

    public static string MessageOf(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        foreach (var token in logEvent.MessageTemplate.Tokens)
        {
            // Texts stand without quotation marks, as everywhere else in .NET.
            if (token is Serilog.Parsing.PropertyToken property && logEvent.Properties.TryGetValue(property.PropertyName, out var value) && value is ScalarValue { Value: string plain } && property.Alignment is null)
            {
                text.Write(plain);
            }
            else
            {
                token.Render(logEvent.Properties, text, CultureInfo.InvariantCulture);
            }
        }

        return text.ToString();
    }

    /// <summary>The level as the section spells it.</summary>
    public static string LevelOf(LogEvent logEvent) => logEvent.Level switch
    {
        LogEventLevel.Verbose => "TRACE",
        LogEventLevel.Debug => "DEBUG",
        LogEventLevel.Information => "INFO",
        LogEventLevel.Warning => "WARNING",
        LogEventLevel.Error => "ERROR",
        _ => "CRITICAL",
    };
}
