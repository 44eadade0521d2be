using System.Runtime.Versioning;
using Strata.Consumers.Tests.Deployment;
using Strata.Consumers.Tests.Server.Edge;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>What the server says of its parts, and the probes that are shipped.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HealthTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("strata-health-");

    public void Dispose()
    {
        _authority.Dispose();
        _files.Delete(recursive: true);
    }

    [Fact]
    public async Task Ready_TellsOfStoreKeysAndCertificate_AndTheProbesOfTheManifestAreAnswered()
    {
        var certificate = _authority.Server("health", days: 5);
        using var server = ServerProcess.Start("--listen", "https://127.0.0.1:0", "--tls-certificate", Write("tls.crt", certificate.Certificate), "--tls-key", Write("tls.key", certificate.Key), "--key-file", Write("key.txt", "# none\n"));
        var probes = KubernetesManifests.OfServer().Probes.Select(static probe => probe.HttpGet.Path).ToArray();

        // As Kubernetes does: first whether it has begun.
        for (var i = 0; (await server.GetAsync(probes[0])).Status != 200; i++)
        {
            Assert.True(i < 100, server.Output);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(200, (await server.GetAsync(probes[2])).Status);
        var ready = (await server.GetAsync(probes[1])).Success();
        Assert.Equal(("ready", "sqlite", "up"), (ready["status"]!.GetValue<string>(), ready["store"]!["kind"]!.GetValue<string>(), ready["store"]!["state"]!.GetValue<string>()));
        Assert.InRange(ready["store"]!["lastReadSeconds"]!.GetValue<double>(), 0, 60);
        Assert.Equal("expiring", ready["certificate"]!["state"]!.GetValue<string>());
        Assert.InRange(ready["certificate"]!["expiresAt"]!.GetValue<DateTimeOffset>() - DateTimeOffset.UtcNow, TimeSpan.FromDays(4), TimeSpan.FromDays(5));
        Assert.Equal((1, 1), (ready["keys"]!["files"]!.GetValue<int>(), ready["keys"]!["readable"]!.GetValue<int>()));

        File.Delete(Path.Combine(_files.FullName, "key.txt"));
        var locked = (await server.GetAsync(probes[1])).Success();
        Assert.Equal((1, 0), (locked["keys"]!["files"]!.GetValue<int>(), locked["keys"]!["readable"]!.GetValue<int>()));
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_files.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
