using System.Globalization;

namespace Strata.Benchmarks.Processes;

/// <summary>The results as a table for a terminal and for Markdown alike.</summary>
internal static class ContestTable
{
    private static readonly string[] Header =
        ["command", "min ms", "median ms", "max ms", "cpu ms", "peak MiB", "ratio", "target", "met"];

    public static void Write(IEnumerable<ContestResult> results, TextWriter writer)
    {
        var rows = new List<string[]> { Header };
        foreach (var result in results)
        {
            rows.Add([.. Figures(result.Baseline), "1.00", string.Empty, string.Empty]);
            if (result.Subject is { } subject)
            {
                rows.Add([.. Figures(subject), Text(result.Ratio!.Value, "0.00"), Target(result.Contest.Target), result.Met ? "yes" : "NO"]);
            }
        }

        var widths = Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        rows.Insert(1, [.. widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":")]);
        foreach (var row in rows)
        {
            var cells = row.Select((cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            writer.WriteLine($"| {string.Join(" | ", cells)} |");
        }
    }

    private static string[] Figures(ProcessSeries series) =>
    [
        series.Contestant.Title, Text(series.Minimum, "0.0"), Text(series.Median, "0.0"), Text(series.Maximum, "0.0"),
        Text(series.MedianCpu, "0.0"), Text(series.PeakMebibytes, "0.0"),
    ];

    private static string Target(ContestTarget target)
    {
        var ratio = $"<= {Text(target.Ratio, "0.0")}";
        return target.PeakMebibytes is { } peak ? $"{ratio}, <= {Text(peak, "0")} MiB" : ratio;
    }

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
