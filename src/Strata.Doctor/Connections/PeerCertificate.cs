using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Strata.Doctor.Connections;

/// <summary>Judges the certificate that the other side shows. For one connection.</summary>
/// <param name="host">The host that it is to be for.</param>
internal sealed class PeerCertificate(string host)
{
    /// <summary>What is wrong with it, in words; null where nothing is, or none was shown yet.</summary>
    public string? Fault { get; private set; }

    /// <summary>The options by which a connection asks here.</summary>
    public SslClientAuthenticationOptions Options => new() { TargetHost = host, RemoteCertificateValidationCallback = Judge };

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Fault = errors == SslPolicyErrors.None ? null : FaultOf(certificate as X509Certificate2, chain, errors);
        return Fault is null;
    }

    // Its dates first: an expired one is renewed, whatever else there is to say of it.
    private string FaultOf(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null || chain is null)
        {
            return "it shows no certificate";
        }

        if (chain.ChainElements.FirstOrDefault(static element => element.ChainElementStatus.Any(static status => status.Status == X509ChainStatusFlags.NotTimeValid)) is { } untimely)
        {
            var (whose, dated) = (untimely.Certificate.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span) ? "its certificate" : "a certificate of its chain", untimely.Certificate);
            return dated.NotAfter < chain.ChainPolicy.VerificationTime ? $"{whose} expired on {Day(dated.NotAfter)}" : $"{whose} is valid from {Day(dated.NotBefore)} only";
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            return $"its certificate is not for {host}";
        }

        var statuses = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (flags, status) => flags | status.Status);
        return (statuses & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != 0
            ? "no authority that this machine trusts has signed its certificate"
            : $"the chain of its certificate does not hold: {statuses}";
    }

    private static string Day(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
