namespace Strata.Secrets.Keys;

/// <summary>
/// A key that is missing or cannot be used. Thrown within the engine and the command only: who calls makes a diagnostic of it. No text
/// of it holds a key.
/// </summary>
/// <param name="message">What is wrong, for a person.</param>
/// <param name="hint">What to do; null where nothing is to be said.</param>
internal sealed class KeyException(string message, string? hint = null) : Exception(message)
{
    /// <summary>What to do; null where nothing is to be said.</summary>
    public string? Hint { get; } = hint;
}
