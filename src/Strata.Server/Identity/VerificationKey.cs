using System.Security.Cryptography;

namespace Strata.Server.Identity;

/// <summary>
/// A public key that tokens are checked with. It is of one kind, and checks only the algorithms of its kind: what a token says of its algorithm can
/// never make one kind of key be used as another. Safe for use from several threads.
/// </summary>
internal sealed class VerificationKey
{
    private const int LeastRsaBits = 2048;
    private const int SignatureBytes = 64;

    private readonly Lock _turn = new();
    private readonly ECDsa? _curve;
    private readonly RSA? _rsa;

    private VerificationKey(string id, ECDsa? curve, RSA? rsa)
    {
        Id = id;
        _curve = curve;
        _rsa = rsa;
    }

    /// <summary>What tokens call it.</summary>
    public string Id { get; }

    public static VerificationKey Of(string id, ECParameters key) => new(id, ECDsa.Create(key), rsa: null);

    /// <summary>One of RSA; null where it is too short to be trusted.</summary>
    public static VerificationKey? Of(string id, RSAParameters key)
    {
        var rsa = RSA.Create(key);
        if (rsa.KeySize >= LeastRsaBits)
        {
            return new VerificationKey(id, curve: null, rsa);
        }

        rsa.Dispose();
        return null;
    }

    /// <summary>Whether a signature is right.</summary>
    /// <param name="algorithm">What the token says it is signed with.</param>
    /// <param name="data">What is signed.</param>
    /// <param name="signature">The signature.</param>
    public bool Verifies(string algorithm, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        lock (_turn)
        {
            return algorithm switch
            {
                "ES256" => _curve is not null && signature.Length == SignatureBytes && _curve.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
                "RS256" => _rsa is not null && _rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
                "PS256" => _rsa is not null && _rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
                _ => false,
            };
        }
    }
}
