namespace Strata.Secrets;

/// <summary>A data key that a key provider cannot wrap or unwrap. Its message is shown to people: no key may be in it.</summary>
public sealed class KeyProviderException : Exception
{
    /// <param name="message">What is wrong, for a person: <c>permission denied for transit/keys/app</c>.</param>
    /// <param name="innerException">The cause; null where there is none.</param>
    public KeyProviderException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
