using System.Globalization;
using System.Runtime.Versioning;

namespace Strata.Consumers.Tests.Deployment;

/// <summary>What <c>deploy/redis</c> starts, with real servers: a cluster that forms and comes back, and a Sentinel that fails over.</summary>
[UnsupportedOSPlatform("windows")]
public class RedisScriptsTests
{
    [Fact]
    public async Task Cluster_OfThreeMasters_FormsAndComesBackWithItsData()
    {
        using var redis = RedisScripts.Begin();
        var ports = RedisScripts.FreePorts(3);
        foreach (var port in ports)
        {
            redis.StartNode(port, "localhost", "cluster");
        }

        AssertJoined(ports);
        foreach (var port in ports)
        {
            Assert.Contains("cluster_slots_ok:16384", RedisScripts.Ask(port, "cluster", "info"), StringComparison.Ordinal);
            var nodes = RedisScripts.Ask(port, "cluster", "nodes").Split('\n');
            Assert.Equal(3, nodes.Length);
            Assert.All(nodes, static node => Assert.Contains("master", node, StringComparison.Ordinal));
        }

        // Keys of each node, through any of them.
        string[] keys = ["a", "b", "c", "d", "e", "f"];
        Assert.All(keys, key => Assert.Equal("OK", RedisScripts.Ask(ports[0], "-c", "set", key, key.ToUpperInvariant())));
        var ids = Ids(ports);

        redis.Kill(ports[1]);
        redis.StartNode(ports[1], "localhost", "cluster");
        AssertJoined(ports);

        Assert.Equal(ids, Ids(ports));
        Assert.All(keys, key => Assert.Equal(key.ToUpperInvariant(), RedisScripts.Ask(ports[2], "-c", "get", key)));
    }

    [Fact]
    public async Task Sentinel_OfAPrimaryThatDies_PromotesAReplicaAndTakesThePrimaryBackAsOne()
    {
        using var redis = RedisScripts.Begin();
        var ports = RedisScripts.FreePorts(6);
        var (nodes, sentinels) = (ports[..3], ports[3..]);
        redis.StartNode(nodes[0], "127.0.0.1", "sentinel");
        redis.StartNode(nodes[1], "127.0.0.1", "sentinel", nodes[0]);
        redis.StartNode(nodes[2], "127.0.0.1", "sentinel", nodes[0]);
        await redis.Until(() => RedisScripts.Ask(nodes[0], "info", "replication").Split("state=online").Length == 3, "two replicas");
        foreach (var sentinel in sentinels)
        {
            redis.StartSentinel(sentinel, nodes[0]);
        }

        foreach (var sentinel in sentinels)
        {
            await redis.Until(() => Master(sentinel) is var master && master.GetValueOrDefault("num-slaves") == "2" && master.GetValueOrDefault("num-other-sentinels") == "2", "a sentinel that knows all");
        }

        var primary = Primary(sentinels[0]);
        Assert.Equal("OK", RedisScripts.Ask(primary, "set", "song", "written before"));
        await redis.Until(() => RedisScripts.Ask(primary, "wait", "2", "1000") == "2", "both replicas having it");

        redis.Kill(primary);

        var promoted = 0;
        await redis.Until(() => (promoted = Primary(sentinels[0])) != primary && RedisScripts.Ask(promoted, "role").StartsWith("master", StringComparison.Ordinal), "another primary");
        Assert.Contains(promoted, nodes);
        Assert.Equal("written before", RedisScripts.Ask(promoted, "get", "song"));
        Assert.Equal("OK", RedisScripts.Ask(promoted, "set", "song", "written after"));

        // It begins as what it was: the sentinels know better.
        redis.StartNode(primary, "127.0.0.1", "sentinel", primary == nodes[0] ? null : nodes[0]);
        await redis.Until(() => RedisScripts.Ask(primary, "get", "song") == "written after", "the primary of before as a replica");
    }

    [Fact]
    public void Node_OfAnUnknownMode_IsRefusedWithWhatThereIs()
    {
        var run = RedisScripts.Run("node.sh", new Dictionary<string, string> { ["REDIS_MODE"] = "ring", ["REDIS_NAME"] = "x", ["REDIS_PORT"] = "1" });

        Assert.Equal((2, "node.sh: REDIS_MODE is \"ring\"; replication, sentinel or cluster is required\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task Cluster_OfNodesThatAreInNone_IsRefused()
    {
        using var redis = RedisScripts.Begin();
        var port = RedisScripts.FreePorts(1)[0];
        redis.StartNode(port, "127.0.0.1", "replication");
        await redis.Until(() => RedisScripts.Ask(port, "ping") == "PONG", "an answer");

        var run = Join(port, port, port);
        var tooFew = Join(port);

        Assert.Equal((1, $"cluster.sh: 127.0.0.1:{port} is in no cluster mode: start it with REDIS_MODE=cluster\n"), (run.ExitCode, run.Error));
        Assert.Equal((1, "cluster.sh: a cluster has three masters at least, and REDIS_NODES names 1\n"), (tooFew.ExitCode, tooFew.Error));
    }

    private static void AssertJoined(int[] ports)
    {
        var run = Join(ports);
        Assert.True(run is { ExitCode: 0, Output: "a cluster of 3 masters\n" }, run.ToString());
    }

    private static ToolRun Join(params int[] ports) =>
        RedisScripts.Run("cluster.sh", new Dictionary<string, string> { ["REDIS_NODES"] = string.Join(' ', ports.Select(static port => $"127.0.0.1:{port}")) });

    private static string[] Ids(int[] ports) => [.. ports.Select(static port => RedisScripts.Ask(port, "cluster", "myid"))];

    private static int Primary(int sentinel) =>
        RedisScripts.Ask(sentinel, "sentinel", "get-master-addr-by-name", "soundwave").Split('\n') is [_, var port] ? int.Parse(port, CultureInfo.InvariantCulture) : 0;

    // Names and values in turn.
    private static Dictionary<string, string> Master(int sentinel) =>
        RedisScripts.Ask(sentinel, "sentinel", "master", "soundwave").Split('\n').Chunk(2).Where(static pair => pair.Length == 2).ToDictionary(static pair => pair[0], static pair => pair[1], StringComparer.Ordinal);
}
