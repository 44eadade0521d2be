// Runs a command once, its standard output into /dev/null, and prints one line: wall time (ns), CPU time (us), the command's peak
// resident set (KiB), its exit code, and this program's own peak (KiB).
//
// It exists because Linux counts the pages of whoever calls exec as a peak of what is executed: measured from a managed benchmark
// program, every command would seem to need the 60 MiB that the benchmark needs. Measured from here, the last figure is the floor.
using System.Diagnostics;
using Strata.Bench;

if (args.Length == 0)
{
    Console.Error.WriteLine("usage: stopwatch COMMAND [ARGUMENT...]");
    return 2;
}

var started = Stopwatch.GetTimestamp();
if (!ChildProcess.Run(args, out var exit))
{
    Console.Error.WriteLine($"stopwatch: cannot run {args[0]}");
    return 1;
}

var wall = Stopwatch.GetElapsedTime(started);
Console.WriteLine($"{wall.Ticks * 100} {exit.CpuMicroseconds} {exit.PeakKibibytes} {exit.Code} {ChildProcess.OwnPeakKibibytes()}");
return 0;
