using System.Runtime.Versioning;
using Strata.Consumers.Tests.Server;
using Strata.Server.Hosting;

namespace Strata.Consumers.Tests.Docs;

/// <summary>The pages on the server name what there is.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class ServerPageTests
{
    [Fact]
    public void Settings_AreTheOptionsOfServe()
    {
        var rows = File.ReadAllText(Path.Combine(Repository.Root, "docs", "server.md")).Split('\n').Where(static line => line.StartsWith("| `--", StringComparison.Ordinal)).Select(static line => line.Split('`')[1].Split(' ')[0]);
        var options = ServerCommands.Create(TextWriter.Null, static _ => null).Subcommands.Single(static command => command.Name == "serve").Options.Select(static option => option.Name);
        Assert.Equal(options.Order(StringComparer.Ordinal), rows.Where(static row => row != "--store`").Order(StringComparer.Ordinal).Distinct());
    }

    [Fact]
    public async Task Addresses_AreThoseOfTheOpenApiDocument()
    {
        using var server = ServerProcess.Start();
        var document = (await server.GetAsync("/openapi/v1.json")).Success();
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "api.md"));
        var paths = document["paths"]!.AsObject().Select(static path => path.Key).Where(static path => path.StartsWith("/api/v1/spaces/{space}/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Contains("/" + path.Split('/').Last(static part => !part.StartsWith('{')), page, StringComparison.Ordinal));
        Assert.Equal(200, (await server.GetAsync("/docs")).Status is 200 or 301 or 302 ? 200 : 0);
    }
}
