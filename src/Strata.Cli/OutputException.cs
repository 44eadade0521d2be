namespace Strata.Cli;

/// <summary>The output cannot be written. Ends the command with exit code 5.</summary>
internal sealed class OutputException(string message, Exception inner) : Exception(message, inner);
