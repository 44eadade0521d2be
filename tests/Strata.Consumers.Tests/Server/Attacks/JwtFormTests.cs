using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Strata.Server.Identity;
using Strata.Server.Spaces;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Tokens that are forged, and that read in two ways. Each is a good token but for one thing, and the good token is taken.</summary>
[Trait("Level", "security")]
public sealed class JwtFormTests : IDisposable
{
    private readonly ForgedToken _forge = new();
    private readonly FakeTimeProvider _time = new(ForgedToken.Now);

    public static TheoryData<string> NoAlgorithm => [.. Cases("none"), "none ", " none", "", "null", "NONE\0"];

    public static TheoryData<string> SymmetricAlgorithm => ["HS256", "hs256", "HS384", "HS512"];

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData("ES256")]
    [InlineData("RS256")]
    [InlineData("PS256")]
    public async Task GoodToken_IsTaken(string algorithm)
    {
        var (caller, until) = await ReadAsync(_forge.Sign(ForgedToken.Header(algorithm), ForgedToken.Claims()));
        Assert.Equal(("user:ada", ForgedToken.Now.AddMinutes(10).AddSeconds(30)), (caller.Subject, until));
    }

    [Theory]
    [MemberData(nameof(NoAlgorithm))]
    public async Task NoAlgorithm_IsRefused(string algorithm)
    {
        var header = ForgedToken.Header();
        header["alg"] = algorithm;
        var text = $"{ForgedToken.Part(header.ToJsonString())}.{ForgedToken.Part(ForgedToken.Claims().ToJsonString())}";
        await RefusedAsync($"{text}.");
        await RefusedAsync(text);

        // Nor with a signature that is right, or of bytes that say nothing.
        await RefusedAsync(_forge.Sign(header.ToJsonString(), ForgedToken.Claims().ToJsonString()));
        await RefusedAsync($"{text}.AA");
    }

    [Theory]
    [MemberData(nameof(SymmetricAlgorithm))]
    public async Task PublicKey_AsASharedSecret_IsRefused(string algorithm)
    {
        foreach (var (key, kid) in PublicForms())
        {
            var header = ForgedToken.Header();
            header["alg"] = algorithm;
            header["kid"] = kid;
            var text = $"{ForgedToken.Part(header.ToJsonString())}.{ForgedToken.Part(ForgedToken.Claims().ToJsonString())}";
            var bytes = Encoding.ASCII.GetBytes(text);
            var signature = algorithm.ToUpperInvariant() switch { "HS384" => HMACSHA384.HashData(key, bytes), "HS512" => HMACSHA512.HashData(key, bytes), _ => HMACSHA256.HashData(key, bytes) };
            await RefusedAsync($"{text}.{Base64Url.EncodeToString(signature)}");
        }
    }

    [Theory]
    [InlineData("ES256", ForgedToken.RsaKey)]
    [InlineData("RS256", ForgedToken.CurveKey)]
    [InlineData("PS256", ForgedToken.CurveKey)]
    public async Task Key_OfAnotherKind_IsRefused(string algorithm, string kid)
    {
        var header = ForgedToken.Header(algorithm);
        header["kid"] = kid;
        await RefusedAsync(_forge.Sign(header, ForgedToken.Claims()));
    }

    [Theory]
    [InlineData("RS256", "PS256")]
    [InlineData("PS256", "RS256")]
    [InlineData("RS256", "RS512")]
    [InlineData("ES256", "ES384")]
    [InlineData("ES256", "es256")]
    public async Task Algorithm_ThatIsNotItsOwn_IsRefused(string signed, string said)
    {
        var header = ForgedToken.Header(signed);
        header["alg"] = said;
        await RefusedAsync(_forge.Sign(header.ToJsonString(), ForgedToken.Claims().ToJsonString(), signed));
    }

    [Theory]
    [InlineData("../../../../dev/null")]
    [InlineData("curve' OR '1'='1")]
    [InlineData("curve\0")]
    [InlineData("")]
    [InlineData("CURVE")]
    public async Task KeyId_IsOnlyANameAmongThoseThatAreKnown(string kid)
    {
        var header = ForgedToken.Header();
        header["kid"] = kid;
        await RefusedAsync(_forge.Sign(header, ForgedToken.Claims()));
        Assert.Equal([kid], _forge.Asked);
    }

    [Theory]
    [InlineData("""{"crit":["b64"],"b64":false}""")]
    [InlineData("""{"crit":[]}""")]
    [InlineData("""{"crit":["exp"],"exp":1}""")]
    [InlineData("""{"b64":true}""")]
    [InlineData("""{"zip":"DEF"}""")]
    [InlineData("""{"enc":"A256GCM"}""")]
    [InlineData("""{"jku":"http://127.0.0.1:1/jwks"}""")]
    [InlineData("""{"x5u":"http://127.0.0.1:1/cert"}""")]
    [InlineData("""{"x5c":["MIIB"]}""")]
    [InlineData("""{"jwk":{"kty":"EC"}}""")]
    [InlineData("""{"kid":null}""")]
    [InlineData("""{"kid":["curve"]}""")]
    [InlineData("""{"alg":["ES256"]}""")]
    [InlineData("""{"typ":"JWT"}""")]
    [InlineData("""{"typ":"id_token+jwt"}""")]
    [InlineData("""{"typ":"application/application/at+jwt"}""")]
    [InlineData("""{"typ":null}""")]
    public async Task Header_ThatMustNotBe_IsRefused(string change) => await RefusedAsync(_forge.Sign(Merged(ForgedToken.Header(), change).ToJsonString(), ForgedToken.Claims().ToJsonString()));

    [Theory]
    [InlineData("""{"iss":"https://issuer.example"}""")]
    [InlineData("""{"iss":"https://issuer.example/."}""")]
    [InlineData("""{"iss":["https://issuer.example/"]}""")]
    [InlineData("""{"iss":null}""")]
    [InlineData("""{"aud":"Strata"}""")]
    [InlineData("""{"aud":["other","strata2"]}""")]
    [InlineData("""{"aud":[["strata"]]}""")]
    [InlineData("""{"aud":["strata",1]}""")]
    [InlineData("""{"aud":{"0":"strata"}}""")]
    [InlineData("""{"aud":null}""")]
    [InlineData("""{"sub":""}""")]
    [InlineData("""{"sub":7}""")]
    [InlineData("""{"sub":null}""")]
    [InlineData("""{"exp":null}""")]
    [InlineData("""{"exp":"1796040600"}""")]
    [InlineData("""{"exp":1796040600.0}""")]
    [InlineData("""{"exp":1.7960406e9}""")]
    [InlineData("""{"exp":99999999999999999999}""")]
    [InlineData("""{"exp":9223372036854775807}""")]
    [InlineData("""{"exp":253402300799}""")]
    [InlineData("""{"exp":-1}""")]
    [InlineData("""{"exp":true}""")]
    [InlineData("""{"nbf":0.5}""")]
    [InlineData("""{"nbf":"0"}""")]
    [InlineData("""{"iat":1e3}""")]
    public async Task Claim_ThatMustNotBe_IsRefused(string change) => await RefusedAsync(_forge.Sign(ForgedToken.Header().ToJsonString(), Merged(ForgedToken.Claims(), change).ToJsonString()));

    [Theory]
    [InlineData("alg")]
    [InlineData("typ")]
    [InlineData("kid")]
    public async Task Header_WithoutAMember_IsRefused(string name)
    {
        var header = ForgedToken.Header();
        header.Remove(name);
        await RefusedAsync(_forge.Sign(header.ToJsonString(), ForgedToken.Claims().ToJsonString()));
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("aud")]
    [InlineData("sub")]
    [InlineData("exp")]
    public async Task Token_WithoutAClaim_IsRefused(string name)
    {
        var claims = ForgedToken.Claims();
        claims.Remove(name);
        await RefusedAsync(_forge.Sign(ForgedToken.Header(), claims));
    }

    [Theory]
    [InlineData("exp", -31, false)]
    [InlineData("exp", -30, false)]
    [InlineData("exp", -29, true)]
    [InlineData("nbf", 30, true)]
    [InlineData("nbf", 31, false)]
    public async Task Time_AtTheEdge_IsTakenWithinTheSkew(string claim, int seconds, bool isTaken)
    {
        var claims = ForgedToken.Claims();
        claims[claim] = ForgedToken.Now.AddSeconds(seconds).ToUnixTimeSeconds();
        var token = _forge.Sign(ForgedToken.Header(), claims);
        await (isTaken ? (Task)ReadAsync(token) : RefusedAsync(token));
    }

    [Fact]
    public async Task Name_ThatStandsTwice_IsRefused()
    {
        var (header, claims) = (ForgedToken.Header().ToJsonString(), ForgedToken.Claims().ToJsonString());
        await RefusedAsync(_forge.Sign(header, claims.Replace("{", """{"sub":"user:root",""", StringComparison.Ordinal)));
        await RefusedAsync(_forge.Sign(header, claims.Replace("{", """{"\u0073ub":"user:root",""", StringComparison.Ordinal)));
        await RefusedAsync(_forge.Sign(header.Replace("{", """{"alg":"none",""", StringComparison.Ordinal), claims));
        await ReadAsync(_forge.Sign(header, claims));
    }

    [Fact]
    public async Task Form_OfAnotherKind_IsRefused()
    {
        var good = _forge.Sign(ForgedToken.Header(), ForgedToken.Claims());
        await ReadAsync(good);
        var parts = good.Split('.');
        await RefusedAsync($$"""{"payload":"{{parts[1]}}","signatures":[{"protected":"{{parts[0]}}","signature":"{{parts[2]}}"}]}""");
        await RefusedAsync($$"""{"payload":"{{parts[1]}}","protected":"{{parts[0]}}","signature":"{{parts[2]}}"}""");
        await RefusedAsync($"{good}.AA.AA");
        await RefusedAsync($"{good}.");
        await RefusedAsync($".{good}");
        await RefusedAsync($"{good}=");
        await RefusedAsync($"{parts[0]}..{parts[2]}");
        await RefusedAsync($"{parts[0]}\n.{parts[1]}.{parts[2]}");
        await RefusedAsync(good.Replace('-', '+').Replace('_', '/') is var other && other != good ? other : $"{good}+");
        await RefusedAsync(_forge.Sign(ForgedToken.Header().ToJsonString(), "[]"));
        await RefusedAsync(_forge.Sign(ForgedToken.Header().ToJsonString(), $"{ForgedToken.Claims().ToJsonString()} {{}}"));
        await RefusedAsync(_forge.Sign(ForgedToken.Header().ToJsonString(), $"\uFEFF{ForgedToken.Claims().ToJsonString()}"));
        await RefusedAsync(new string('A', 100_000));
        await RefusedAsync("");
    }

    [Fact]
    public async Task Signature_ThatIsAnother_IsRefused()
    {
        var parts = _forge.Sign(ForgedToken.Header(), ForgedToken.Claims()).Split('.');
        var signature = Base64Url.DecodeFromChars(parts[2]);

        // The same in DER, one that is nothing but zeros (CVE-2022-21449), one that is longer, and the last bits of the text, which mean nothing.
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(_forge.Curve.SignData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))}");
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString(new byte[64])}");
        await RefusedAsync($"{parts[0]}.{parts[1]}.{Base64Url.EncodeToString([.. signature, 0])}");
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        await RefusedAsync($"{parts[0]}.{parts[1]}.{parts[2][..^1]}{Alphabet[Alphabet.IndexOf(parts[2][^1], StringComparison.Ordinal) ^ 1]}");
        var claims = ForgedToken.Claims();
        claims["sub"] = "user:root";
        await RefusedAsync($"{parts[0]}.{ForgedToken.Part(claims.ToJsonString())}.{parts[2]}");
    }

    [Fact]
    public async Task Refusal_OfAStrangersText_RepeatsNothingOfIt()
    {
        var header = ForgedToken.Header();
        header["kid"] = "canary-4711";
        var claims = ForgedToken.Claims();
        claims["sub"] = "canary-4711";
        var refusal = await RefusedAsync(_forge.Sign(header, claims));
        Assert.DoesNotContain("canary", refusal.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Cases(string word) => Enumerable.Range(0, 1 << word.Length).Select(bits => string.Concat(word.Select((letter, at) => (bits >> at & 1) == 1 ? char.ToUpperInvariant(letter) : letter)));

    // Every form in which the public keys may lie about: files, and what is in them.
    private IEnumerable<(byte[] Key, string Kid)> PublicForms()
    {
        foreach (var pem in new[] { _forge.Rsa.ExportSubjectPublicKeyInfoPem(), _forge.Rsa.ExportRSAPublicKeyPem() })
        {
            foreach (var text in new[] { pem, $"{pem}\n", pem.ReplaceLineEndings("\r\n"), pem.ReplaceLineEndings("") })
            {
                yield return (Encoding.UTF8.GetBytes(text), ForgedToken.RsaKey);
            }
        }

        var rsa = _forge.Rsa.ExportParameters(false);
        yield return (_forge.Rsa.ExportSubjectPublicKeyInfo(), ForgedToken.RsaKey);
        yield return (_forge.Rsa.ExportRSAPublicKey(), ForgedToken.RsaKey);
        yield return (rsa.Modulus!, ForgedToken.RsaKey);
        yield return (Encoding.ASCII.GetBytes(Base64Url.EncodeToString(rsa.Modulus)), ForgedToken.RsaKey);
        yield return (Encoding.ASCII.GetBytes($$"""{"kty":"RSA","n":"{{Base64Url.EncodeToString(rsa.Modulus)}}","e":"AQAB"}"""), ForgedToken.RsaKey);
        var curve = _forge.Curve.ExportParameters(false).Q;
        yield return (Encoding.UTF8.GetBytes(_forge.Curve.ExportSubjectPublicKeyInfoPem()), ForgedToken.CurveKey);
        yield return (_forge.Curve.ExportSubjectPublicKeyInfo(), ForgedToken.CurveKey);
        yield return ([4, .. curve.X!, .. curve.Y!], ForgedToken.CurveKey);
        yield return (curve.X!, ForgedToken.CurveKey);
        yield return ([], ForgedToken.CurveKey);
    }

    private static JsonObject Merged(JsonObject good, string change)
    {
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            good[name] = value?.DeepClone();
        }

        return good;
    }

    private Task<(Strata.Server.Access.Caller Caller, DateTimeOffset Until)> ReadAsync(string token) => new TokenReader(_forge, _time).ReadAsync(token, TestContext.Current.CancellationToken);

    private async Task<RefusalException> RefusedAsync(string token)
    {
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => ReadAsync(token));
        Assert.Equal(401, refusal.Status);
        return refusal;
    }
}
