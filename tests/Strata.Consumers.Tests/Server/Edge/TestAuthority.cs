using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Strata.Consumers.Tests.Server.Edge;

/// <summary>A certificate authority with one below it, made for a test.</summary>
internal sealed class TestAuthority : IDisposable
{
    private readonly X509Certificate2 _root = Authority("CN=test root", null);
    private readonly X509Certificate2 _issuing;

    public TestAuthority() => _issuing = Authority("CN=test issuing", _root);

    /// <summary>The root, as PEM.</summary>
    public string Root => _root.ExportCertificatePem();

    /// <summary>A certificate of this machine's, with the one above it.</summary>
    public (string Certificate, string Key) Server(string name, int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        using var made = Leaf(name, key, "1.3.6.1.5.5.7.3.1", names, days);
        return ($"{made.ExportCertificatePem()}\n{_issuing.ExportCertificatePem()}\n", key.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>A certificate for a client, with its key.</summary>
    public X509Certificate2 Client(string name, string? uri = null, string usage = "1.3.6.1.5.5.7.3.2", int days = 30)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        SubjectAlternativeNameBuilder? names = null;
        if (uri is not null)
        {
            names = new SubjectAlternativeNameBuilder();
            names.AddUri(new Uri(uri));
        }

        using var made = Leaf(name, key, usage, names, days);
        using var whole = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>A client of HTTP that trusts this authority alone.</summary>
    public HttpClient Trusting(Uri server, X509Certificate2? client = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true },
        };
        handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(_root);
        if (client is not null)
        {
            // The one above it goes with it: the server knows the root only.
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(client, [_issuing], offline: true);
        }

        return new HttpClient(handler) { BaseAddress = server, Timeout = TimeSpan.FromSeconds(30) };
    }

    public void Dispose()
    {
        _issuing.Dispose();
        _root.Dispose();
    }

    private X509Certificate2 Leaf(string name, ECDsa key, string usage, SubjectAlternativeNameBuilder? names, int days)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        if (names is not null)
        {
            request.CertificateExtensions.Add(names.Build());
        }

        var from = DateTimeOffset.UtcNow.AddDays(Math.Min(-1, days - 1));
        return request.Create(_issuing, from, DateTimeOffset.UtcNow.AddDays(days), RandomNumberGenerator.GetBytes(12));
    }

    private static X509Certificate2 Authority(string name, X509Certificate2? above)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-400), DateTimeOffset.UtcNow.AddDays(400));
        if (above is null)
        {
            return request.CreateSelfSigned(from, until);
        }

        using var made = request.Create(above, from.AddDays(1), until.AddDays(-1), RandomNumberGenerator.GetBytes(12));
        return made.CopyWithPrivateKey(key);
    }
}
