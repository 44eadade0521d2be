namespace Strata.Doctor.Connections;

/// <summary>The other side does not speak TLS, or shows a certificate that is not to be trusted.</summary>
internal sealed class TlsFailureException(string message, Exception inner) : Exception(message, inner);
