using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>Redis and its Sentinel start from what was exported for them.</summary>
[UnsupportedOSPlatform("windows")]
public class RedisExportTests
{
    private const string Password = "p \"a'ss\\w$ö\u0001\n#";

    [Fact]
    public void Redis_FromItsFile_AsksForThePasswordAndHasTheSettings()
    {
        InstalledProgram.Need("redis-server");
        var port = RunningProgram.FreePort();
        var yaml = $$"""
            database:
              redis:
                password: "p \"a'ss\\w$ö\u0001\n#"
                nodes: [{name: a, host: localhost, port: {{port}}, role: primary}, {name: b, host: localhost, port: 7000, role: replica}]
                settings: {maxmemory: 32mb, maxmemory-policy: allkeys-lru, save: ["3600 1", "300 100"], appendonly: false, notify-keyspace-events: ""}
            """;
        using var directory = new ExportDirectory(Exported.Configuration(yaml).As("redis"));
        using var server = RunningProgram.Start("redis-server", ["redis.conf", "--dir", directory.Root], directory.Root);
        server.WaitForPort(port);

        Assert.StartsWith("-NOAUTH", Ask(port, ["PING"]), StringComparison.Ordinal);
        Assert.StartsWith("-WRONGPASS", Ask(port, ["AUTH", "another"]), StringComparison.Ordinal);
        Assert.Equal("+OK\r\n+PONG\r\n", Ask(port, ["AUTH", Password], ["PING"]));
        Assert.Contains("\r\n33554432\r\n", Ask(port, ["AUTH", Password], ["CONFIG", "GET", "maxmemory"]), StringComparison.Ordinal);
        Assert.Contains("allkeys-lru", Ask(port, ["AUTH", Password], ["CONFIG", "GET", "maxmemory-policy"]), StringComparison.Ordinal);
        Assert.Contains("3600 1 300 100", Ask(port, ["AUTH", Password], ["CONFIG", "GET", "save"]), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1", Ask(port, ["AUTH", Password], ["CONFIG", "GET", "bind"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Redis_WithTls_SpeaksItAndNothingElse()
    {
        InstalledProgram.Need("redis-server");
        InstalledProgram.Need("openssl");
        using var directory = new ExportDirectory();
        InstalledProgram.Run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "tls key.pem", "-out", "tls.pem"], directory.Root).Success();
        var port = RunningProgram.FreePort();
        var export = Exported.Configuration($$"""
            security: {tls: {certificate_file: "{{directory.PathOf("tls.pem")}}", key_file: "{{directory.PathOf("tls key.pem")}}"} }
            database: {redis: {url: "rediss://localhost:{{port}}/0", host: localhost, port: {{port}}, password: secret} }
            """).As("redis");
        directory.Write("redis.conf", Assert.Single(export.Files).Text);
        using var server = RunningProgram.Start("redis-server", ["redis.conf", "--dir", directory.Root], directory.Root);
        server.WaitForPort(port);

        var answer = InstalledProgram.Run("redis-cli", ["--tls", "--insecure", "-p", $"{port}", "--no-auth-warning", "-a", "secret", "PING"]);

        Assert.Empty(export.Problems());
        Assert.Equal("PONG\n", answer.Success());
    }

    [Fact]
    public void Redis_TlsWithoutACertificate_IsTold() =>
        Assert.Equal(["STR8020 docker.yml:1:25 database.redis.url"], Exported.Configuration("database: {redis: {url: \"rediss://localhost\"}}").As("redis").Problems());

    [Fact]
    public void Sentinel_FromItsFile_WatchesThePrimary()
    {
        InstalledProgram.Need("redis-sentinel");
        var (port, sentinelPort) = (RunningProgram.FreePort(), RunningProgram.FreePort());
        var configuration = Exported.Configuration($$"""
            database:
              redis:
                password: "it's \"hostile\""
                nodes: [{name: b, host: localhost, port: 7000, role: replica}, {name: a, host: localhost, port: {{port}}, role: primary}]
                sentinel: {enabled: true, master_name: soundwave, port: {{sentinelPort}}, quorum: 1, down_after_seconds: 3}
            """);
        using var directory = new ExportDirectory(configuration.As("redis"), configuration.As("redis-sentinel"));
        using var server = RunningProgram.Start("redis-server", ["redis.conf", "--dir", directory.Root], directory.Root);
        server.WaitForPort(port);
        using var sentinel = RunningProgram.Start("redis-sentinel", ["sentinel.conf", "--dir", directory.Root], directory.Root);
        sentinel.WaitForPort(sentinelPort);

        string[] log = ["AUTH", "it's \"hostile\""];
        Assert.StartsWith("-NOAUTH", Ask(sentinelPort, ["SENTINEL", "get-master-addr-by-name", "soundwave"]), StringComparison.Ordinal);
        Assert.Contains($"\r\n{port}\r\n", Ask(sentinelPort, log, ["SENTINEL", "get-master-addr-by-name", "soundwave"]), StringComparison.Ordinal);
        Assert.Contains("\r\ndown-after-milliseconds\r\n$4\r\n3000\r\n", Ask(sentinelPort, log, ["SENTINEL", "master", "soundwave"]), StringComparison.Ordinal);

        // It knows what the primary says of itself once it could log in there.
        sentinel.WaitUntil(() => Ask(sentinelPort, log, ["SENTINEL", "master", "soundwave"]).Contains("\r\nrole-reported\r\n$6\r\nmaster\r\n", StringComparison.Ordinal)
            && !Ask(sentinelPort, log, ["SENTINEL", "master", "soundwave"]).Contains("\r\nrunid\r\n$0\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("password: x, settings: {\"max memory\": 1}", "database.redis.settings.\"max memory\"")]
    [InlineData("password: x, settings: {save: \"a\\nb\"}", "database.redis.settings.save")]
    [InlineData("password: x, host: \"a\\nrequirepass b\"", "database.redis.host")]
    [InlineData("password: x, nodes: [a]", "database.redis.nodes[0]")]
    [InlineData("password: x, nodes: {a: 1}", "database.redis.nodes")]
    [InlineData("password: x, port: many", "database.redis.port")]
    public void Redis_WhatNoDirectiveCanBe_IsAnErrorAndNoFile(string section, string path)
    {
        var export = Exported.Configuration($"database: {{redis: {{{section}}}}}").As("redis");

        Assert.Contains(export.Problems(), problem => problem.StartsWith("STR8021 docker.yml:1:", StringComparison.Ordinal) && problem.EndsWith($" {path}", StringComparison.Ordinal));
        Assert.Empty(export.Files);
    }

    // What the server answers to commands that are sent one after another, the last followed by QUIT.
    private static string Ask(int port, params string[][] commands)
    {
        using var client = new TcpClient("127.0.0.1", port);
        using var stream = client.GetStream();
        foreach (var command in commands.Append(["QUIT"]))
        {
            stream.Write(Encoding.UTF8.GetBytes($"*{command.Length}\r\n"));
            foreach (var word in command)
            {
                stream.Write(Encoding.UTF8.GetBytes($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"));
            }
        }

        using var reader = new StreamReader(stream);
        var answer = reader.ReadToEnd();
        return answer[..^"+OK\r\n".Length];
    }
}
