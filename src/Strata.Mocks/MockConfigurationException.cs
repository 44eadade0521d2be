namespace Strata.Mocks;

/// <summary>What the configuration says of mocks cannot be started: a value is missing or wrong, a template is not there or cannot be read.</summary>
/// <param name="message">What is wrong, with the path of the value.</param>
public sealed class MockConfigurationException(string message) : Exception(message);
