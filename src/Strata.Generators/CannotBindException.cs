namespace Strata.Generators;

/// <summary>A type cannot be bound; the message says why. Never leaves the generator: it becomes a diagnostic where the type is asked for.</summary>
internal sealed class CannotBindException(string reason) : Exception(reason);
