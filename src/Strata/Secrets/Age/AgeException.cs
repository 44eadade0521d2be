namespace Strata.Secrets.Age;

/// <summary>
/// An age file, a recipient or an identity that cannot be used, and why. Thrown within the engine only: who calls gives it a place
/// and makes a diagnostic of it. No text of it holds a key, a passphrase or what was encrypted.
/// </summary>
internal sealed class AgeException : Exception
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">What is wrong, for a person.</param>
    /// <param name="hint">What to do; null where nothing is to be said.</param>
    public AgeException(AgeFailure failure, string message, string? hint = null)
        : base(message)
    {
        Failure = failure;
        Hint = hint;
    }

    /// <summary>What went wrong.</summary>
    public AgeFailure Failure { get; }

    /// <summary>What to do; null where nothing is to be said.</summary>
    public string? Hint { get; }

    /// <summary>The line of an identity file that is meant, from 1; null where no line is.</summary>
    public int? Line { get; init; }
}
