namespace Strata.Cli;

/// <summary>What the command was given cannot be used; that was reported. Ends it with an exit code.</summary>
internal sealed class RefusedException(int exitCode) : Exception("The input was refused; the reason was reported.")
{
    public int ExitCode { get; } = exitCode;
}
