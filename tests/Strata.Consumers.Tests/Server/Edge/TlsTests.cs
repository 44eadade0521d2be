using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Strata.Consumers.Tests.Server.Edge;

/// <summary>TLS: the certificate, its renewal, and the certificates of clients.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("strata-tls-");

    private string Certificate => Path.Combine(_files.FullName, "tls.crt");

    private string Key => Path.Combine(_files.FullName, "tls.key");

    public void Dispose()
    {
        _authority.Dispose();
        _files.Delete(recursive: true);
    }

    [Fact]
    public async Task Server_WithACertificate_IsTrustedByItsRootAndSaysThatItIsAlwaysTls()
    {
        using var server = Start();
        using var client = _authority.Trusting(server.Url);

        using var answer = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("max-age=31536000", answer.Headers.GetValues("Strict-Transport-Security").Single());
        using var nobody = new HttpClient { BaseAddress = server.Url };
        await Assert.ThrowsAsync<HttpRequestException>(() => nobody.GetAsync("/health/live", TestContext.Current.CancellationToken));
    }

    [Theory]
#pragma warning disable SYSLIB0039, CA5397, CA5398 // That they are refused is what is tested.
    [InlineData(SslProtocols.Tls, false)]
    [InlineData(SslProtocols.Tls11, false)]
    [InlineData(SslProtocols.Tls12, true)]
    [InlineData(SslProtocols.Tls13, true)]
#pragma warning restore SYSLIB0039, CA5397, CA5398
    public async Task Handshake_OfAnOldVersion_IsRefused(SslProtocols version, bool isTaken)
    {
        using var server = Start();
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.Url.Port, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // Whose certificate it is is not what is tested here.
        using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, static (_, _, _, _) => true);
#pragma warning restore CA5359

        var made = await Record.ExceptionAsync(() => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = version }, TestContext.Current.CancellationToken));

        Assert.Equal(isTaken, made is null);
    }

    [Fact]
    public async Task Certificate_ThatIsReplaced_HoldsForNewConnectionsAndABrokenOneForNone()
    {
        using var server = Start();
        using var client = _authority.Trusting(server.Url);
        var first = await ShownAsync(server);

        File.WriteAllText(Certificate, "-----BEGIN CERTIFICATE-----\nnone\n-----END CERTIFICATE-----\n");
        await Eventually.HoldsAsync(async () =>
        {
            Assert.Equal(first, await ShownAsync(server));
            return server.Output.Contains("was not replaced", StringComparison.Ordinal);
        });
        Write(_authority.Server("renewed"));
        await Eventually.HoldsAsync(async () => await ShownAsync(server) != first);

        Assert.Contains("CN=renewed", await ShownAsync(server), StringComparison.Ordinal);
        using var answer = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task ClientCertificate_OfAnotherAuthority_IsNotLetIn()
    {
        var authorities = Path.Combine(_files.FullName, "clients.pem");
        File.WriteAllText(authorities, _authority.Root);
        using var server = Start("--client-ca", authorities);
        using var others = new TestAuthority();

        Assert.True(await MayEnterAsync(_authority.Client("orders")));
        Assert.True(await MayEnterAsync(null));
        Assert.False(await MayEnterAsync(others.Client("orders")));
        Assert.False(await MayEnterAsync(_authority.Client("orders", usage: "1.3.6.1.5.5.7.3.1")));
        Assert.False(await MayEnterAsync(_authority.Client("orders", days: -1)));

        async Task<bool> MayEnterAsync(X509Certificate2? certificate)
        {
            using var client = _authority.Trusting(server.Url, certificate);
            try
            {
                using var answer = await client.GetAsync("/health/live", TestContext.Current.CancellationToken);
                return answer.IsSuccessStatusCode;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task ClientCertificate_OfAServerThatAsksWhoCalls_SaysIt()
    {
        var authorities = Path.Combine(_files.FullName, "clients.pem");
        File.WriteAllText(authorities, _authority.Root);
        using var server = Start("--client-ca", authorities, "--oidc-issuer", "https://id.example.com", "--oidc-audience", "strata");
        using var client = _authority.Trusting(server.Url, _authority.Client("orders", "spiffe://example.org/orders"));
        using var nobody = _authority.Trusting(server.Url);

        var me = await client.GetStringAsync("/api/v1/identity/whoami", TestContext.Current.CancellationToken);
        using var refused = await nobody.GetAsync("/api/v1/identity/whoami", TestContext.Current.CancellationToken);
        using var ungranted = await client.GetAsync("/api/v1/spaces/default", TestContext.Current.CancellationToken);

        Assert.Contains("\"subject\":\"client:spiffe://example.org/orders\"", me, StringComparison.Ordinal);
        Assert.Equal(401, (int)refused.StatusCode);
        Assert.Equal(404, (int)ungranted.StatusCode);
    }

    [Theory]
    [InlineData("write --tls-certificate FILE as well", "--listen", "https://0.0.0.0:0")]
    [InlineData("say with --behind-proxy which proxy ends TLS before it", "--listen", "http://0.0.0.0:0")]
    [InlineData("strata server init makes the store's first administrator", "--listen", "http://0.0.0.0:0", "--behind-proxy", "10.0.0.0/8")]
    [InlineData("strata server init makes the store's first administrator", "--listen", "https://0.0.0.0:0", "--tls-certificate", "CERTIFICATE", "--tls-key", "KEY")]
    public async Task Server_ThatOthersWouldReachUnguarded_DoesNotStart(string hint, params string[] args)
    {
        Write(_authority.Server("first"));
        var error = new StringWriter();
        string[] line = ["serve", "--no-import", "--data", Path.Combine(_files.FullName, "data"), .. args.Select(arg => arg switch { "CERTIFICATE" => Certificate, "KEY" => Key, _ => arg })];

        Assert.Equal(2, await Strata.Server.Hosting.ServerCommands.RunAsync(line, TextWriter.Null, error, static _ => null));
        Assert.Contains(hint, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders", null, "orders")]
    [InlineData("orders", "spiffe://example.org/ns/shop/sa/orders", "spiffe://example.org/ns/shop/sa/orders")]
    [InlineData("two words", null, null)]
    public void ClientCertificate_NamesItsClient(string common, string? uri, string? name)
    {
        using var certificate = _authority.Client(common, uri);

        Assert.Equal(name, Strata.Server.Edge.ClientCertificates.NameOf(certificate));
    }

    private ServerProcess Start(params string[] more)
    {
        Write(_authority.Server("first"));
        return ServerProcess.Secure(["--tls-certificate", Certificate, "--tls-key", Key, .. more]);
    }

    private void Write((string Certificate, string Key) pair)
    {
        File.WriteAllText(Key, pair.Key);
        File.WriteAllText(Certificate, pair.Certificate);
    }

    private static async Task<string> ShownAsync(ServerProcess server)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", server.Url.Port, TestContext.Current.CancellationToken);
        var shown = "";
#pragma warning disable CA5359 // Whose certificate it is is what is looked at.
        using var tls = new SslStream(socket.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, _) =>
        {
            shown = $"{certificate!.Subject} {certificate.GetSerialNumberString()}";
            return true;
        });
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, TestContext.Current.CancellationToken);
        return shown;
    }
}
