using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Strata.Consumers.Tests.Caching;
using Strata.Consumers.Tests.Command;
using Strata.Consumers.Tests.Server.Edge;
using Strata.Consumers.Tests.Server.Identity;
using Strata.Consumers.Tests.Servers;
using Strata.Secrets.Age;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>
/// A server that asks nobody, one that asks who calls, and an application, each with something of everything done, and a Prometheus that scrapes
/// them: by an address for it alone, with a token, and as applications are.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed partial class ObservedServers : IAsyncLifetime
{
    /// <summary>A secret, and part of names, that no metric may show.</summary>
    public const string Canary = "kanarie-4t1s";

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("strata-observed-");
    private readonly TestAuthority _authority = new();
    private readonly RedisServer _redis = RedisServer.Start();
    private ServerProcess _open = null!;
    private ClosedServer _closed = null!;
    private ObservedApplication _application = null!;
    private PrometheusServer _prometheus = null!;

    internal ServerProcess Open => _open;

    internal ClosedServer Closed => _closed;

    internal PrometheusServer Prometheus => _prometheus;

    /// <summary>The token that Prometheus shows.</summary>
    internal string ScrapeToken { get; private set; } = "";

    /// <summary>Where the open server has its metrics, and nothing else.</summary>
    internal Uri MetricsUrl { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        InstalledProgram.Need("prometheus");
        var certificate = _authority.Server("observed");
        using var identity = AgeIdentity.Generate();
        _open = ServerProcess.Start(
            "--listen", "https://127.0.0.1:0", "--tls-certificate", Write("tls.crt", certificate.Certificate), "--tls-key", Write("tls.key", certificate.Key), "--client-ca", Write("ca.crt", _authority.Root), "--metrics-listen", "http://127.0.0.1:0",
            "--redis", _redis.Configuration, "--key-file", Write("key.txt", $"{identity.Reveal()}\n"), "--allow-source", _files.FullName);
        MetricsUrl = new Uri(Metrics().Match(_open.Output).Groups[1].Value);
        await UseAsync(identity.ToRecipient().ToString());
        using (var certified = _authority.Client("observed"))
        using (var client = _authority.Trusting(new Uri(Secure().Match(_open.Output).Groups[1].Value), certified))
        using (var answer = await client.GetAsync("/health/live", TestContext.Current.CancellationToken))
        {
            answer.EnsureSuccessStatusCode();
        }

        _closed = await ClosedServer.StartAsync("--rate-limit", "1000", "--metrics-listen", "http://127.0.0.1:0");
        await UseClosedAsync();
        _application = await ObservedApplication.StartAsync(_open.Url);
        _prometheus = PrometheusServer.Start($$"""
              - job_name: strata
                static_configs: [{ targets: ["{{MetricsUrl.Authority}}"] }]
              - job_name: closed
                authorization: { credentials: "{{ScrapeToken}}" }
                static_configs: [{ targets: ["{{_closed.Url.Authority}}"] }]
              - job_name: application
                static_configs: [{ targets: ["{{_application.Url.Authority}}"] }]
            """);

        // Rates need two scrapes, with something between.
        await _prometheus.AwaitAsync("count(up == 1) == 3");
        await UseAsync(recipient: null);
        await UseClosedAsync();
        await _prometheus.AwaitAsync("min(min_over_time(up[10s])) == 1 and on() count_over_time(up{job=\"closed\"}[10s]) > 4");
    }

    public async ValueTask DisposeAsync()
    {
        _prometheus?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }

        _closed?.Dispose();
        _open?.Dispose();
        _redis.Dispose();
        _authority.Dispose();
        _files.Delete(recursive: true);
    }

    // Something of everything. The first time with files that are encrypted, too.
    private async Task UseAsync(string? recipient)
    {
        var round = recipient is null ? "two" : "one";
        (string, string)[] files = [("app.yml", $"name: {round}\npassword: {Canary}\n"), .. recipient is null ? [] : new[] { ("sealed.yml", Sealed(recipient)) }];
        await _open.PublishAsync("shop", files);
        await using (var events = await EventStream.OpenAsync(_open.Url, "shop"))
        {
            events.Next();
            await _open.PublishAsync("shop", [("app.yml", $"name: {round} again\npassword: {Canary}\n"), .. files[1..]]);
            events.Next();
        }

        foreach (var question in new[] { "configurations/app", "configurations/app", "configurations/app?fact.pet=" + Canary + round, "explanations/app?path=name", "validation", "difference?left=app&right=app", "configurations/" + Canary, "nothing/" + Canary })
        {
            await _open.GetAsync($"/api/v1/spaces/shop/{question}");
        }

        Assert.Equal(422, (await _open.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/revisions", new { files = new Dictionary<string, object> { ["app.yml"] = new { text = $"name: [{Canary}\n" } } })).Status);
        var draft = (await _open.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/drafts", new { changes = new Dictionary<string, object> { ["app.yml"] = new { text = $"name: {Canary}\n" } } })).Success()["id"]!.GetValue<string>();
        (await _open.GetAsync($"/api/v1/spaces/shop/drafts/{draft}/difference")).Success();
        Assert.Equal(412, (await _open.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/rollbacks", new { to = 1 }, ("If-Match", "\"1\""))).Status);
        Write("source.yml", $"name: {round}\n");
        await _open.SendAsync(HttpMethod.Put, "/api/v1/spaces/filled", new { });
        Assert.Equal(202, (await _open.SendAsync(HttpMethod.Put, "/api/v1/spaces/filled/source", new { direction = "import", location = _files.FullName })).Status);
    }

    private async Task UseClosedAsync()
    {
        ScrapeToken = ScrapeToken.Length > 0 ? ScrapeToken : (await _closed.SendAsync(HttpMethod.Post, "/api/v1/identity/tokens", new { name = "scrape", days = 1, scopes = new[] { "view" } })).Success()["token"]!.GetValue<string>();
        await _closed.SendAsync(HttpMethod.Get, "/api/v1/spaces");
        Assert.Equal(401, (await _closed.Process.GetAsync("/api/v1/spaces")).Status);
        Assert.Equal(401, (await _closed.SendAsync(HttpMethod.Get, "/api/v1/spaces", token: $"strata_{Canary}")).Status);
        Assert.Equal(401, (await _closed.SendAsync(HttpMethod.Get, "/api/v1/spaces", token: Canary)).Status);
        for (var i = 0; i < 40; i++)
        {
            await _closed.Process.SendAsync(HttpMethod.Post, "/connect/token");
        }
    }

    private string Sealed(string recipient)
    {
        var directory = _files.CreateSubdirectory("sealing").FullName;
        var file = Path.Combine(directory, "sealed.yml");
        File.WriteAllText(file, $"_metadata: {{type: sealed}}\npassword: {Canary}\n");
        var sealing = new StrataCommand().Run("encrypt", "sealed.yml", "-d", directory, "--recipient", recipient);
        Assert.True(sealing.ExitCode == 0, sealing.Error);
        var text = File.ReadAllText(file);
        Directory.Delete(directory, recursive: true);
        return text;
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_files.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@", (https://[0-9.:]+);")]
    private static partial Regex Secure();

    [GeneratedRegex(@"metrics at (http://\S+/metrics);")]
    private static partial Regex Metrics();
}
