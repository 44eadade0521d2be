using System.Formats.Asn1;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Strata.Server.Access;

namespace Strata.Server.Edge;

/// <summary>Certificates of clients: who issued them, and whom they name. Safe for use from several threads.</summary>
/// <param name="authorities">Who may issue them. The system's own authorities are not asked.</param>
internal sealed class ClientCertificates(X509Certificate2Collection authorities)
{
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";
    private const string AlternativeNames = "2.5.29.17";

    private static readonly Asn1Tag UriName = new(TagClass.ContextSpecific, 6);

    /// <summary>Whether one of the authorities issued it for a client, and it is valid now.</summary>
    /// <param name="shown">The certificate.</param>
    /// <param name="between">Those that were shown with it.</param>
    public bool Accepts(X509Certificate shown, X509Certificate2Collection? between)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.ExtraStore.AddRange(between ?? []);
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        return shown is X509Certificate2 certificate && chain.Build(certificate) && NameOf(certificate) is not null;
    }

    /// <summary>Who a connection's certificate says that it is; null where it shows none. It was accepted when the connection was made.</summary>
    public static ClaimsPrincipal? PrincipalOf(HttpContext context) => context.Connection.ClientCertificate is { } certificate && NameOf(certificate) is { } name
        ? new Caller($"client:{name}", name, [], IsStrong: true, Scopes: null, $"certificate:{certificate.GetCertHashString(HashAlgorithmName.SHA256)[..16]}").ToPrincipal("certificate")
        : null;

    /// <summary>The name of a client: the first URI of its alternative names, as SPIFFE has it, else its common name; null where it has neither.</summary>
    public static string? NameOf(X509Certificate2 certificate)
    {
        var name = certificate.Extensions.FirstOrDefault(static extension => extension.Oid?.Value == AlternativeNames) is { } names && UriOf(names.RawData) is { } uri
            ? uri
            : certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        return name.Length is 0 or > 200 || name.Any(static character => character is < '!' or > '~') ? null : name;
    }

    // RFC 5280, section 4.2.1.6: uniformResourceIdentifier [6] IA5String.
    private static string? UriOf(byte[] extension)
    {
        var names = new AsnReader(extension, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            if (names.PeekTag().HasSameClassAndValue(UriName))
            {
                return names.ReadCharacterString(UniversalTagNumber.IA5String, UriName);
            }

            names.ReadEncodedValue();
        }

        return null;
    }
}
