using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using Strata.Consumers.Tests.Exporting;
using Strata.Consumers.Tests.Server;

namespace Strata.Consumers.Tests.Logging;

/// <summary>The log of a server: configured by what it serves itself, or by a file, live, and without secrets.</summary>
[UnsupportedOSPlatform("windows")]
[Trait("Level", "integration")]
public sealed class ServerLogTests : IDisposable
{
    private readonly ExportDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Logging_OfAType_FollowsEachHeadAndWritesNoSecretAnywhere()
    {
        using var elasticsearch = new BulkStandIn();
        using var collector = new OtlpStandIn();
        using var server = ServerProcess.Start("--logging", "ops", "--poll-interval", "0.2");
        await server.PublishAsync("default", ("ops.yml", Section("INFO", "", elasticsearch.Url, collector.Url)));
        var file = Path.Combine(server.Data, "logs");
        server.Process.WaitUntil(() => Lines(file).Any(static line => (int?)line["eventId"] == 9174));
        Assert.DoesNotContain(Lines(file), static line => (string)line["level"]! is "DEBUG" or "TRACE");

        // Levels change with the next head, without a restart; a section that is wrong leaves them.
        await PublishNextAsync(server, 1, Section("TRACE", "Microsoft: TRACE, OpenIddict: TRACE, System: TRACE", elasticsearch.Url, collector.Url));
        server.Process.WaitUntil(() => server.GetAsync("/health/live").GetAwaiter().GetResult().Status == 200 && Lines(file).Any(static line => (string)line["level"]! == "DEBUG" && ((string)line["category"]!).StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)));
        await PublishNextAsync(server, 2, "logging: { level: INFO, formatters: [{ type: json, fields: [message] }], handlers: [{ type: file, filename: /etc/strata.log, rotation: daily }] }");
        server.Process.WaitUntil(() => Lines(file).Any(static line => (int?)line["eventId"] == 9175 && ((string)line["message"]!).Contains("logging.handlers[0].filename", StringComparison.Ordinal)));

        await SendCanariesAsync(server);
        await elasticsearch.WaitForAsync(() => elasticsearch.Messages.Any(static message => message.Contains("canary-end", StringComparison.Ordinal)));
        server.Process.WaitUntil(() => collector.Has("canary-end"));
        server.Stop();

        var sent = string.Concat(elasticsearch.Received);
        var traced = elasticsearch.Documents.First(static document => document.ContainsKey("traceId"));
        Assert.Matches("^[0-9a-f]{32}$", (string)traced["traceId"]!);
        Assert.Contains("Authorization: Basic ", sent, StringComparison.Ordinal);
        foreach (var (place, text) in new[] { ("console", server.Output), ("elasticsearch", string.Concat(elasticsearch.Documents)), ("otlp", collector.Everything), ("files", string.Concat(Directory.EnumerateFiles(file).Select(Read))) })
        {
            Assert.True(text.Contains("canary-end", StringComparison.Ordinal), $"{place} has not all");
            Assert.False(text.Contains("CANARY", StringComparison.Ordinal), $"{place}: {Around(text, "CANARY")}");
        }
    }

    [Fact]
    public void LoggingConfig_OfAFile_IsInUseFromTheFirstLineOnAndFollowed()
    {
        var config = _directory.Write("log.yml", "logging: { level: WARNING, handlers: [{ type: file, filename: \"${LOG_TO}\", rotation: daily }] }");
        var file = _directory.PathOf("server.log");
        using var server = ServerProcess.Of([("LOG_TO", file)], "--logging-config", config, "--poll-interval", "0.1");
        server.StartAgain();
        Assert.DoesNotContain("info", server.Output, StringComparison.Ordinal);

        File.WriteAllText(config, "logging: { level: DEBUG, formatters: [{ type: text, fields: [level, message, event, category] }], handlers: [{ type: file, filename: \"${LOG_TO}\", rotation: daily }] }");
        server.Process.WaitUntil(() => Directory.EnumerateFiles(_directory.Root, "server*.log").Any(log => Read(log).Contains("Strata.Logging[9174]: the log follows ", StringComparison.Ordinal)));

        File.WriteAllText(config, "logging: { level: [");
        server.Process.WaitUntil(() => Directory.EnumerateFiles(_directory.Root, "server*.log").Any(log => Read(log).Contains("fail Strata.Logging[9175]: the log stays as it was", StringComparison.Ordinal)));
    }

    private static string Section(string level, string levels, Uri elasticsearch, Uri collector) => $$"""
        logging:
          level: {{level}}
          levels: { {{levels}} }
          formatters: [{ type: json, fields: [timestamp, level, message, context] }]
          handlers:
            - { type: console, stream: stdout }
            - { type: file, filename: server.log, rotation: daily, keep_days: 2, max_megabytes: 50 }
            - { type: elasticsearch, url: "{{elasticsearch}}", index: strata, username: writer, password: CANARY-es-password }
            - { type: otlp, url: "{{collector}}", protocol: http, headers: { x-key: CANARY-otlp-key } }
        """;

    private static async Task PublishNextAsync(ServerProcess server, int after, string text)
    {
        var files = new Dictionary<string, object> { ["ops.yml"] = new { text } };
        (await server.SendAsync(HttpMethod.Post, "/api/v1/spaces/default/revisions", new { files }, ("If-Match", $"\"{await HeadAsync(server)}\""))).Success();
        Assert.EndsWith($":{after + 1}", await HeadAsync(server), StringComparison.Ordinal);
    }

    private static async Task<string> HeadAsync(ServerProcess server)
    {
        var head = (await server.GetAsync("/api/v1/spaces/default/head")).Success();
        return $"{(string)head["epoch"]!}:{(long)head["revision"]!}";
    }

    // Each way in which somebody may say a secret to a server.
    private static async Task SendCanariesAsync(ServerProcess server)
    {
        await server.GetAsync("/api/v1/spaces/default/configurations/ops?variable.DB=CANARY-variable&fact.api_token=CANARY-fact");
        await server.GetAsync("/api/v1/spaces/default/configurations/ops", ("Authorization", "Bearer CANARY-bearer-token"), ("Cookie", "session=CANARY-cookie"));
        await server.GetAsync("/api/v1/spaces/default/configurations/ops?access_token=CANARY-query");
        await server.GetAsync("/api/v1/spaces/default/configurations/ops?environment=https://ann:CANARY-url@host/");
        await server.SendAsync(HttpMethod.Post, "/account/login", new { user = "ann", password = "CANARY-body" });
        await server.SendAsync(HttpMethod.Post, "/connect/token", new { grant_type = "client_credentials", client_id = "x", client_secret = "CANARY-client" });
        await server.SendAsync(HttpMethod.Put, "/api/v1/spaces/default/source", new { direction = "import", location = "https://ann:CANARY-source@git.example.com/x.git", branch = "main", intervalSeconds = 60 });
        await server.SendAsync(HttpMethod.Post, "/api/v1/spaces/default/revisions", new { files = new Dictionary<string, object> { ["a.yml"] = new { text = "password: CANARY-file\nx: [" } } });
        await server.GetAsync("/canary-end");
    }

    private static List<JsonNode> Lines(string directory) => Directory.Exists(directory)
        ? [.. Directory.EnumerateFiles(directory, "server*.log").SelectMany(static file => Read(file).Split('\n')).Where(static line => line.EndsWith('}')).Select(static line => JsonNode.Parse(line)!)]
        : [];

    private static string Read(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Around(string text, string word) => text.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at ? text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 100)] : "";
}
