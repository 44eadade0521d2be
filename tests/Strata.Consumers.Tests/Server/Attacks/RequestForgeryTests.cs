using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Strata.Consumers.Tests.Server.Edge;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>Addresses that somebody gives to the server, so that it asks for him what only it can reach.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class RequestForgeryTests : IDisposable
{
    private readonly Listener _inside = new();
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("strata-forgery-");

    public void Dispose()
    {
        _inside.Dispose();
        _files.Delete(recursive: true);
    }

    [Fact]
    public async Task Source_ThatWasNotAllowed_IsNeverAskedFor()
    {
        var allowed = Directory.CreateDirectory(Path.Combine(_files.FullName, "allowed", "shop"));
        File.WriteAllText(Path.Combine(allowed.FullName, "app.yml"), "name: allowed\n");
        using var server = ServerProcess.Start("--allow-source", "https://git.example.com/config/", "--allow-source", allowed.Parent!.FullName);
        await server.PublishAsync("shop", ("app.yml", "name: before\n"));
        string[] locations =
        [
            $"http://127.0.0.1:{_inside.Port}/x.git", $"https://127.0.0.1:{_inside.Port}/x.git", $"git://127.0.0.1:{_inside.Port}/x.git", $"ssh://git@127.0.0.1:{_inside.Port}/x.git", $"ext::sh -c 'curl 127.0.0.1:{_inside.Port}'",
            $"https://git.example.com@127.0.0.1:{_inside.Port}/config/x.git", $"https://git.example.com/config/@127.0.0.1:{_inside.Port}/../x.git", $"https://git.example.com.127.0.0.1.nip.io:{_inside.Port}/config/", "https://git.example.com/config/../other.git",
            "https://git.example.com/config/%2e%2e/other.git", "https://git.example.com/config/%252e%252e/other.git", "https://git.example.com/config/..%2fother.git", "https://git.example.com/config/..\\other.git", "https://git.example.com/configuration.git",
            "http://169.254.169.254/latest/meta-data/", "file:///etc", "/etc", $"{allowed.Parent.FullName}/../other", $"{allowed.Parent.FullName}-other", "-u", "--upload-pack=touch x", "",
        ];
        foreach (var location in locations)
        {
            foreach (var direction in new[] { "import", "export" })
            {
                var answer = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop/source", new { direction, location, branch = "main", intervalSeconds = 60 });
                Assert.True(answer.Status is 400 or 403, $"{location}: {answer.Text}");
            }
        }

        var taken = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop/source", new { direction = "import", location = allowed.FullName, intervalSeconds = 60 });
        Assert.True(taken.Status == 202, taken.Text);
        await Eventually.HoldsAsync(async () => (await server.GetAsync("/api/v1/spaces/shop/configurations/app")).Text.Contains("allowed", StringComparison.Ordinal));
        Assert.Equal(0, _inside.Count);
    }

    [Fact]
    public async Task Directory_WhoseLinkLeadsOut_IsNotFollowed()
    {
        var allowed = Directory.CreateDirectory(Path.Combine(_files.FullName, "allowed"));
        var outside = Directory.CreateDirectory(Path.Combine(_files.FullName, "outside"));
        File.WriteAllText(Path.Combine(outside.FullName, "app.yml"), "name: outside\n");
        File.CreateSymbolicLink(Path.Combine(allowed.FullName, "shop"), outside.FullName);
        var linked = Directory.CreateDirectory(Path.Combine(allowed.FullName, "linked"));
        File.WriteAllText(Path.Combine(linked.FullName, "app.yml"), "name: inside\n");
        File.CreateSymbolicLink(Path.Combine(linked.FullName, "more.yml"), Path.Combine(outside.FullName, "app.yml"));
        using var server = ServerProcess.Start("--allow-source", allowed.FullName);
        foreach (var space in new[] { "shop", "linked" })
        {
            await server.PublishAsync(space, ("app.yml", "name: before\n"));
            await server.SendAsync(HttpMethod.Put, $"/api/v1/spaces/{space}/source", new { direction = "import", location = Path.Combine(allowed.FullName, space), intervalSeconds = 60 });
            await server.SendAsync(HttpMethod.Post, $"/api/v1/spaces/{space}/source/sync");
        }

        // What it may read it reads; what the links lead to it does not.
        await Eventually.HoldsAsync(async () => (await server.GetAsync("/api/v1/spaces/linked/source")).Text is var state && !state.Contains("\"waiting\"", StringComparison.Ordinal) && !state.Contains("\"pending\"", StringComparison.Ordinal));
        await Task.Delay(2000, TestContext.Current.CancellationToken);
        foreach (var space in new[] { "shop", "linked" })
        {
            var head = (await server.GetAsync($"/api/v1/spaces/{space}")).Success()["head"]!.GetValue<long>();
            for (var revision = 1; revision <= head; revision++)
            {
                Assert.DoesNotContain("outside", (await server.GetAsync(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/api/v1/spaces/{space}/revisions/{revision}/files"))).Text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Repository_ThatRedirects_IsNotFollowed()
    {
        using var authority = new TestAuthority();
        var pair = authority.Server("git");
        using var made = X509Certificate2.CreateFromPem(pair.Certificate, pair.Key);
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using var git = new Listener(certificate, $"HTTP/1.1 302 Found\r\nLocation: https://127.0.0.1:{_inside.Port}/inside.git/info/refs?service=git-upload-pack\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var server = ServerProcess.Of([("GIT_SSL_NO_VERIFY", "1")], "--allow-source", $"https://127.0.0.1:{git.Port}/");
        server.StartAgain();
        await server.PublishAsync("shop", ("app.yml", "name: before\n"));

        var taken = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop/source", new { direction = "import", location = $"https://127.0.0.1:{git.Port}/shop.git", branch = "main", intervalSeconds = 60 });

        Assert.True(taken.Status == 202, taken.Text);
        await Eventually.HoldsAsync(async () => (await server.GetAsync("/api/v1/spaces/shop/source")).Text.Contains("failed", StringComparison.Ordinal));
        Assert.True(git.Count > 0);
        Assert.Equal(0, _inside.Count);
    }

    [Fact]
    public async Task Addresses_InTheFilesOfASpace_AreNotAskedFor()
    {
        using var server = ServerProcess.Start();
        var url = $"http://127.0.0.1:{_inside.Port}/schema.json";
        await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop", new { });

        var answer = await server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/revisions", new
        {
            files = new Dictionary<string, object>
            {
                ["app.yml"] = new { text = $"$schema: {url}\n_metadata: {{schema: \"{url}\"}}\nname: app\nservice: {{url: \"{url}\"}}\n" },
                ["app.schema.json"] = new { text = $"{{\"$schema\":\"{url}\",\"$ref\":\"{url}\",\"properties\":{{\"name\":{{\"$ref\":\"{url}\"}}}}}}" },
            },
        });
        await server.GetAsync("/api/v1/spaces/shop/configurations/app");
        await server.GetAsync("/api/v1/spaces/shop/validation");

        Assert.True(answer.Status is 201 or 422, answer.Text);
        Assert.Equal(0, _inside.Count);
    }

    /// <summary>Counts who connects, and says one thing to each.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2? _certificate;
        private readonly string _answer;
        private int _count;

        public Listener(X509Certificate2? certificate = null, string answer = "")
        {
            (_certificate, _answer) = (certificate, answer);
            _listener.Start();
            _ = AcceptAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public int Count => Volatile.Read(ref _count);

        public void Dispose() => _listener.Dispose();

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                {
                    var client = await _listener.AcceptTcpClientAsync();
                    Interlocked.Increment(ref _count);
                    _ = AnswerAsync(client);
                }
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }

        private async Task AnswerAsync(TcpClient client)
        {
            using (client)
            {
                try
                {
                    Stream stream = client.GetStream();
                    if (_certificate is not null)
                    {
                        var tls = new SslStream(stream);
                        await tls.AuthenticateAsServerAsync(_certificate);
                        stream = tls;
                    }

                    _ = await stream.ReadAsync(new byte[4096]);
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(_answer));
                }
                catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
                {
                    // Whoever it was has gone.
                }
            }
        }
    }
}
