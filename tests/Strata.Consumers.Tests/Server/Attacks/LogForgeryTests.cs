using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Server.Attacks;

/// <summary>What callers send begins no line of what the server writes about itself, and moves no cursor of whoever reads it.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "security")]
public sealed class LogForgeryTests : IDisposable
{
    private const string Forged = "\nfail: forged[1] the store was lost\u001b[2J\r";

    private readonly DirectoryInfo _files = Directory.CreateTempSubdirectory("strata-forged-");

    public void Dispose() => _files.Delete(recursive: true);

    [Fact]
    public async Task Text_OfACaller_BeginsNoLineOfTheLog()
    {
        using var server = ServerProcess.Start("--allow-source", _files.FullName);
        await server.PublishAsync("shop", ("app.yml", "name: one\n"));
        var escaped = Uri.EscapeDataString(Forged);
        await server.GetAsync($"/api/v1/spaces/{escaped}");
        await server.GetAsync($"/api/v1/spaces/shop/configurations/{escaped}?environment={escaped}&{escaped}=1");
        await server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/drafts", new { title = Forged });
        await server.SendAsync(HttpMethod.Post, "/api/v1/spaces/shop/revisions", new { message = Forged, files = new Dictionary<string, object> { [$"a{Forged}.yml"] = new { text = "a: 1" } } });

        // A source that fails is logged, with what it says of itself: the name of a file in it.
        var source = Directory.CreateDirectory(Path.Combine(_files.FullName, "shop"));
        File.WriteAllText(Path.Combine(source.FullName, $"x{Forged}.yml"), "a: 1\n");
        var taken = await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/shop/source", new { direction = "import", location = source.FullName, intervalSeconds = 60 });
        Assert.True(taken.Status == 202, taken.Text);
        server.Process.WaitUntil(() => server.Output.Contains("the import failed", StringComparison.Ordinal));
        server.Stop();

        Assert.Contains("forged[1]", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Output.Split('\n', '\r'), static line => line.TrimStart().StartsWith("fail: forged", StringComparison.Ordinal));
        Assert.DoesNotContain('\u001b', server.Output);
    }
}
