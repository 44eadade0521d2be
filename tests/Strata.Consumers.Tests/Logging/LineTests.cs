using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Formatting;
using Strata.Extensions.Logging;

#pragma warning disable CA1848, CA1873 // Any message will do, and none is said often.
namespace Strata.Consumers.Tests.Logging;

/// <summary>How lines look, and what never stands in them.</summary>
public sealed class LineTests
{
    [Fact]
    public void Json_OfAMessage_HasItsFields()
    {
        using var trace = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        var line = JsonNode.Parse(Lines(new JsonLineFormatter(LogFormat.AllFields), static log => log.LogWarning(new EventId(42, "Named"), "{Count} of {Name} \"left\"", 3, "shop")))!;

        Assert.Equal("WARNING", (string)line["level"]!);
        Assert.Equal("3 of shop \"left\"", (string)line["message"]!);
        Assert.Equal("Tests.Lines", (string)line["category"]!);
        Assert.Equal(42, (int)line["eventId"]!);
        Assert.Equal(3, (int)line["context"]!["Count"]!);
        Assert.Equal("shop", (string)line["context"]!["Name"]!);
        Assert.Equal(trace.TraceId.ToHexString(), (string)line["traceId"]!);
        Assert.Equal(trace.SpanId.ToHexString(), (string)line["spanId"]!);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", (string)line["timestamp"]!);
    }

    [Fact]
    public void Json_OfSomeFields_HasThoseAndExceptions()
    {
        var line = JsonNode.Parse(Lines(new JsonLineFormatter(LogField.Level | LogField.Message), static log => log.LogError(new InvalidOperationException("boom"), "broken")))!.AsObject();

        Assert.Equal(["level", "message", "exception"], line.Select(static field => field.Key));
        Assert.Contains("boom", (string)line["exception"]!, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_WhateverCallersWrote_SteersNoTerminalAndIsOneLine()
    {
        var lines = Lines(new TextLineFormatter(LogFormat.AllFields, hasColours: false), static log => log.LogInformation(7, "a {Text}", "b\u001b[2J\nfake line"));

        Assert.Matches("^\\S+ \\S+Z info Tests\\.Lines\\[7\\]: a b\u241b\\[2J\u240afake line\n$", lines);
    }

    [Theory]
    [InlineData("GET /x?variable.DB=CANARY&a=1", "GET /x?variable.DB=********&a=1")]
    [InlineData("https://ann:CANARY@host/x", "https://ann:********@host/x")]
    [InlineData("Host=h;Password=CANARY;Port=1", "Host=h;Password=********;Port=1")]
    [InlineData("read access_token=CANARY and go on", "read access_token=******** and go on")]
    [InlineData("Authorization: Bearer CANARYCANARY", "Authorization: Bearer ********")]
    [InlineData("eyJhbGciOiJIUzI1.eyJzdWIiOiJDQU5BUlki.CANARYsignature", "********")]
    [InlineData("strata_CANARYabcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS", "********")]
    [InlineData("nothing=here, at all", "nothing=here, at all")]
    public void Mask_OfATextWithASecret_StandsInItsPlace(string text, string masked) => Assert.Equal(masked, MaskedEvent.TextOf(text));

    [Fact]
    public void Mask_OfAnEvent_HidesPropertiesByTheirNamesAndTextsByTheirForms()
    {
        var lines = Lines(new JsonLineFormatter(LogFormat.AllFields), static log =>
        {
            log.LogInformation("{User} shows {Password}", "ann", "CANARY");
            log.LogError(new InvalidOperationException("cannot reach https://ann:CANARY@host/"), "token=CANARY1234 in a template; {@Login}", new { Name = "ann", ApiKey = "CANARY" });
        });

        Assert.DoesNotContain("CANARY", lines, StringComparison.Ordinal);
        Assert.Contains("ann shows ********", lines, StringComparison.Ordinal);
        Assert.Contains("https://ann:********@host/", lines, StringComparison.Ordinal);
        Assert.Contains("\"Name\":\"ann\"", lines, StringComparison.Ordinal);
    }

    private static string Lines(ITextFormatter formatter, Action<Microsoft.Extensions.Logging.ILogger> write)
    {
        using var text = new StringWriter();
        using var pipeline = new LivePipeline(_ => new Written(formatter, text));
        pipeline.Change([new FileOutput("x", new LogFormat(true, LogFormat.AllFields, false), Rotation.Daily)]);
        using var log = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(pipeline).CreateLogger();
        using var provider = new SerilogLoggerProvider(log);
        write(provider.CreateLogger("Tests.Lines"));
        return text.ToString();
    }

    private sealed class Written(ITextFormatter formatter, TextWriter output) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => formatter.Format(logEvent, output);
    }
}
