using System.Diagnostics;
using System.Text.Json;
using CsCheck;
using Strata.Profiling;

namespace Strata.Tests.Profiling;

public class StageTimingsTests
{
    private static readonly Gen<StageTime[]> Stages =
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 2], Gen.Long[0, 100], Gen.Long[0, 40], static (name, thread, begin, length) => new StageTime($"s{name}", thread, begin * TicksPerMillisecond, (begin + length) * TicksPerMillisecond)).Array[0, 30];

    private static long TicksPerMillisecond => Stopwatch.Frequency / 1000;

    [Fact]
    public void Report_TellsTimeWithinAndWithoutTheInnerStages()
    {
        StageTime[] stages = [StageOf("outer", 0, 10), StageOf("inner", 2, 5), StageOf("inner", 6, 7)];

        var report = TimingReport.Of(new StageTimings("strata resolve", stages, 0, 20 * TicksPerMillisecond, isWhole: true));

        var lines = report.Split('\n');
        Assert.Equal("strata resolve: 20.000 ms", lines[0]);
        Assert.Equal("stage    calls    total ms     self ms   share", lines[2]);
        Assert.Equal("outer        1      10.000       6.000   30.0%", lines[3]);
        Assert.Equal("inner        2       4.000       4.000   20.0%", lines[4]);
    }

    [Fact]
    public void Report_OfMoreThanIsTakenDown_SaysSo() =>
        Assert.Contains("the last ones are missing", TimingReport.Of(new StageTimings("t", [], 0, 1, isWhole: false)), StringComparison.Ordinal);

    // What Speedscope asks of an evented profile: times never go back, and what is closed is what was opened last.
    [Fact]
    public void Speedscope_WhateverTheStages_IsWellNested() => Stages.Sample(static stages =>
    {
        using var json = JsonDocument.Parse(SpeedscopeFile.Of(new StageTimings("t", stages, 0, 200 * TicksPerMillisecond, isWhole: true)));
        var frames = json.RootElement.GetProperty("shared").GetProperty("frames").GetArrayLength();
        foreach (var profile in json.RootElement.GetProperty("profiles").EnumerateArray())
        {
            var open = new Stack<int>();
            var last = 0.0;
            foreach (var @event in profile.GetProperty("events").EnumerateArray())
            {
                var at = @event.GetProperty("at").GetDouble();
                var frame = @event.GetProperty("frame").GetInt32();
                Assert.InRange(at, last, profile.GetProperty("endValue").GetDouble());
                Assert.InRange(frame, 0, frames - 1);
                last = at;
                if (@event.GetProperty("type").GetString() == "O")
                {
                    open.Push(frame);
                }
                else
                {
                    Assert.Equal(open.Pop(), frame);
                }
            }

            Assert.Empty(open);
        }

        var opened = json.RootElement.GetProperty("profiles").EnumerateArray().Sum(static profile => profile.GetProperty("events").EnumerateArray().Count(static @event => @event.GetProperty("type").GetString() == "O"));
        Assert.Equal(stages.Length, opened);
    });

    private static StageTime StageOf(string name, long begin, long end) => new(name, 1, begin * TicksPerMillisecond, end * TicksPerMillisecond);
}
