using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.Versioning;
using System.Text.Json;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Exporting;
using Strata.Server.Hosting;

namespace Strata.Consumers.Tests.Server;

/// <summary>Reports of faults: they hold what helps, of servers that run and of those that do not, and never a secret.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class DebugBundleTests : IDisposable
{
    private readonly ExportDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task DebugBundle_OfARunningServer_HoldsWhatHelpsAndNoSecret()
    {
        var profiles = _directory.PathOf("profiles");
        using var server = ServerProcess.Of([("ENABLE_PROFILING", "true"), ("PROFILE_OUTPUT_DIR", profiles)], "--redis", "127.0.0.1:1,password=CANARY-redis,connectTimeout=100", "--allow-source", "https://ann:CANARY-source@git.example.com/");
        server.StartAgain();
        await server.PublishAsync("shop", ("app.yml", "host: example.com\npassword: CANARY-value\nurl: https://ann:CANARY-url@example.com/\n"), (".env", "DB_PASSWORD=CANARY-variable\n"));
        (await server.GetAsync("/api/v1/spaces/shop/configurations/app")).Success();
        await server.GetAsync("/api/v1/spaces/shop/configurations/app?access_token=CANARY-query");

        var bundle = await BundleAsync(server.Data);

        Assert.Equal(["about.json", "health.json", "logs/recent.ndjson", "metrics.txt", "settings.json", "spaces/shop/01.yaml", "spaces/shop/findings.txt", "spaces/shop/head.json", "store.json"], bundle.Keys);
        Assert.Contains("10.", (string)JsonNode.Parse(bundle["about.json"])!["runtime"]!, StringComparison.Ordinal);
        Assert.Contains("\"status\": 200", bundle["health.json"], StringComparison.Ordinal);
        Assert.Equal("127.0.0.1:1,password=********,connectTimeout=100", (string)JsonNode.Parse(bundle["settings.json"])!["settings"]!["redis"]!);
        Assert.Contains("host: example.com", bundle["spaces/shop/01.yaml"], StringComparison.Ordinal);
        Assert.Equal("shop", (string)JsonNode.Parse(bundle["store.json"])!["spaces"]![0]!["name"]!);
        Assert.All(bundle, static file => Assert.DoesNotContain("CANARY", file.Value, StringComparison.Ordinal));

        // Its profile: at a signal, and at the end.
        server.Process.Signal("USR2");
        server.Process.WaitUntil(() => server.Output.Contains("profile: ", StringComparison.Ordinal));
        server.Stop();
        Assert.Equal(2, Directory.GetFiles(profiles, "*.txt").Length);
        var written = Directory.GetFiles(profiles, "*.speedscope.json").Order(StringComparer.Ordinal).ToList();
        var first = JsonDocument.Parse(await File.ReadAllTextAsync(written[0], TestContext.Current.CancellationToken)).RootElement;
        SpeedscopeShape.Check(first);
        Assert.Contains("resolve app", first.GetProperty("shared").GetProperty("frames").EnumerateArray().Select(static frame => frame.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task DebugBundle_WhereNothingWorks_SaysWhy()
    {
        var bundle = await BundleAsync(_directory.PathOf("nothing"));

        Assert.Equal(["about.json", "health.json", "settings.json", "store.json"], bundle.Keys);
        Assert.Contains("where the server listens is not known", bundle["health.json"], StringComparison.Ordinal);
        Assert.Contains("no server has started", bundle["settings.json"], StringComparison.Ordinal);
        Assert.Contains("there is no store", bundle["store.json"], StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory.PathOf("nothing")));
    }

    private async Task<SortedDictionary<string, string>> BundleAsync(string data)
    {
        var archive = _directory.PathOf("bundle.tar.gz");
        using var output = new StringWriter();
        Assert.Equal(0, await ServerCommands.RunAsync(["debug-bundle", "--data", data, "--output", archive], output, output, static _ => null));
        Assert.Contains($"written to {archive}", output.ToString(), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(archive));
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await using var stream = File.OpenRead(archive);
        await using var gzip = new GZipStream(stream, CompressionMode.Decompress);
        await using var tar = new TarReader(gzip);
        while (await tar.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
        {
            using var reader = new StreamReader(entry.DataStream!);
            files.Add(entry.Name[(entry.Name.IndexOf('/', StringComparison.Ordinal) + 1)..], await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return files;
    }
}
