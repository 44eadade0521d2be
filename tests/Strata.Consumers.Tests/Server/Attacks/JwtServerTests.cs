using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using Strata.Consumers.Tests.Server.Identity;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Tokens against a server that runs: signed with its own key, which the test takes from its store.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class JwtServerTests(ClosedServerFixture fixture) : IClassFixture<ClosedServerFixture>
{
    private ClosedServer Server => fixture.Server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Token_SignedByTheServersKey_WithOneThingWrong_IsRefused()
    {
        Assert.Equal(200, await StatusAsync(Resigned()));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims["exp"] = DateTimeOffset.UtcNow.AddSeconds(-31).ToUnixTimeSeconds())));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims["nbf"] = DateTimeOffset.UtcNow.AddSeconds(60).ToUnixTimeSeconds())));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims["iss"] = "http://127.0.0.1/")));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims["aud"] = "other")));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims.Remove("sub"))));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims.Remove("exp"))));

        // Somebody else's row, or none.
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims["sub"] = "user:root")));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims["oi_tkn_id"] = "none' OR '1'='1")));
        Assert.Equal(401, await StatusAsync(Resigned(claims: static claims => claims.Remove("oi_tkn_id"))));
        Assert.Equal(401, await StatusAsync(Resigned(header: static header => header["typ"] = "JWT")));
        Assert.Equal(401, await StatusAsync(Resigned(header: static header => header["kid"] = "../../dev/null")));
        Assert.Equal(200, await StatusAsync(Server.AdministratorToken));
    }

    [Fact]
    public async Task Key_ThatATokenPointsTo_IsNotFetched()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/keys";
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = own.ExportParameters(false).Q;
        var jwk = new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["kid"] = "own", ["x"] = Base64Url.EncodeToString(point.X), ["y"] = Base64Url.EncodeToString(point.Y) };
        foreach (var (name, value) in new (string, JsonNode)[] { ("jku", address), ("x5u", address), ("jwk", jwk), ("x5c", new JsonArray(Convert.ToBase64String(own.ExportSubjectPublicKeyInfo()))) })
        {
            var isKnown = Resigned(header: header => header[name] = value.DeepClone());
            var isForged = Resigned(header: header => (header[name], header["kid"]) = (value.DeepClone(), "own"), key: own);
            Assert.Equal((401, 401), (await StatusAsync(isKnown), await StatusAsync(isForged)));
        }

        await Task.Delay(300, Token);
        Assert.False(listener.Pending(), "the server asked the address in the token");
        using (var probe = new TcpClient())
        {
            await probe.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Token);
        }

        Assert.True(SpinWait.SpinUntil(listener.Pending, TimeSpan.FromSeconds(5)), "the listener would not have noticed");
        listener.Stop();
    }

    [Fact]
    public async Task IdToken_AndWhatElseTheServerSigns_AreNoAccessTokens()
    {
        var user = await Server.AddUserAsync("idtoken");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var tokens = await ClosedServer.DeviceTokensAsync(Server.Url, browser, "strata-cli");
        Assert.Equal(200, await StatusAsync(tokens["access_token"]!.GetValue<string>()));
        Assert.Equal(401, await StatusAsync(tokens["id_token"]!.GetValue<string>()));
        Assert.Equal(401, await StatusAsync(tokens["refresh_token"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Token_ThatIsRevoked_IsRefusedWithinFiveSeconds()
    {
        var user = await Server.AddUserAsync("revoked");
        using var browser = new Browser(Server.Url);
        await user.SignInAsync(browser);
        var token = await ClosedServer.DeviceTokenAsync(Server.Url, browser, "strata-cli");
        Assert.Equal(200, await StatusAsync(token));
        using (var client = new HttpClient { BaseAddress = Server.Url })
        using (var form = new FormUrlEncodedContent([new("token", token), new("client_id", "strata-cli")]))
        using (var response = await client.PostAsync("/connect/revoke", form, Token))
        {
            Assert.True(response.IsSuccessStatusCode);
        }

        var waited = Stopwatch.StartNew();
        while (await StatusAsync(token) == 200)
        {
            Assert.True(waited.Elapsed < TimeSpan.FromSeconds(5.5), "it is taken still");
            await Task.Delay(100, Token);
        }
    }

    [Theory]
    [InlineData("Basic {0}")]
    [InlineData("bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer {0}, Bearer {0}")]
    [InlineData("Token {0}")]
    public async Task Header_OfAnotherForm_IsRefused(string form) =>
        Assert.Equal(401, (await Server.Process.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", null, ("Authorization", string.Format(null, form, Server.AdministratorToken)))).Status);

    private async Task<int> StatusAsync(string token) => (await Server.SendAsync(HttpMethod.Get, "/api/v1/identity/whoami", token: token)).Status;

    // The administrator's token, changed, and signed anew.
    private string Resigned(Action<JsonObject>? header = null, Action<JsonObject>? claims = null, ECDsa? key = null)
    {
        var parts = Server.AdministratorToken.Split('.');
        var (first, second) = (Read(parts[0]), Read(parts[1]));
        header?.Invoke(first);
        claims?.Invoke(second);
        var text = $"{ForgedToken.Part(first.ToJsonString())}.{ForgedToken.Part(second.ToJsonString())}";
        using var connection = new SqliteConnection($"Data Source={Path.Combine(Server.Process.Data, "strata.db")};Mode=ReadOnly");
        using var own = ECDsa.Create();
        own.ImportPkcs8PrivateKey(connection.QuerySingle<byte[]>("SELECT material FROM identity_keys WHERE purpose = 'signing'"), out _);
        return $"{text}.{Base64Url.EncodeToString((key ?? own).SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    private static JsonObject Read(string part) => JsonNode.Parse(Base64Url.DecodeFromChars(part))!.AsObject();
}
