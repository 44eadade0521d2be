namespace Strata.Benchmarks.Processes;

/// <summary>A program could not be built or ended badly, so that there is nothing to measure.</summary>
internal sealed class FailedRunException(string message) : Exception(message);
