namespace Strata.Cli;

/// <summary>The command was called wrongly. Ends it with exit code 2.</summary>
internal sealed class UsageException(string message, string? hint = null) : Exception(message)
{
    /// <summary>What to write instead.</summary>
    public string? Hint { get; } = hint;
}
