using System.Globalization;
using Strata.Doctor.Connections;
using Strata.Sections;
using Strata.Values;

namespace Strata.Doctor.Checks;

/// <summary>Checks one Redis server.</summary>
internal sealed class RedisNode(CheckContext context, RedisConfig config, RedisPlace place)
{
    private const int AllSlots = 16384;

    private static readonly Version Oldest = new(6, 2);

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        var step = context.Begin("connection", place.Path);
        using var connection = await RedisDoor.OpenAsync(context, config, place, step, mayBeOpen: false, cancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            return;
        }

        step.Pass($"connected to {place}");
        var info = await connection.SendAsync(cancellationToken, "INFO").ConfigureAwait(false);
        if (info.Text is null || info.IsError)
        {
            context.Begin("version", place.Path).Warn($"the server at {place} does not tell of itself: {info.Text}", "allow the user INFO, or check by hand");
            return;
        }

        var facts = FactsOf(info.Text);
        Version(facts);
        Role(facts);
        Eviction(facts);
        if (facts.GetValueOrDefault("cluster_enabled") == "1")
        {
            await ClusterAsync(connection, cancellationToken).ConfigureAwait(false);
        }

        await ClockAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<string, string> FactsOf(string info)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in info.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                facts[line[..colon]] = line[(colon + 1)..].TrimEnd('\r');
            }
        }

        return facts;
    }

    private void Version(Dictionary<string, string> facts)
    {
        var step = context.Begin("version", place.Path);
        var version = facts.GetValueOrDefault("redis_version", "of an unknown version");
        if (System.Version.TryParse(version, out var parsed) && parsed < Oldest)
        {
            step.Warn($"the server at {place} is Redis {version}, which is no longer mended", $"upgrade it to {Oldest} or newer");
            return;
        }

        step.Pass($"Redis {version}");
    }

    private void Role(Dictionary<string, string> facts)
    {
        if (place.Role is not { } wanted)
        {
            return;
        }

        var step = context.Begin("role", place.RolePath);
        var isPrimary = facts.GetValueOrDefault("role") == "master";
        if (isPrimary != (wanted == RedisRole.Primary))
        {
            step.Fail($"the server at {place} is a {(isPrimary ? "primary" : "replica")}, and {place.RolePath} says {(isPrimary ? "replica" : "primary")}", "make it one (REPLICAOF), or correct the role; where roles move by themselves, let Sentinel tell them");
        }
        else if (!isPrimary && facts.GetValueOrDefault("master_link_status") != "up")
        {
            step.Warn($"the replica at {place} has lost its primary", "see whether its primary is there, and whether its masterauth is the primary's password");
        }
        else
        {
            step.Pass($"it is a {(isPrimary ? "primary" : "replica")}");
        }
    }

    // Full, a server that evicts nothing refuses writes: right for what must be kept, wrong for a cache.
    private void Eviction(Dictionary<string, string> facts)
    {
        if (!context.IsInUse("cache"))
        {
            return;
        }

        var level = context.Items("cache.levels").FirstOrDefault(static level => level.Item.TryGetValue("name", out var name) && name is ScalarNode { Text: "redis" });
        if (level.Path is null)
        {
            return;
        }

        var step = context.Begin("eviction", level.Path);
        var policy = facts.GetValueOrDefault("maxmemory_policy", "unknown");
        var isBounded = facts.GetValueOrDefault("maxmemory", "0") != "0";
        if (policy == "noeviction")
        {
            step.Warn(
                $"the cache is in the Redis at {place}, which evicts nothing: {(isBounded ? "when it is full, it refuses every write" : "without maxmemory it grows until the machine is full")}",
                $"at the server, set maxmemory-policy to allkeys-lru{(isBounded ? "" : ", and maxmemory")}; keep what must not be lost in another one");
        }
        else if (!isBounded)
        {
            step.Warn($"the Redis at {place}, in which the cache is, has no maxmemory: its policy {policy} never comes to bear", "set maxmemory at the server");
        }
        else
        {
            step.Pass($"what is full is evicted by {policy}");
        }
    }

    private async Task ClusterAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        var step = context.Begin("cluster", place.Path);
        var reply = await connection.SendAsync(cancellationToken, "CLUSTER", "INFO").ConfigureAwait(false);
        var facts = FactsOf(reply.IsError ? "" : reply.Text ?? "");
        var state = facts.GetValueOrDefault("cluster_state", "unknown");
        var slots = facts.GetValueOrDefault("cluster_slots_ok", "0");
        if (state == "ok")
        {
            step.Pass($"the cluster is whole: {facts.GetValueOrDefault("cluster_known_nodes")} nodes");
        }
        else
        {
            step.Unreachable(
                string.Create(CultureInfo.InvariantCulture, $"the cluster that {place} belongs to is down: {slots} of {AllSlots} slots are served"),
                "start the nodes that are missing, or mend it: redis-cli --cluster fix");
        }
    }

    private async Task ClockAsync(RespConnection connection, CancellationToken cancellationToken)
    {
        var step = context.Begin("clock", place.Path);
        var sent = context.Time.GetUtcNow();
        var reply = await connection.SendAsync(cancellationToken, "TIME").ConfigureAwait(false);
        var received = context.Time.GetUtcNow();
        if (reply.Items is [{ Text: { } seconds }, { Text: { } micros }]
            && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var whole)
            && long.TryParse(micros, NumberStyles.None, CultureInfo.InvariantCulture, out var rest))
        {
            ClockReading.Judge(context, step, place.ToString(), DateTimeOffset.FromUnixTimeSeconds(whole).AddMicroseconds(rest), sent, received);
            return;
        }

        step.Skip($"the server does not tell its time: {reply.Text}");
    }
}
