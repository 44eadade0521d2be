using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Strata.Consumers.Tests.Servers;

namespace Strata.Consumers.Tests.Exporting;

/// <summary>A Redis Cluster of what was exported for its nodes, joined as the files say.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class RedisClusterExportTests : IDisposable
{
    private const string Password = "p#a\\ss$w";

    private readonly List<RunningProgram> _servers = [];

    public void Dispose() => _servers.ForEach(static server => server.Dispose());

    [Fact]
    public void Cluster_JoinedAsTheFilesSay_HasAllSlotsAndTheReplica()
    {
        InstalledProgram.Need("redis-server");
        var ports = FreePorts(4);
        var export = Exported.Configuration($$"""
            database:
              redis:
                password: "p#a\\ss$$w"
                nodes:
                  - {name: a, host: localhost, port: {{ports[0]}}, role: primary}
                  - {name: b, host: localhost, port: {{ports[1]}}, role: primary}
                  - {name: d, host: localhost, port: {{ports[3]}}, role: replica}
                  - {name: c, host: localhost, port: {{ports[2]}}, role: primary}
                  - {name: e, host: localhost, port: 1, role: primary, enabled: false}
                settings: {appendonly: false, cluster-node-timeout: 4000}
            """).As("redis");
        Assert.Empty(export.Problems());
        Assert.Equal(["a/redis.conf", "b/redis.conf", "c/redis.conf", "d/redis.conf"], export.Files.Select(static file => file.Name));
        Assert.All(export.Files, static file => Assert.True(file.HoldsSecrets));
        using var directory = new ExportDirectory(export);
        foreach (var (name, port) in new[] { "a", "b", "c", "d" }.Zip(ports))
        {
            var server = RunningProgram.Start("redis-server", ["redis.conf"], directory.PathOf(name));
            _servers.Add(server);
            server.WaitForPort(port);
        }

        Join(directory, "a", "--cluster-yes");
        _servers[0].WaitUntil(() => ports[..3].All(port => Ask(port, "CLUSTER", "INFO").Contains("cluster_state:ok", StringComparison.Ordinal)));
        Join(directory, "d");
        _servers[3].WaitUntil(() => Ask(ports[3], "ROLE").StartsWith("slave\n127.0.0.1\n", StringComparison.Ordinal));

        Assert.Contains("cluster_slots_ok:16384", Ask(ports[1], "CLUSTER", "INFO"), StringComparison.Ordinal);
        Assert.Contains("cluster_size:3", Ask(ports[1], "CLUSTER", "INFO"), StringComparison.Ordinal);
        Assert.Equal("4000", Ask(ports[2], "CONFIG", "GET", "cluster-node-timeout").Split('\n')[1]);

        // A key of another node's part is reached through any.
        Assert.Equal("OK\n", Ask(ports[0], "-c", "SET", "left", "1"));
        Assert.Equal("OK\n", Ask(ports[0], "-c", "SET", "right", "2"));
        Assert.Equal("1\n2\n", Ask(ports[2], "-c", "GET", "left") + Ask(ports[1], "-c", "GET", "right"));
    }

    [Fact]
    public void Cluster_OfNames_AnnouncesThem()
    {
        var export = Exported.Configuration("""
            database: {redis: {password: x, nodes: [{name: a, host: one, role: primary}, {name: b, host: two, role: primary}, {name: c, host: 10.0.0.3, port: 6400, role: primary}]}}
            """).As("redis");

        Assert.Contains("\ncluster-announce-hostname one\ncluster-preferred-endpoint-type hostname\ncluster-announce-port 6379\ncluster-announce-bus-port 16379\n", export.Files[0].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("hostname", export.Files[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Cluster_WithTls_SpeaksItAmongItsNodes()
    {
        InstalledProgram.Need("redis-server");
        InstalledProgram.Need("openssl");
        using var directory = new ExportDirectory();
        InstalledProgram.Run("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "key.pem", "-out", "tls.pem"], directory.Root).Success();
        var ports = FreePorts(3);
        var export = Exported.Configuration($$"""
            security: {tls: {certificate_file: "{{directory.PathOf("tls.pem")}}", key_file: "{{directory.PathOf("key.pem")}}"} }
            database:
              redis:
                url: "rediss://localhost"
                password: "p#a\\ss$$w"
                nodes: [{name: a, port: {{ports[0]}}, role: primary}, {name: b, port: {{ports[1]}}, role: primary}, {name: c, port: {{ports[2]}}, role: primary}]
                settings: {tls-ca-cert-dir: "\"\"", tls-ca-cert-file: "{{directory.PathOf("tls.pem")}}"}
            """).As("redis");
        Assert.Empty(export.Problems());
        foreach (var (file, port) in export.Files.Zip(ports))
        {
            directory.Write(file.Name, file.Text);
            var server = RunningProgram.Start("redis-server", ["redis.conf"], Path.GetDirectoryName(directory.PathOf(file.Name)));
            _servers.Add(server);
            server.WaitForPort(port);
        }

        Join(directory, "a", "--cluster-yes", "--cacert", directory.PathOf("tls.pem"));

        _servers[0].WaitUntil(() => ports.All(port => Ask(port, "--tls", "--cacert", directory.PathOf("tls.pem"), "CLUSTER", "INFO").Contains("cluster_state:ok", StringComparison.Ordinal)));
        Assert.NotEqual("PONG\n", Ask(ports[0], "PING"));
    }

    [Theory]
    [InlineData("{name: a, role: primary}, {name: b, role: primary}", "nodes")]
    [InlineData("{name: a, role: primary}, {name: b, role: primary}, {name: a, role: primary}", "nodes[2].name")]
    [InlineData("{name: a, role: primary}, {name: b, role: primary}, {name: .., role: primary}", "nodes[2].name")]
    [InlineData("{name: a, role: primary}, {name: b, role: primary}, {role: primary}", "nodes[2].name")]
    [InlineData("{name: a, role: primary}, {name: b, role: primary}, {name: c/d, role: replica}, {name: c, role: primary}", "nodes[2].name")]
    [InlineData("{name: a, role: primary}, {name: b, role: primary}, {name: c, role: primary, port: 55536}", "nodes[2].port")]
    public void Cluster_ThatCannotBe_IsAnErrorAndNoFile(string nodes, string path)
    {
        var export = Exported.Configuration($"database: {{redis: {{password: x, nodes: [{nodes}]}}}}").As("redis");

        Assert.EndsWith($" database.redis.{path}", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.StartsWith("STR8021 ", Assert.Single(export.Problems()), StringComparison.Ordinal);
        Assert.Empty(export.Files);
    }

    [Fact]
    public void Cluster_WithAPortForItsNodes_TakesAnyPort() => Assert.Empty(Exported.Configuration("""
        database: {redis: {password: x, settings: {cluster-port: 7000}, nodes: [{name: a, host: a, role: primary, port: 60000}, {name: b, host: b, role: primary, port: 60000}, {name: c, host: c, role: primary, port: 60000}]}}
        """).As("redis").Problems());

    // What is wrong with what all nodes share is told once.
    [Fact]
    public void Cluster_WithoutAPassword_TellsOnce() => Assert.Equal(["STR8020 :0:0 database.redis.password"], Exported.Configuration(
        "database: {redis: {nodes: [{name: a, host: a, role: primary}, {name: b, host: b, role: primary}, {name: c, host: c, role: primary}]}}").As("redis").Problems());

    // By the command of the comment.
    private static void Join(ExportDirectory directory, string node, params string[] more)
    {
        const string Program = ": redis-cli ";
        var line = File.ReadLines(directory.PathOf($"{node}/redis.conf")).Single(static line => line.StartsWith("# ", StringComparison.Ordinal) && line.Contains(Program, StringComparison.Ordinal));
        InstalledProgram.Run("redis-cli", [.. line[(line.IndexOf(Program, StringComparison.Ordinal) + Program.Length)..].Split(' '), .. more], variables: [("REDISCLI_AUTH", Password)]).Success();
    }

    private static string Ask(int port, params string[] command) => InstalledProgram.Run("redis-cli", ["-p", $"{port}", .. command], variables: [("REDISCLI_AUTH", Password)]).Output;

    // Free together with those at which nodes talk to each other.
    private static int[] FreePorts(int count)
    {
        var held = new List<TcpListener>();
        var ports = new List<int>();
        try
        {
            while (ports.Count < count)
            {
                var port = LoopbackPort.Free();
                if (port + 10000 <= ushort.MaxValue && TryHold(port) && TryHold(port + 10000))
                {
                    ports.Add(port);
                }
            }

            return [.. ports];
        }
        finally
        {
            held.ForEach(static listener => listener.Dispose());
        }

        bool TryHold(int port)
        {
            var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                held.Add(listener);
                return true;
            }
            catch (SocketException)
            {
                listener.Dispose();
                return false;
            }
        }
    }
}
