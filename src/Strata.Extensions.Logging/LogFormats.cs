using System.Collections.Immutable;

namespace Strata.Extensions.Logging;

/// <summary>The formats of a section, and which of them is for whom. Immutable.</summary>
/// <param name="Text">Lines for people; null where there are none.</param>
/// <param name="Json">Lines for machines; null where there are none.</param>
internal sealed record LogFormats(LogFormat? Text, LogFormat? Json)
{
    private static readonly LogFormat Coloured = new(IsJson: false, LogFormat.AllFields, HasColours: true);
    private static readonly LogFormat Machine = new(IsJson: true, LogFormat.AllFields, HasColours: false);

    /// <summary>Those of a section that names none: text on a terminal, JSON for everything else.</summary>
    public static LogFormats Default { get; } = new(Coloured, Machine);

    /// <summary>A file is read by machines, where they have a format.</summary>
    public LogFormat OfFiles => Json ?? Text! with { HasColours = false };

    /// <summary>What a stream gets.</summary>
    /// <param name="isTerminal">Whether people look at it.</param>
    public LogFormat OfStream(bool isTerminal) => isTerminal ? Text ?? Json! : OfFiles;

    /// <summary>Those of a section: of each kind the first.</summary>
    public static LogFormats Of(LoggingSection section, List<string> problems)
    {
        if (section.Formatters.IsEmpty)
        {
            return Default;
        }

        for (var i = 0; i < section.Formatters.Length; i++)
        {
            foreach (var field in section.Formatters[i].Fields.Where(static field => LogFormat.FieldOf(field) is null))
            {
                problems.Add($"{LogPlan.Path}.formatters[{i}].fields: \"{field}\" is no field; known are {string.Join(", ", LogFormat.FieldNames)}");
            }
        }

        return new LogFormats(FirstOf(section.Formatters, FormatterType.Text), FirstOf(section.Formatters, FormatterType.Json));
    }

    private static LogFormat? FirstOf(ImmutableArray<FormatterSection> formatters, FormatterType type) =>
        formatters.FirstOrDefault(formatter => formatter.Type == type) is { } found
            ? new LogFormat(type == FormatterType.Json, LogFormat.FieldsOf(found.Fields), found.Colors)
            : null;
}

/// <summary>How a line looks. Immutable.</summary>
/// <param name="IsJson">Whether it is a JSON object.</param>
/// <param name="Fields">What it has. An exception is always written.</param>
/// <param name="HasColours">Whether text is coloured on a terminal.</param>
internal sealed record LogFormat(bool IsJson, LogField Fields, bool HasColours)
{
    public const LogField AllFields = LogField.Timestamp | LogField.Level | LogField.Message | LogField.Category | LogField.Event | LogField.Trace | LogField.Context;

    public static IEnumerable<string> FieldNames => ["timestamp", "level", "message", "category", "event", "trace", "context"];

    public static LogField? FieldOf(string name) => name switch
    {
        "timestamp" => LogField.Timestamp,
        "level" => LogField.Level,
        "message" => LogField.Message,
        "category" => LogField.Category,
        "event" => LogField.Event,
        "trace" => LogField.Trace,
        "context" => LogField.Category | LogField.Event | LogField.Trace | LogField.Context,
        _ => null,
    };

    public static LogField FieldsOf(ImmutableArray<string> names) => names.IsEmpty ? AllFields : names.Aggregate(LogField.None, static (fields, name) => fields | (FieldOf(name) ?? LogField.None));
}

/// <summary>What a line has. Context brings along who speaks, the event's number and the trace.</summary>
[Flags]
internal enum LogField
{
    None = 0,
    Timestamp = 1,
    Level = 2,
    Message = 4,
    Category = 8,
    Event = 16,
    Trace = 32,
    Context = 64,
}
