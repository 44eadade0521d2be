namespace Strata.Bench;

/// <param name="Code">The exit code, or 128 and the signal's number.</param>
/// <param name="CpuMicroseconds">User and system time of all its threads.</param>
/// <param name="PeakKibibytes">The kernel's <c>ru_maxrss</c> of that one process.</param>
internal readonly record struct ChildExit(int Code, long CpuMicroseconds, long PeakKibibytes);
