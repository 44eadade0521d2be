namespace Strata.Doctor.Connections;

/// <summary>The other side does not speak TLS, or shows a certificate that is not to be trusted.</summary>
/// <param name="peer">What was made of its certificate.</param>
/// <param name="inner">What broke the handshake off.</param>
internal sealed class TlsFailureException(PeerCertificate? peer, Exception inner) : Exception(peer?.Fault ?? "it does not answer in TLS", inner);
