using System.Globalization;
using Strata.Doctor.Connections;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Checks Redis by its sentinels: each of them, and the primary that they name.</summary>
internal sealed class RedisSentinels(CheckContext context, RedisConfig config)
{
    private const string Section = $"{RedisCheck.Section}.sentinel";

    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        if (config.Sentinel.MasterName is not { Length: > 0 } name)
        {
            context.Begin("sentinel", $"{Section}.master_name").Fail("the sentinels are asked for a primary without a name", $"set {Section}.master_name");
            return;
        }

        var places = config.Sentinel.Host is { Length: > 0 } host
            ? [new RedisPlace(host, config.Sentinel.Port, $"{Section}.host")]
            : config.Nodes.Select(static (node, index) => (Node: node, Index: index)).Where(static node => node.Node.Enabled).DistinctBy(static node => node.Node.Host)
                .Select(node => new RedisPlace(node.Node.Host, config.Sentinel.Port, string.Create(CultureInfo.InvariantCulture, $"{RedisCheck.Section}.nodes[{node.Index}].host"))).ToList();
        var primaries = await Task.WhenAll(places.Select(place => PrimaryAsync(place, name, cancellationToken))).ConfigureAwait(false);
        var known = primaries.OfType<RedisPlace>().Distinct().ToList();
        if (known.Count > 1)
        {
            context.Begin("sentinel", $"{Section}.master_name").Warn($"the sentinels do not agree which is the primary: {string.Join(", ", known)}", "wait until the failover has ended; if they stay apart, see whether they can reach each other");
        }

        if (known.Count > 0)
        {
            await new RedisNode(context, config, known[0]).CheckAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<RedisPlace?> PrimaryAsync(RedisPlace place, string name, CancellationToken cancellationToken)
    {
        var step = context.Begin("sentinel", place.Path);
        using var connection = await RedisDoor.OpenAsync(context, config, place, step, mayBeOpen: true, cancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            return null;
        }

        var reply = await connection.SendAsync(cancellationToken, "SENTINEL", "get-master-addr-by-name", name).ConfigureAwait(false);
        if (reply.IsErrorOf("ERR unknown command"))
        {
            step.Fail($"what answers at {place} is a Redis server and no sentinel", $"correct {Section}.port");
            return null;
        }

        if (reply.IsError)
        {
            step.Fail($"the sentinel at {place} refuses: {reply.Text}", $"correct the values of {Section}");
            return null;
        }

        if (reply.Items is not [{ Text: { } host }, { Text: { } text }] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            step.At($"{Section}.master_name").Fail($"the sentinel at {place} knows no primary {name}", $"correct {Section}.master_name, or let it watch one: SENTINEL MONITOR {name} HOST PORT QUORUM");
            return null;
        }

        step.Pass(string.Create(CultureInfo.InvariantCulture, $"the sentinel at {place} says that the primary {name} is {host}:{port}"));
        await QuorumAsync(connection, place, name, cancellationToken).ConfigureAwait(false);
        return new RedisPlace(host, port, $"{Section}.master_name") { Role = RedisRole.Primary };
    }

    private async Task QuorumAsync(RespConnection connection, RedisPlace place, string name, CancellationToken cancellationToken)
    {
        var step = context.Begin("quorum", $"{Section}.quorum");
        var reply = await connection.SendAsync(cancellationToken, "SENTINEL", "ckquorum", name).ConfigureAwait(false);
        if (reply.IsError)
        {
            step.Warn($"the sentinel at {place} says that no failover could be decided: {reply.Text}", "start the sentinels that are missing: a majority must be there");
            return;
        }

        step.Pass("enough sentinels are there to decide a failover");
    }
}
