using System.Diagnostics;
using System.Globalization;

namespace Strata.Benchmarks.Processes;

/// <summary>One run of one command, from before its spawn to its exit.</summary>
internal readonly record struct ProcessRun(double WallMilliseconds, double CpuMilliseconds, double PeakMebibytes, double FloorMebibytes)
{
    /// <summary>Runs the command beneath the native stopwatch, which measures it; a command that fails is no measurement.</summary>
    /// <exception cref="FailedRunException">The command ended with another exit code than 0; the message holds its standard error.</exception>
    public static ProcessRun Of(NativeProgram stopwatch, Contestant contestant)
    {
        var start = new ProcessStartInfo(stopwatch.Path) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(contestant.Program.Path);
        foreach (var argument in contestant.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var fields = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        if (process.ExitCode != 0 || fields.Length != 5 || Number(fields[3]) != 0)
        {
            throw new FailedRunException($"{contestant.Title} failed:{Environment.NewLine}{errors.GetAwaiter().GetResult()}");
        }

        return new ProcessRun(Number(fields[0]) / 1e6, Number(fields[1]) / 1e3, Number(fields[2]) / 1024, Number(fields[4]) / 1024);
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
