using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Serilog.Core;
using Serilog.Events;

namespace Strata.Extensions.Logging.Elasticsearch;

/// <summary>Writes log events into a buffer on disk, which is sent to the bulk API. Safe for use from several threads.</summary>
internal sealed class ElasticsearchSink : ILogEventSink, IDisposable
{
    private const int MostMessage = 10_000;

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly BulkBuffer _buffer;
    private readonly BulkSender _sender;
    private readonly string _index;

    // No other process makes these ids.
    private readonly string _origin = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private long _count;

    /// <exception cref="IOException">The buffer cannot be written to.</exception>
    public ElasticsearchSink(ElasticsearchOutput output, LogTroubles troubles, BulkPace pace)
    {
        _index = output.Index;
        _buffer = new BulkBuffer(output.Directory, output.MostBytes);
        _sender = new BulkSender(output, _buffer, troubles, pace);

        // What the process before left.
        _sender.Signal();
    }

    public void Emit(LogEvent logEvent)
    {
        var record = RecordOf(logEvent, LogFormat.AllFields);
        if (record.WrittenCount > BulkBuffer.MostRecordBytes)
        {
            record = RecordOf(Shortened(logEvent), LogFormat.AllFields & ~LogField.Context);
        }

        _buffer.Append(record.WrittenSpan);
        _sender.Signal();
    }

    public void Dispose()
    {
        _sender.Dispose();
        _buffer.Dispose();
    }

    private ArrayBufferWriter<byte> RecordOf(LogEvent logEvent, LogField fields)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartObject("create");
            json.WriteString("_index", string.Create(CultureInfo.InvariantCulture, $"{_index}-{logEvent.Timestamp.UtcDateTime:yyyy.MM.dd}"));
            json.WriteString("_id", string.Create(CultureInfo.InvariantCulture, $"{_origin}-{Interlocked.Increment(ref _count)}"));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            JsonLineFormatter.Write(json, logEvent, fields, "@timestamp");
        }

        buffer.Write("\n"u8);
        return buffer;
    }

    private static LogEvent Shortened(LogEvent logEvent)
    {
        var message = EventParts.MessageOf(logEvent);
        return new LogEvent(
            logEvent.Timestamp,
            logEvent.Level,
            exception: null,
            new MessageTemplate([new Serilog.Parsing.TextToken(message[..Math.Min(message.Length, MostMessage)])]),
            logEvent.Properties.Where(static property => EventParts.IsOrigin(property.Key)).Select(static property => new LogEventProperty(property.Key, property.Value)),
            logEvent.TraceId ?? default,
            logEvent.SpanId ?? default);
    }
}
