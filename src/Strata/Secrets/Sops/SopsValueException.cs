namespace Strata.Secrets.Sops;

/// <summary>
/// A value of a SOPS file that cannot be decrypted, and why. Thrown within the engine only: who calls gives it a place and makes a
/// diagnostic of it. No text of it holds what was encrypted.
/// </summary>
internal sealed class SopsValueException : Exception
{
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">What is wrong, for a person.</param>
    public SopsValueException(SopsFailure failure, string message)
        : base(message)
    {
        Failure = failure;
    }

    /// <summary>What went wrong.</summary>
    public SopsFailure Failure { get; }
}
