using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Strata.Cli;

/// <summary>Spans as a collector takes them over HTTP: the protocol of OpenTelemetry in its JSON form (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).</summary>
internal static class OtlpTrace
{
    // A tick of .NET is 100 nanoseconds.
    private const long NanosecondsOfTick = 100;

    // The address of a request says what was asked for.
    private static readonly FrozenSet<string> Kept = FrozenSet.Create(StringComparer.Ordinal, "strata.subject", "http.request.method", "http.response.status_code", "server.address", "server.port", "error.type");

    public static byte[] Write(string service, string version, IEnumerable<Activity> spans)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("resourceSpans");
            json.WriteStartObject();
            json.WriteStartObject("resource");
            json.WriteStartArray("attributes");
            WriteAttribute(json, "service.name", service);
            WriteAttribute(json, "service.version", version);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartArray("scopeSpans");
            foreach (var scope in spans.GroupBy(static span => span.Source.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                json.WriteStartObject("scope");
                json.WriteString("name", scope.Key);
                json.WriteEndObject();
                json.WriteStartArray("spans");
                foreach (var span in scope)
                {
                    Write(json, span);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Activity span)
    {
        json.WriteStartObject();
        json.WriteString("traceId", span.TraceId.ToHexString());
        json.WriteString("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
        {
            json.WriteString("parentSpanId", span.ParentSpanId.ToHexString());
        }

        json.WriteString("name", span.DisplayName);
        // There the first is "unspecified".
        json.WriteNumber("kind", (int)span.Kind + 1);
        json.WriteString("startTimeUnixNano", Nanoseconds(span.StartTimeUtc));
        json.WriteString("endTimeUnixNano", Nanoseconds(span.StartTimeUtc + span.Duration));
        json.WriteStartArray("attributes");
        foreach (var (name, value) in span.TagObjects.Where(static tag => Kept.Contains(tag.Key)))
        {
            WriteAttribute(json, name, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAttribute(Utf8JsonWriter json, string name, string value)
    {
        json.WriteStartObject();
        json.WriteString("key", name);
        json.WriteStartObject("value");
        json.WriteString("stringValue", value);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // 64-bit numbers are texts in this form.
    private static string Nanoseconds(DateTime time) => ((time - DateTime.UnixEpoch).Ticks * NanosecondsOfTick).ToString(CultureInfo.InvariantCulture);
}
