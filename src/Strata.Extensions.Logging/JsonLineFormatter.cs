using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;

namespace Strata.Extensions.Logging;

/// <summary>A log event as one line with a JSON object.</summary>
internal sealed class JsonLineFormatter(LogField fields) : ITextFormatter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Format(LogEvent logEvent, TextWriter output)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            Write(json, logEvent, fields, "timestamp");
        }

        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Write('\n');
    }

    /// <summary>Writes the object.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="logEvent">The event.</param>
    /// <param name="fields">What of it.</param>
    /// <param name="timestamp">What the time is called.</param>
    public static void Write(Utf8JsonWriter json, LogEvent logEvent, LogField fields, string timestamp)
    {
        json.WriteStartObject();
        if (fields.HasFlag(LogField.Timestamp))
        {
            json.WriteString(timestamp, logEvent.Timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture));
        }

        if (fields.HasFlag(LogField.Level))
        {
            json.WriteString("level", EventParts.LevelOf(logEvent));
        }

        if (fields.HasFlag(LogField.Message))
        {
            json.WriteString("message", EventParts.MessageOf(logEvent));
        }

        WriteOrigin(json, logEvent, fields);
        if (fields.HasFlag(LogField.Context))
        {
            WriteContext(json, logEvent);
        }

        if (logEvent.Exception is { } exception)
        {
            json.WriteString("exception", exception.ToString());
        }

        json.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter json, LogEvent logEvent, LogField fields)
    {
        if (fields.HasFlag(LogField.Category) && EventParts.CategoryOf(logEvent) is { } category)
        {
            json.WriteString("category", category);
        }

        if (fields.HasFlag(LogField.Event) && EventParts.IdOf(logEvent) is { } id)
        {
            json.WriteNumber("eventId", id);
        }

        if (fields.HasFlag(LogField.Trace) && logEvent.TraceId is { } trace)
        {
            json.WriteString("traceId", trace.ToHexString());
            if (logEvent.SpanId is { } span)
            {
                json.WriteString("spanId", span.ToHexString());
            }
        }
    }

    private static void WriteContext(Utf8JsonWriter json, LogEvent logEvent)
    {
        json.WriteStartObject("context");
        foreach (var (name, value) in logEvent.Properties.OrderBy(static property => property.Key, StringComparer.Ordinal))
        {
            if (!EventParts.IsOrigin(name))
            {
                json.WritePropertyName(name);
                WriteValue(json, value);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, LogEventPropertyValue value)
    {
        switch (value)
        {
            case ScalarValue scalar:
                WriteScalar(json, scalar.Value);
                break;
            case SequenceValue sequence:
                json.WriteStartArray();
                foreach (var element in sequence.Elements)
                {
                    WriteValue(json, element);
                }

                json.WriteEndArray();
                break;
            case StructureValue structure:
                json.WriteStartObject();
                foreach (var property in structure.Properties)
                {
                    json.WritePropertyName(property.Name);
                    WriteValue(json, property.Value);
                }

                json.WriteEndObject();
                break;
            case DictionaryValue dictionary:
                json.WriteStartObject();
                foreach (var (key, element) in dictionary.Elements)
                {
                    json.WritePropertyName(Convert.ToString(key.Value, CultureInfo.InvariantCulture) ?? "");
                    WriteValue(json, element);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(value.ToString(null, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteScalar(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case sbyte or byte or short or ushort or int or uint or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case float or double when double.IsFinite(Convert.ToDouble(value, CultureInfo.InvariantCulture)):
                json.WriteNumberValue(Convert.ToDouble(value, CultureInfo.InvariantCulture));
                break;
            case DateTimeOffset time:
                json.WriteStringValue(time.ToString("O", CultureInfo.InvariantCulture));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
                break;
        }
    }
}
