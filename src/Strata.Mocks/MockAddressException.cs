namespace Strata.Mocks;

/// <summary>The mocks cannot listen where they are told to: the port is taken, or the address is not this machine's.</summary>
/// <param name="message">Where, and why not.</param>
/// <param name="inner">The system's reason.</param>
public sealed class MockAddressException(string message, Exception? inner) : Exception(message, inner);
