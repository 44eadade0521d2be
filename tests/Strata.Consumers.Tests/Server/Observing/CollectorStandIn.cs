using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>A collector that takes traces by OTLP over HTTP, in both of its forms, and keeps them.</summary>
internal sealed class CollectorStandIn : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedSpan> _spans = new();
    private readonly ConcurrentQueue<string> _texts = new();

    private CollectorStandIn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/traces", TakeAsync);
    }

    public Uri Url => new(_app.Urls.First());

    public IReadOnlyList<ReceivedSpan> Spans => [.. _spans];

    /// <summary>Everything that came, as text: what no protocol hides.</summary>
    public string Text => string.Concat(_texts);

    public static async Task<CollectorStandIn> StartAsync()
    {
        var collector = new CollectorStandIn();
        await collector._app.StartAsync(TestContext.Current.CancellationToken);
        return collector;
    }

    /// <summary>Waits until a span has come.</summary>
    public async Task<ReceivedSpan> AwaitAsync(Func<ReceivedSpan, bool> isIt)
    {
        for (var i = 0; ; i++)
        {
            if (_spans.FirstOrDefault(isIt) is { } found)
            {
                return found;
            }

            Assert.True(i < 300, $"it did not come; there came {string.Join(", ", _spans.Select(static span => span.Name))}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        _texts.Enqueue(Encoding.Latin1.GetString(body.GetBuffer(), 0, (int)body.Length));
        foreach (var span in request.ContentType == "application/json" ? OfJson(body.ToArray()) : OfProtobuf(body.ToArray()))
        {
            _spans.Enqueue(span);
        }

        return Results.Bytes([], "application/x-protobuf");
    }

    private static IEnumerable<ReceivedSpan> OfJson(byte[] body) =>
        from resource in JsonNode.Parse(body)!["resourceSpans"]!.AsArray()
        from scope in resource["scopeSpans"]!.AsArray()
        from span in scope["spans"]!.AsArray()
        select new ReceivedSpan(
            Value(resource["resource"]!["attributes"]!.AsArray().First(static attribute => attribute!["key"]!.GetValue<string>() == "service.name")!),
            span["name"]!.GetValue<string>(),
            span["traceId"]!.GetValue<string>(),
            span["spanId"]!.GetValue<string>(),
            span["parentSpanId"]?.GetValue<string>() ?? "",
            span["attributes"]!.AsArray().ToDictionary(static attribute => attribute!["key"]!.GetValue<string>(), static attribute => Value(attribute!)));

    private static string Value(JsonNode attribute) => attribute["value"]!["stringValue"]!.GetValue<string>();

    // The numbers are those of opentelemetry/proto/trace/v1/trace.proto.
    private static IEnumerable<ReceivedSpan> OfProtobuf(byte[] body) =>
        from resource in ProtobufField.In(body).Where(static field => field.Number == 1)
        let parts = ProtobufField.In(resource.Bytes).ToList()
        let service = Attributes(ProtobufField.In(parts.First(static part => part.Number == 1).Bytes), 1)["service.name"]
        from scope in parts.Where(static part => part.Number == 2)
        from span in ProtobufField.In(scope.Bytes).Where(static field => field.Number == 2)
        let fields = ProtobufField.In(span.Bytes).ToList()
        select new ReceivedSpan(service, TextOf(fields, 5), Hex(fields, 1), Hex(fields, 2), Hex(fields, 4), Attributes(fields, 9));

    private static Dictionary<string, string> Attributes(IEnumerable<ProtobufField> fields, int number) => fields.Where(field => field.Number == number).Select(static field => ProtobufField.In(field.Bytes).ToList()).ToDictionary(
        static pair => TextOf(pair, 1),
        static pair => ProtobufField.In(pair.First(static field => field.Number == 2).Bytes).Select(static value => value.Number == 1 ? Encoding.UTF8.GetString(value.Bytes) : $"{value.Value}").FirstOrDefault() ?? "");

    private static string TextOf(IEnumerable<ProtobufField> fields, int number) => Encoding.UTF8.GetString(fields.FirstOrDefault(field => field.Number == number)?.Bytes ?? []);

    private static string Hex(IEnumerable<ProtobufField> fields, int number) => Convert.ToHexStringLower(fields.FirstOrDefault(field => field.Number == number)?.Bytes ?? []);
}

/// <summary>A span as it came.</summary>
internal sealed record ReceivedSpan(string Service, string Name, string Trace, string Id, string Parent, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A field of a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding/).</summary>
/// <param name="Number">Its number.</param>
/// <param name="Value">Its number of 64 bits; 0 where it is none.</param>
/// <param name="Bytes">Its bytes; none where it is a number.</param>
internal sealed record ProtobufField(int Number, ulong Value, byte[] Bytes)
{
    public static IEnumerable<ProtobufField> In(byte[] message)
    {
        for (var at = 0; at < message.Length;)
        {
            var key = Variable(message, ref at);
            var number = (int)(key >> 3);
            switch (key & 7)
            {
                case 0:
                    yield return new ProtobufField(number, Variable(message, ref at), []);
                    break;
                case 1:
                    yield return new ProtobufField(number, BitConverter.ToUInt64(message, at), []);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Variable(message, ref at);
                    yield return new ProtobufField(number, 0, message[at..(at + length)]);
                    at += length;
                    break;
                case 5:
                    yield return new ProtobufField(number, BitConverter.ToUInt32(message, at), []);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"a field of kind {key & 7}");
            }
        }
    }

    private static ulong Variable(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
