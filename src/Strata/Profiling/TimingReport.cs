using System.Globalization;
using System.Text;

namespace Strata.Profiling;

/// <summary>The time of a run by stage, as a table for people.</summary>
internal static class TimingReport
{
    public static string Of(StageTimings timings)
    {
        var stages = timings.Threads.SelectMany(static thread => thread.Stages)
            .GroupBy(static stage => stage.Name, StringComparer.Ordinal)
            .Select(static group => (Name: group.Key, Calls: group.Count(), Total: Sum(group.Select(static stage => stage.Time)), Self: Sum(group.Select(static stage => stage.Self))))
            .OrderByDescending(static stage => stage.Self)
            .ThenBy(static stage => stage.Name, StringComparer.Ordinal)
            .ToArray();
        var width = Math.Max("stage".Length, stages.Max(static stage => (int?)stage.Name.Length) ?? 0);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{timings.Title}: {timings.Total.TotalMilliseconds:0.000} ms\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"stage".PadRight(width)}  {"calls",7}  {"total ms",10}  {"self ms",10}  {"share",6}\n");
        foreach (var (name, calls, total, self) in stages)
        {
            var share = timings.Total > TimeSpan.Zero ? self / timings.Total : 0;
            text.Append(CultureInfo.InvariantCulture, $"{name.PadRight(width)}  {calls,7}  {total.TotalMilliseconds,10:0.000}  {self.TotalMilliseconds,10:0.000}  {share,6:0.0%}\n");
        }

        text.Append("\nself: without the stages within it; share: of the whole time. Threads work at the same time, so shares may add up to more than 100 %.\n");
        if (!timings.IsWhole)
        {
            text.Append("There were more stages than are taken down: the last ones are missing.\n");
        }

        return text.ToString();
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan> times) => times.Aggregate(TimeSpan.Zero, static (sum, time) => sum + time);
}
