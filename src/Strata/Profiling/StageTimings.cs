using System.Collections.Immutable;
using System.Diagnostics;

namespace Strata.Profiling;

/// <summary>The stages of a run in the order of their time, thread by thread, each within the one that it took place in. Immutable.</summary>
internal sealed class StageTimings
{
    /// <param name="title">What was done.</param>
    /// <param name="stages">The stages.</param>
    /// <param name="begin">When the run began, in ticks of the stopwatch.</param>
    /// <param name="end">When it ended.</param>
    /// <param name="isWhole">Whether all stages were taken down.</param>
    public StageTimings(string title, IReadOnlyCollection<StageTime> stages, long begin, long end, bool isWhole)
    {
        Title = title;
        Total = Stopwatch.GetElapsedTime(begin, end);
        IsWhole = isWhole;
        Threads = [.. stages.GroupBy(static stage => stage.Thread).OrderBy(static thread => thread.Key).Select(thread => (thread.Key, Nested(thread, begin)))];
    }

    public string Title { get; }

    /// <summary>The time of the whole run.</summary>
    public TimeSpan Total { get; }

    /// <summary>Whether all stages are here; otherwise the last ones are missing.</summary>
    public bool IsWhole { get; }

    /// <summary>The stages by the numbers of their threads: each before those within it.</summary>
    public ImmutableArray<(int Thread, ImmutableArray<NestedStage> Stages)> Threads { get; }

    // Two that overlap and are not one within the other cannot be, for a stage ends on the thread that it began on: but clocks have ticks.
    private static ImmutableArray<NestedStage> Nested(IEnumerable<StageTime> stages, long begin)
    {
        var nested = ImmutableArray.CreateBuilder<NestedStage>();
        var open = new Stack<(int Index, long End)>();
        foreach (var stage in stages.OrderBy(static stage => stage.Begin).ThenByDescending(static stage => stage.End))
        {
            while (open.TryPeek(out var last) && last.End <= stage.Begin)
            {
                open.Pop();
            }

            var end = open.TryPeek(out var outer) ? Math.Min(stage.End, outer.End) : stage.End;
            var time = Stopwatch.GetElapsedTime(stage.Begin, end);
            if (open.Count > 0)
            {
                nested[outer.Index] = nested[outer.Index] with { Self = nested[outer.Index].Self - time };
            }

            nested.Add(new NestedStage(stage.Name, Stopwatch.GetElapsedTime(begin, stage.Begin), time, time, open.Count));
            open.Push((nested.Count - 1, end));
        }

        return nested.DrainToImmutable();
    }
}
