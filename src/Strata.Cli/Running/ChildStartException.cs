namespace Strata.Cli.Running;

/// <summary>A command cannot be started.</summary>
/// <param name="message">Why.</param>
/// <param name="hint">What to do about it.</param>
/// <param name="exitCode">What a script is told.</param>
internal sealed class ChildStartException(string message, string? hint, int exitCode) : Exception(message)
{
    public string? Hint { get; } = hint;

    public int ExitCode { get; } = exitCode;
}
