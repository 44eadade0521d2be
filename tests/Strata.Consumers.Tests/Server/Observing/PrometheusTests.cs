using System.Globalization;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Strata.Consumers.Tests.Server.Observing;

/// <summary>A real Prometheus reads what the server tells of itself: the metrics of the page, the panels of the dashboards, the alerts.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed partial class PrometheusTests(ObservedServers servers) : IClassFixture<ObservedServers>
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
    private static readonly string Provisioning = Path.Combine(Repository.Root, "deploy", "grafana", "provisioning");

    [Fact]
    public async Task Metrics_OfThePage_AreThereWithTheirKindsAndLabels()
    {
        var metadata = await servers.Prometheus.MetadataAsync();
        var rows = Rows().Matches(Page).Select(static row => (Name: row.Groups[1].Value, Kind: row.Groups[2].Value, Labels: Word().Matches(row.Groups[3].Value).Select(static word => word.Groups[1].Value).ToHashSet(StringComparer.Ordinal))).ToList();
        Assert.True(rows.Count > 20);
        foreach (var (name, kind, labels) in rows)
        {
            // OpenMetrics names the family of a counter without its suffix.
            Assert.True(metadata.TryGetValue(name, out var told) || metadata.TryGetValue(Family(name), out told), $"{name} is not told of; there are {string.Join(", ", metadata.Keys.Order(StringComparer.Ordinal))}");
            Assert.Equal((name, kind), (name, told.Type));
            Assert.True(told.Help.Length > 10, $"{name} has no help");
            var series = await servers.Prometheus.QueryAsync(kind == "histogram" ? $"{name}_bucket" : name);
            Assert.True(series.Count > 0, $"{name} has no series");
            var unknown = series.SelectMany(static one => one!["metric"]!.AsObject().Select(static label => label.Key)).Where(label => !labels.Contains(label) && !IsOfScraping(label));
            Assert.Empty(unknown.Distinct());
        }

        var ours = metadata.Keys.Where(static name => name.StartsWith("strata_", StringComparison.Ordinal) || name.StartsWith("db_", StringComparison.Ordinal));
        var documented = rows.SelectMany(static row => new[] { row.Name, Family(row.Name) }).Concat(OfApplications());
        Assert.Empty(ours.Except(documented, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Queries_OnWhatWasDone_AreAnsweredWithIt()
    {
        // Two rounds of two publishes each, and of a rollback that was refused.
        await IsAsync(1, "sum(strata_server_publish_duration_seconds_count{job=\"strata\", strata_publish_kind=\"import\", strata_outcome=\"ok\"}) > bool 3");
        await IsAsync(2, "sum(strata_server_publish_duration_seconds_count{job=\"strata\", strata_publish_kind=\"rollback\", strata_outcome=\"refused\"})");
        await IsAsync(1, "strata_server_store_up{job=\"strata\"}");
        await IsAsync(1, "strata_server_redis_up{job=\"strata\"}");
        await IsAsync(1, "(strata_server_certificate_not_after_seconds{job=\"strata\"} - time() > bool 20 * 86400)");
        await IsAsync(1, "strata_server_delivery_duration_seconds_count{job=\"strata\"} > bool 1");
        await IsAsync(1, "strata_server_rate_limit_refusals_total{job=\"closed\", strata_limit=\"sign_in\"} > bool 9");
        await IsAsync(1, "sum(strata_server_authentications_total{job=\"closed\", strata_credential=\"api_token\", strata_outcome=\"ok\"}) > bool 0");
        await IsAsync(1, "sum(strata_server_authentications_total{job=\"closed\", strata_credential=\"api_token\", strata_outcome=\"refused\"}) > bool 0");
        await IsAsync(1, "sum(strata_server_authentications_total{job=\"closed\", strata_credential=\"password\", strata_outcome=\"ok\"}) > bool 0");
        await IsAsync(1, "strata_server_authentications_total{job=\"strata\", strata_credential=\"certificate\", strata_outcome=\"ok\"}");
        await IsAsync(1, "sum(strata_decryptions_total{job=\"strata\", strata_outcome=\"opened\"}) > bool 0");
        await IsAsync(1, "strata_server_audit_rows_total{job=\"strata\", strata_outcome=\"ok\"} > bool 3");
        await IsAsync(0, "strata_server_audit_rows_total{job=\"strata\", strata_outcome=\"failed\"}");
        await IsAsync(1, "(strata_configuration_staleness_seconds{job=\"application\"} > bool 0)");

        async Task IsAsync(double expected, string query)
        {
            var value = Assert.Single(await servers.Prometheus.QueryAsync(query))!["value"]![1]!.GetValue<string>();
            Assert.Equal((query, expected), (query, double.Parse(value, CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public async Task Panels_OfTheDashboards_ShowSomething()
    {
        var panels = 0;
        foreach (var file in Directory.GetFiles(Path.Combine(Provisioning, "strata"), "*.json"))
        {
            var dashboard = JsonNode.Parse(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))!;
            Assert.Equal($"strata-{Path.GetFileNameWithoutExtension(file)}", dashboard["uid"]!.GetValue<string>());
            foreach (var panel in dashboard["panels"]!.AsArray())
            {
                panels++;
                var title = panel!["title"]!.GetValue<string>();
                Assert.Equal("prometheus", panel["datasource"]!["uid"]!.GetValue<string>());
                foreach (var target in panel["targets"]!.AsArray())
                {
                    var query = target!["expr"]!.GetValue<string>().Replace("$__rate_interval", "30s", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal);
                    var series = await servers.Prometheus.QueryAsync(query);
                    Assert.True(series.Count > 0, $"{Path.GetFileName(file)}, {title}: {query} shows nothing");
                    Assert.All(Legend().Matches(target["legendFormat"]!.GetValue<string>()), label => Assert.Contains(label.Groups[1].Value, query, StringComparison.Ordinal));
                }
            }
        }

        Assert.True(panels > 30);
        Assert.Contains("path: /etc/grafana/provisioning/strata", await File.ReadAllTextAsync(Path.Combine(Provisioning, "dashboards", "strata.yml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alerts_WhileAllIsWell_AreSilent()
    {
        await servers.Prometheus.AwaitAsync("count(ALERTS) or vector(0)");
        Assert.Empty(await servers.Prometheus.QueryAsync("ALERTS{alertstate=\"firing\"}"));
    }

    [Fact]
    public async Task Metrics_OfBothServers_ShowNoSecretAndNoName()
    {
        using var client = new HttpClient();
        var open = await client.GetStringAsync(servers.MetricsUrl, TestContext.Current.CancellationToken);
        var closed = await servers.Closed.SendAsync(HttpMethod.Get, "/metrics");
        Assert.All(new[] { open, closed.Text }, static text =>
        {
            Assert.Contains("strata_build_info", text, StringComparison.Ordinal);
            Assert.DoesNotContain(ObservedServers.Canary, text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("shop", text, StringComparison.Ordinal);
            Assert.DoesNotContain("admin", text, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Metrics_OfAServerThatAsksWhoCalls_AreForThoseWhoMayView()
    {
        Assert.Equal(401, (await servers.Closed.Process.GetAsync("/metrics")).Status);
        Assert.Equal(200, (await servers.Closed.SendAsync(HttpMethod.Get, "/metrics", token: servers.ScrapeToken)).Status);

        // The address for metrics has nothing else, and no page of another site reads it by a name of its own.
        using var client = new HttpClient { BaseAddress = servers.MetricsUrl };
        foreach (var (path, host, status) in new[] { ("/metrics", "localhost", 200), ("/metrics", "evil.example", 403), ("/api/v1/spaces", "localhost", 404), ("/health/live", "localhost", 404) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((path, host, status), (path, host, (int)answer.StatusCode));
        }
    }

    private static string Family(string name) => name.EndsWith("_total", StringComparison.Ordinal) ? name[..^"_total".Length] : name;

    // Of the pages that tell applications of theirs.
    private static IEnumerable<string> OfApplications() => OtelName().Matches(string.Concat(new[] { "reload.md", "dotnet.md" }.Select(static page => File.ReadAllText(Path.Combine(Repository.Root, "docs", page)))))
        .Select(static match => match.Groups[1].Value.Replace('.', '_'))
        .SelectMany(static name => new[] { name, $"{name}_seconds" });

    private static bool IsOfScraping(string label) => label is "__name__" or "instance" or "job" or "le" || label.StartsWith("otel_scope_", StringComparison.Ordinal);

    [GeneratedRegex(@"^\| `((?:strata|http|db|kestrel)_\w+)` \| (\w+) \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"`(\w+)`")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex Legend();

    [GeneratedRegex(@"`(strata\.[a-z_.]+)`")]
    private static partial Regex OtelName();
}
