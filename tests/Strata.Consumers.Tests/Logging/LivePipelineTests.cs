using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;
using Strata.Extensions.Logging;

namespace Strata.Consumers.Tests.Logging;

public sealed class LivePipelineTests
{
    private static readonly LogFormat Lines = new(IsJson: false, LogFormat.AllFields, HasColours: false);

    private readonly Dictionary<LogOutput, List<TakingSink>> _opened = [];

    [Fact]
    public void Change_OutputsThatStay_GoOnAndOthersEndFirst()
    {
        using var pipeline = new LivePipeline(Open);
        pipeline.Change([Output("a"), Output("b")]);
        Say(pipeline, "1");
        pipeline.Change([Output("b"), Output("c")]);
        Say(pipeline, "2");

        Assert.Equal(("1", true), Taken("a"));
        Assert.Equal(("1 2", false), Taken("b"));
        Assert.Equal(("2", false), Taken("c"));
    }

    [Fact]
    public void Change_WhatIsSaidMeanwhile_IsSaidToTheNewOne()
    {
        LivePipeline? pipeline = null;
        using var made = new LivePipeline(output =>
        {
            if (output.Place == "b")
            {
                Say(pipeline!, "meanwhile");
            }

            return Open(output);
        });
        pipeline = made;
        pipeline.Change([Output("a")]);
        pipeline.Change([Output("a"), Output("b")]);

        Assert.Equal(("meanwhile", false), Taken("a"));
        Assert.Equal(("meanwhile", false), Taken("b"));
    }

    [Fact]
    public void Change_OneThatCannotBeOpened_LeavesThoseBefore()
    {
        using var pipeline = new LivePipeline(output => output.Place == "bad" ? throw new IOException("no room") : Open(output));
        pipeline.Change([Output("a"), Output("b")]);

        Assert.Equal("no room", Assert.Throws<LoggingSectionException>(() => pipeline.Change([Output("a"), Output("bad")])).Message);
        Say(pipeline, "still");

        Assert.Equal(("still", false), Taken("a"));
        Assert.Equal(("still", false), Taken("b"));
    }

    [Fact]
    public async Task Change_WhileEventsCome_LosesNone()
    {
        using var pipeline = new LivePipeline(Open);
        pipeline.Change([Output("kept"), Output("0")]);
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                Say(pipeline, "x");
            }
        }, TestContext.Current.CancellationToken);
        for (var i = 1; !writing.IsCompleted; i++)
        {
            pipeline.Change([Output("kept"), Output($"{i}")]);
        }

        await writing;
        Assert.Equal(20_000, _opened[Output("kept")][0].Messages.Count);
        Assert.Equal(20_000, _opened.Where(static one => one.Key.Place != "kept").Sum(static one => one.Value.Sum(static sink => sink.Messages.Count)));
    }

    private static FileOutput Output(string name) => new(name, Lines, Rotation.Daily);

    private static void Say(LivePipeline pipeline, string text) =>
        pipeline.Emit(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplate([new TextToken(text)]), []));

    private TakingSink Open(LogOutput output)
    {
        var sink = new TakingSink();
        (_opened.TryGetValue(output, out var sinks) ? sinks : _opened[output] = []).Add(sink);
        return sink;
    }

    private (string Messages, bool IsOver) Taken(string place)
    {
        var sinks = _opened[Output(place)];
        return (string.Join(' ', sinks.SelectMany(static sink => sink.Messages)), sinks[^1].IsOver);
    }

    private sealed class TakingSink : ILogEventSink, IDisposable
    {
        public List<string> Messages { get; } = [];

        public bool IsOver { get; private set; }

        public void Emit(LogEvent logEvent)
        {
            Assert.False(IsOver);
            lock (Messages)
            {
                Messages.Add(logEvent.MessageTemplate.Text);
            }
        }

        public void Dispose() => IsOver = true;
    }
}
