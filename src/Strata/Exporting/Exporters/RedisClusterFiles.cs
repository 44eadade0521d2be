using System.Globalization;
using System.Net;

namespace Strata.Exporting.Exporters;

/// <summary>The files of a Redis Cluster: <c>NODE/redis.conf</c> for each node, whose directory is also that of its data.</summary>
internal sealed class RedisClusterFiles(ExportContext context, ExportSection redis, RedisDirectives shared)
{
    // With fewer there is no majority that could promote a replica, and redis-cli does not make one.
    private const int LeastPrimaries = 3;

    // Nodes talk to each other at their port and so much.
    private const long BusOffset = 10000;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    public void Add(RedisNodes nodes)
    {
        if (nodes.Primaries.Count < LeastPrimaries)
        {
            redis.Fail("nodes", $"several primaries are a cluster, and one has {LeastPrimaries} at least; here are {nodes.Primaries.Count}", "add nodes with role: primary, or make all but one of them replicas");
            return;
        }

        var primaries = nodes.Primaries.Select(Place).ToArray();
        var tls = shared.IsTls ? " --tls" : "";
        var create = $"once all primaries run, one joins them: redis-cli{tls} --cluster create {string.Join(' ', primaries.Select(static node => node.Address))}";
        foreach (var (section, place) in nodes.Primaries.Zip(primaries))
        {
            Add(section, place, create);
        }

        foreach (var section in nodes.Replicas)
        {
            var place = Place(section);
            Add(section, place, $"once the cluster works, it joins: redis-cli{tls} --cluster add-node {place.Address} {primaries[0].Address} --cluster-slave");
        }
    }

    private static NodePlace Place(ExportSection node) => new(node.Word("host") ?? "localhost", node.Integer("port") ?? RedisNodes.DefaultPort);

    private void Add(ExportSection node, NodePlace place, string join)
    {
        node.Skip("role", "enabled");
        if (NameOf(node) is not { } name)
        {
            return;
        }

        var conf = new ConfText(" ").Comment($"{name} of {ApplicationName.Of(context)}: in this directory, redis-server redis.conf").Comment(join);
        shared.SetPlace(conf, place.Host, place.Port);
        conf.Set("cluster-enabled", "yes");
        if (shared.IsTls)
        {
            conf.Set("tls-cluster", "yes");
        }

        SetAnnounced(node, conf, place);
        shared.SetOwn(conf);
        context.Add($"{name}/redis.conf", conf.ToString(), holdsSecrets: true);
    }

    // What other nodes and clients are told. Those who map ports or addresses say otherwise beneath settings.
    private void SetAnnounced(ExportSection node, ConfText conf, NodePlace place)
    {
        if (!RedisDirectives.IsLocal(place.Host) && !IPAddress.TryParse(place.Host, out _))
        {
            // Where machines move, addresses are wrong tomorrow.
            conf.Set("cluster-announce-hostname", place.Host).Set("cluster-preferred-endpoint-type", "hostname");
        }

        conf.Set(shared.IsTls ? "cluster-announce-tls-port" : "cluster-announce-port", place.Port);
        if (shared.HasOwn("cluster-port"))
        {
            return;
        }

        if (place.Port + BusOffset > ushort.MaxValue)
        {
            var most = ushort.MaxValue - BusOffset;
            node.Fail("port", $"nodes of a cluster talk to each other at their port and {BusOffset}, and no port is {place.Port + BusOffset}", $"choose a port up to {most}, or set cluster-port beneath settings");
            return;
        }

        conf.Set("cluster-announce-bus-port", place.Port + BusOffset);
    }

    // A directory is named by it.
    private string? NameOf(ExportSection node)
    {
        var name = node.Text("name");
        if (name is not { Length: > 0 } || name is "." or ".." || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
        {
            node.Fail("name", "the directory of a node is named as the node: letters, digits, and . - _", "name it");
            return null;
        }

        if (!_names.Add(name))
        {
            node.Fail("name", $"another node is named {name} as well", "give each a name of its own");
            return null;
        }

        return name;
    }

    private readonly record struct NodePlace(string Host, long Port)
    {
        public string Address => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");
    }
}
