using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Strata.Benchmarks.Serving;

/// <summary>How many requests a second a server answers, as wrk counts them.</summary>
internal static partial class Throughput
{
    /// <summary>Answers of two servers in turns, and the medians of both.</summary>
    /// <param name="ours">An address of ours.</param>
    /// <param name="baseline">The baseline's.</param>
    /// <param name="header">A header that requests carry; null for none.</param>
    /// <param name="rounds">How often each is asked.</param>
    public static (double Ours, double Baseline) Compare(Uri ours, Uri baseline, string? header, int rounds)
    {
        // Once without counting: both compile what they run.
        Measure(ours, header);
        Measure(baseline, header);
        var (left, right) = (new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var isOurs in round % 2 == 0 ? new[] { true, false } : [false, true])
            {
                (isOurs ? left : right).Add(Measure(isOurs ? ours : baseline, header));
            }
        }

        return (Median(left), Median(right));
    }

    private static double Measure(Uri address, string? header)
    {
        string[] arguments = ["-t1", "-c32", "-d3s", .. header is null ? Array.Empty<string>() : ["-H", header], address.ToString()];
        using var process = Process.Start(new ProcessStartInfo("wrk", arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return Rate().Match(output) is { Success: true } match && !output.Contains("Non-2xx or 3xx", StringComparison.Ordinal)
            ? double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"wrk: {output}");
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)")]
    private static partial Regex Rate();
}
