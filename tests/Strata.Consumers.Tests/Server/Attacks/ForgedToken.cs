using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Strata.Server.Access;
using Strata.Server.Identity;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>An issuer with a key of each kind, which forges whatever a test wants, and takes whatever its reader lets through.</summary>
internal sealed class ForgedToken : ITokenIssuer, IDisposable
{
    public const string Issuer = "https://issuer.example/";
    public const string CurveKey = "curve";
    public const string RsaKey = "rsa";

    /// <summary>The moment that it is.</summary>
    public static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly VerificationKey _curve;
    private readonly VerificationKey _rsa;

    public ForgedToken()
    {
        _curve = VerificationKey.Of(CurveKey, Curve.ExportParameters(false));
        _rsa = VerificationKey.Of(RsaKey, Rsa.ExportParameters(false))!;
    }

    public ECDsa Curve { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public RSA Rsa { get; } = RSA.Create(2048);

    /// <summary>The names of keys that were asked for.</summary>
    public List<string> Asked { get; } = [];

    public TokenRules Rules { get; } = new(Issuer, "strata", "at+jwt", ["ES256", "RS256", "PS256"]);

    public ValueTask<VerificationKey?> FindKeyAsync(string keyId, CancellationToken cancellationToken)
    {
        Asked.Add(keyId);
        return ValueTask.FromResult(keyId switch { CurveKey => _curve, RsaKey => _rsa, _ => null });
    }

    public ValueTask<Caller?> CallerOfAsync(SignedToken token, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Caller?>(new Caller(token.Claim("sub")!, token.Claim("sub")!, [], IsStrong: false, Scopes: null, "jwt"));

    /// <summary>The header of a good token.</summary>
    public static JsonObject Header(string algorithm = "ES256") => new() { ["alg"] = algorithm, ["typ"] = "at+jwt", ["kid"] = algorithm == "ES256" ? CurveKey : RsaKey };

    /// <summary>The claims of a good token.</summary>
    public static JsonObject Claims() => new()
    {
        ["iss"] = Issuer,
        ["aud"] = "strata",
        ["sub"] = "user:ada",
        ["iat"] = Now.ToUnixTimeSeconds(),
        ["nbf"] = Now.ToUnixTimeSeconds(),
        ["exp"] = Now.AddMinutes(10).ToUnixTimeSeconds(),
    };

    /// <summary>A token as it would be sent, signed with the key of its algorithm.</summary>
    public string Sign(string header, string claims, string algorithm = "ES256")
    {
        var text = $"{Part(header)}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(text);
        var signature = algorithm switch
        {
            "ES256" => Curve.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
            "RS256" => Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            _ => Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        };
        return $"{text}.{Base64Url.EncodeToString(signature)}";
    }

    public string Sign(JsonObject header, JsonObject claims) => Sign(header.ToJsonString(), claims.ToJsonString(), header["alg"]!.GetValue<string>());

    public static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public void Dispose()
    {
        Curve.Dispose();
        Rsa.Dispose();
    }
}
