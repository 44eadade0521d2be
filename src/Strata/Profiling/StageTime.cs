namespace Strata.Profiling;

/// <summary>That a stage took place.</summary>
/// <param name="Name">The stage, and what it was about.</param>
/// <param name="Thread">The number of the thread.</param>
/// <param name="Begin">When it began, in ticks of the stopwatch.</param>
/// <param name="End">When it ended.</param>
internal readonly record struct StageTime(string Name, int Thread, long Begin, long End);
