using System.Buffers.Text;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Strata.Server.Identity;
using Strata.Server.Spaces;

namespace Strata.Consumers.Tests.Server.Identity;

/// <summary>A server that takes the tokens of a provider elsewhere.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class ProviderTests : IDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly RawServer _provider;
    private string _keyId = "first";
    private bool _isDown;

    public ProviderTests() => _provider = new RawServer(Answer);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _provider.Dispose();
        _key.Dispose();
    }

    [Fact]
    public async Task Token_OfTheProvider_SaysWhoCalls()
    {
        using var server = ServerProcess.Start("--oidc-issuer", _provider.Url, "--oidc-audience", "config", "--oidc-name-claim", "preferred_username", "--oidc-strong-acr", "gold", "--oidc-client", "cli");
        var me = (await AskAsync(server, Signed())).Success();
        Assert.Equal(("user:ada", "group:platform group:ops", false), (me["subject"]!.GetValue<string>(), string.Join(' ', me["groups"]!.AsArray().Select(static group => group!.GetValue<string>())), me["isStrong"]!.GetValue<bool>()));
        Assert.True((await AskAsync(server, Signed(static claims => claims["acr"] = "gold"))).Success()["isStrong"]!.GetValue<bool>());
        Assert.True((await AskAsync(server, Signed(static claims => claims["amr"] = new JsonArray("pwd", "mfa")))).Success()["isStrong"]!.GetValue<bool>());
        Assert.False((await AskAsync(server, Signed(static claims => claims["amr"] = new JsonArray("pwd")))).Success()["isStrong"]!.GetValue<bool>());

        Assert.Equal(401, (await AskAsync(server, Signed(static claims => claims["aud"] = "other"))).Status);
        Assert.Equal(401, (await AskAsync(server, Signed(static claims => claims["iss"] = "http://127.0.0.1:1"))).Status);
        Assert.Equal(401, (await AskAsync(server, Signed(static claims => claims.Remove("preferred_username")))).Status);
        Assert.Equal(401, (await AskAsync(server, Signed(static claims => claims["preferred_username"] = "a\nb"))).Status);
        Assert.Equal(401, (await AskAsync(server, Signed(static claims => claims["groups"] = new JsonObject()))).Status);
        Assert.Equal(401, (await AskAsync(server, Signed(header: static header => header["typ"] = "JWT"))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/api/v1/spaces")).Status);

        // There are no users of its own, and no pages: the address is that of an application. Tokens for programs there are.
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Get, "/account/login")).Status);
        var api = (await server.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "job", days = 1 }, ("Authorization", $"Bearer {Signed()}"))).Success()["token"]!.GetValue<string>();
        Assert.Equal("user:ada", (await AskAsync(server, api)).Success()["subject"]!.GetValue<string>());
        Assert.Equal(_provider.Url, (await server.SendAsync(HttpMethod.Get, "/.well-known/strata-login")).Success()["issuer"]!.GetValue<string>());
    }

    [Fact]
    public async Task Keys_ForTokensOfUnknownKeys_AreReadOnceInAWhile()
    {
        var time = new FakeTimeProvider();
        using var keys = new ExternalKeys(new ExternalProvider(_provider.Url, "config"), time);
        Assert.NotNull(await keys.FindAsync("first", Token));
        var asked = _provider.Asked.Count;
        for (var forged = 0; forged < 20; forged++)
        {
            Assert.Null(await keys.FindAsync($"forged-{forged}", Token));
        }

        Assert.Equal(asked, _provider.Asked.Count);

        // The provider has another key: it is found once the while is over.
        _keyId = "second";
        Assert.Null(await keys.FindAsync("second", Token));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.NotNull(await keys.FindAsync("second", Token));
        Assert.Null(await keys.FindAsync("first", Token));

        // While it is down its keys are as good as they were.
        _isDown = true;
        time.Advance(TimeSpan.FromHours(2));
        Assert.NotNull(await keys.FindAsync("second", Token));
    }

    [Fact]
    public async Task Keys_ThatWereNeverRead_RefuseAsUnreachable()
    {
        _isDown = true;
        using var keys = new ExternalKeys(new ExternalProvider(_provider.Url, "config"), TimeProvider.System);
        var refusal = await Assert.ThrowsAsync<RefusalException>(() => keys.FindAsync("first", Token).AsTask());
        Assert.Equal((503, "STR9035"), (refusal.Status, refusal.Diagnostic.Code.ToString()));
    }

    [Theory]
    [InlineData("http://192.0.2.1/keys")]
    [InlineData("file:///etc/passwd")]
    [InlineData("not an address")]
    public async Task Keys_AtAnAddressThatCannotBeTrusted_AreNotRead(string address)
    {
        using var provider = new RawServer(request => RawServer.Json(new JsonObject { ["issuer"] = $"http://{request.Headers["Host"]}", ["jwks_uri"] = address }.ToJsonString()));
        using var keys = new ExternalKeys(new ExternalProvider(provider.Url, "config"), TimeProvider.System);
        Assert.Contains("no address of https", (await Assert.ThrowsAsync<RefusalException>(() => keys.FindAsync("first", Token).AsTask())).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--oidc-issuer", "http://192.0.2.1", "--oidc-audience", "x")]
    [InlineData("--oidc-issuer", "https://id.example?x=1", "--oidc-audience", "x")]
    [InlineData("--oidc-issuer", "https://id.example")]
    [InlineData("--oidc-audience", "x")]
    [InlineData("--public-url", "http://192.0.2.1")]
    [InlineData("--public-url", "https://host/path")]
    public void Settings_ThatMakeNoSense_AreRefused(params string[] arguments)
    {
        var result = Servers.InstalledProgram.Run(ServerProgram.Path, ["serve", "--no-import", "--data", Path.Combine(Path.GetTempPath(), "strata-never"), .. arguments]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains("STR9018", result.Error, StringComparison.Ordinal);
    }

    private static Task<ServerAnswer> AskAsync(ServerProcess server, string token) => server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", null, ("Authorization", $"Bearer {token}"));

    private string? Answer(RawRequest request)
    {
        var key = _key.ExportParameters(false);
        return _isDown ? null : request.Path switch
        {
            "/.well-known/openid-configuration" => RawServer.Json(new JsonObject { ["issuer"] = _provider.Url, ["jwks_uri"] = $"{_provider.Url}/keys" }.ToJsonString()),
            _ => RawServer.Json(new JsonObject { ["keys"] = new JsonArray(new JsonObject { ["kty"] = "oct", ["kid"] = "shared", ["k"] = "AA" }, new JsonObject { ["kty"] = "RSA", ["kid"] = _keyId, ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) }) }.ToJsonString()),
        };
    }

    private string Signed(Action<JsonObject>? claims = null, Action<JsonObject>? header = null)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var first = new JsonObject { ["alg"] = "RS256", ["typ"] = "at+jwt", ["kid"] = _keyId };
        var second = new JsonObject { ["iss"] = _provider.Url, ["aud"] = new JsonArray("account", "config"), ["sub"] = "7f3a", ["preferred_username"] = "ada", ["groups"] = new JsonArray("platform", "ops"), ["scope"] = "openid profile", ["iat"] = now, ["exp"] = now + 300 };
        header?.Invoke(first);
        claims?.Invoke(second);
        var text = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(first.ToJsonString()))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(second.ToJsonString()))}";
        return $"{text}.{Base64Url.EncodeToString(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }
}
