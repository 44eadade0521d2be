using System.Runtime.Versioning;
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
        var port = LoopbackPort.Free();
        var yaml = $$"""
            database:
              redis:
                password: "p \"a'ss\\w$$ö\u0001\n#"
                nodes: [{name: a, host: localhost, port: {{port}}, role: primary}, {name: b, host: localhost, port: 7000, role: replica}]
                settings: {maxmemory: 32mb, maxmemory-policy: allkeys-lru, save: ["3600 1", "300 100"], appendonly: false, notify-keyspace-events: ""}
            """;
        using var directory = new ExportDirectory(Exported.Configuration(yaml).As("redis"));
        using var server = RunningProgram.Start("redis-server", ["redis.conf", "--dir", directory.Root], directory.Root);
        server.WaitForPort(port);

        Assert.StartsWith("NOAUTH", Ask(port, null, "PING"), StringComparison.Ordinal);
        Assert.Contains("WRONGPASS", Ask(port, "another", "PING"), StringComparison.Ordinal);
        Assert.Equal("PONG\n", Ask(port, Password, "PING"));
        Assert.Equal("maxmemory\n33554432\n", Ask(port, Password, "CONFIG", "GET", "maxmemory"));
        Assert.Equal("maxmemory-policy\nallkeys-lru\n", Ask(port, Password, "CONFIG", "GET", "maxmemory-policy"));
        Assert.Equal("save\n3600 1 300 100\n", Ask(port, Password, "CONFIG", "GET", "save"));
        Assert.Equal("bind\n127.0.0.1 -::1\n", Ask(port, Password, "CONFIG", "GET", "bind"));
        Assert.Equal($"masterauth\n{Password}\n", Ask(port, Password, "CONFIG", "GET", "masterauth"));
    }

    [Fact]
    public void Redis_WithTls_SpeaksItAndNothingElse()
    {
        InstalledProgram.Need("redis-server");
        InstalledProgram.Need("openssl");
        using var directory = new ExportDirectory();
        InstalledProgram.Run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-keyout", "tls key.pem", "-out", "tls.pem"], directory.Root).Success();
        var port = LoopbackPort.Free();
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
        var (port, sentinelPort) = (LoopbackPort.Free(), LoopbackPort.Free());
        var configuration = Exported.Configuration($$"""
            database:
              redis:
                password: "p#a\\ss$$w=ö"
                nodes: [{name: b, host: localhost, port: 7000, role: replica}, {name: a, host: localhost, port: {{port}}, role: primary}]
                sentinel: {enabled: true, master_name: soundwave, port: {{sentinelPort}}, quorum: 1, down_after_seconds: 3}
            """);
        using var directory = new ExportDirectory(configuration.As("redis"), configuration.As("redis-sentinel"));
        using var server = RunningProgram.Start("redis-server", ["redis.conf", "--dir", directory.Root], directory.Root);
        server.WaitForPort(port);
        using var sentinel = RunningProgram.Start("redis-sentinel", ["sentinel.conf", "--dir", directory.Root], directory.Root);
        sentinel.WaitForPort(sentinelPort);

        const string Hostile = "p#a\\ss$w=ö";
        Assert.StartsWith("NOAUTH", Ask(sentinelPort, null, "SENTINEL", "get-master-addr-by-name", "soundwave"), StringComparison.Ordinal);
        Assert.Equal($"localhost\n{port}\n", Ask(sentinelPort, Hostile, "SENTINEL", "get-master-addr-by-name", "soundwave"));
        Assert.Contains("\ndown-after-milliseconds\n3000\n", Ask(sentinelPort, Hostile, "SENTINEL", "master", "soundwave"), StringComparison.Ordinal);

        // It knows who the primary is once it could log in there.
        sentinel.WaitUntil(() => !Ask(sentinelPort, Hostile, "SENTINEL", "master", "soundwave").Contains("\nrunid\n\n", StringComparison.Ordinal));
        sentinel.Stop("TERM");

        // It has rewritten its file, and starts from that too.
        using var again = RunningProgram.Start("redis-sentinel", ["sentinel.conf", "--dir", directory.Root], directory.Root);
        again.WaitForPort(sentinelPort);
        again.WaitUntil(() => !Ask(sentinelPort, Hostile, "SENTINEL", "master", "soundwave").Contains("\nrunid\n\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nodes: [{host: a}], sentinel: {enabled: false, quorum: 1}", "database.redis.sentinel.enabled")]
    [InlineData("sentinel: {enabled: true, quorum: 1}", "database.redis.nodes")]
    [InlineData("sentinel: {enabled: true, port: 1}, nodes: [{name: a, role: primary}, {name: b, role: primary}, {name: c, role: primary}]", "database.redis.nodes")]
    public void Sentinel_WhereNoneWatches_IsAnErrorAndNoFile(string section, string path)
    {
        var export = Exported.Configuration($"database: {{redis: {{{section}}}}}").As("redis-sentinel");

        Assert.StartsWith("STR8021 ", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.EndsWith($" {path}", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    // It would write them without quotes when it rewrites its file, and not start again.
    [Theory]
    [InlineData("a b")]
    [InlineData("it's")]
    public void Sentinel_PasswordThatItCannotWriteAgain_IsAnError(string password)
    {
        var export = Exported.Configuration($"database: {{redis: {{password: \"{password}\", nodes: [{{host: a}}], sentinel: {{quorum: 1}}}}}}").As("redis-sentinel");

        Assert.Equal(["STR8021 docker.yml:1:30 database.redis.password"], export.Problems());
        Assert.Empty(export.Files);
    }

    [Theory]
    [InlineData("password: x, settings: {\"max memory\": 1}", "database.redis.settings.max memory")]
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

    // What redis-cli prints of the answer to a command.
    private static string Ask(int port, string? password, params string[] command)
    {
        string[] login = password is null ? [] : ["--no-auth-warning", "-a", password];
        var answer = InstalledProgram.Run("redis-cli", ["-p", $"{port}", .. login, .. command]);
        return answer.Output + answer.Error;
    }
}
