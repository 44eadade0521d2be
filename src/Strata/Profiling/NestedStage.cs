namespace Strata.Profiling;

/// <summary>A stage and its place among the others of its thread.</summary>
/// <param name="Name">The stage, and what it was about.</param>
/// <param name="Begin">When it began, from the beginning of the run.</param>
/// <param name="Time">How long it took.</param>
/// <param name="Self">How long without the stages within it.</param>
/// <param name="Depth">How many it stands within.</param>
internal readonly record struct NestedStage(string Name, TimeSpan Begin, TimeSpan Time, TimeSpan Self, int Depth);
