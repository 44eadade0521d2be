namespace Strata.Generators;

/// <summary>A type cannot be bound; the message says why. Never leaves the generator: it becomes a diagnostic where the type is asked for.</summary>
/// <param name="reason">Why; null where the compiler says it itself.</param>
internal sealed class CannotBindException(string? reason) : Exception(reason)
{
    /// <summary>Why; null where the compiler says it itself.</summary>
    public string? Reason { get; } = reason;
}
