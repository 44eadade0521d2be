using System.Globalization;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;

namespace Strata.Consumers.Tests.Servers;

/// <summary>A Prometheus of a test's own, on a free port of this machine, which scrapes every half second.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PrometheusServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("strata-prometheus-");
    private readonly HttpClient _client = new();
    private readonly RunningProgram _program;

    private PrometheusServer(string scrapes)
    {
        var port = LoopbackPort.Free();
        File.WriteAllText(Path.Combine(_directory.FullName, "prometheus.yml"), $$"""
            global: { scrape_interval: 500ms, scrape_timeout: 500ms, evaluation_interval: 1s }
            rule_files: ["{{Path.Combine(Repository.Root, "deploy", "prometheus", "strata.rules.yml")}}"]
            scrape_configs:
            {{scrapes}}
            """);
        _program = RunningProgram.Start("prometheus", ["--config.file=prometheus.yml", "--storage.tsdb.path=data", string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"), "--log.level=warn"], _directory.FullName);
        _client.BaseAddress = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        _program.WaitForPort(port);

        // It listens before it can answer.
        _program.WaitUntil(() =>
        {
            using var asking = new HttpRequestMessage(HttpMethod.Get, "/-/ready");
            using var answer = _client.Send(asking);
            return answer.IsSuccessStatusCode;
        });
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts one; the test is skipped where there is no Prometheus.</summary>
    /// <param name="scrapes">What it scrapes: the items of <c>scrape_configs</c>.</param>
    public static PrometheusServer Start(string scrapes)
    {
        InstalledProgram.Need("prometheus");
        return new PrometheusServer(scrapes);
    }

    /// <summary>Asks it a question in PromQL, which must be one.</summary>
    /// <returns>The series of the answer.</returns>
    public async Task<JsonArray> QueryAsync(string query)
    {
        var answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString(query)}");
        Assert.True(answer["status"]!.GetValue<string>() == "success", $"{query}: {answer["error"]}");
        Assert.Null(answer["warnings"]);
        return answer["data"]!["result"]!.AsArray();
    }

    /// <summary>Waits until a question has an answer.</summary>
    public async Task<JsonArray> AwaitAsync(string query)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Token);
        late.CancelAfter(Patience);
        while (true)
        {
            if (await QueryAsync(query) is { Count: > 0 } found)
            {
                return found;
            }

            Assert.False(late.IsCancellationRequested, $"{query} has no answer; targets: {(await GetAsync("/api/v1/targets"))["data"]!["activeTargets"]}");
            await Task.Delay(100, Token);
        }
    }

    /// <summary>What scraped metrics say of themselves: each with its type and its help.</summary>
    public async Task<IReadOnlyDictionary<string, (string Type, string Help)>> MetadataAsync() =>
        (await GetAsync("/api/v1/metadata"))["data"]!.AsObject().ToDictionary(
            static metric => metric.Key,
            static metric => (metric.Value![0]!["type"]!.GetValue<string>(), metric.Value[0]!["help"]!.GetValue<string>()),
            StringComparer.Ordinal);

    public void Dispose()
    {
        _program.Dispose();
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    private async Task<JsonNode> GetAsync(string address)
    {
        using var response = await _client.GetAsync(address, Token);
        return (await response.Content.ReadFromJsonAsync<JsonNode>(Token))!;
    }
}
