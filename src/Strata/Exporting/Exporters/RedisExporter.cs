using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary>
/// <c>redis.conf</c> of the primary node of <c>database.redis</c>; the others start from it too, with what its comments say. Where several are
/// primaries, they are a cluster, and each node has a file of its own. Directives of one's own stand beneath <c>settings</c>, each with its
/// arguments as they stand in that file.
/// </summary>
internal sealed class RedisExporter : IConfigurationExporter
{
    public string Name => "redis";

    public string Description => "redis.conf, for redis-server; one for each node of a cluster";

    public void Export(ExportContext context)
    {
        if (context.Required("database.redis") is not { } redis)
        {
            return;
        }

        // What clients need, and the Sentinel, which has a file of its own.
        redis.Skip("key_prefix", "pool", "sentinel");
        var nodes = RedisNodes.Of(redis);
        var shared = new RedisDirectives(context, redis);
        if (nodes.IsCluster)
        {
            new RedisClusterFiles(context, redis, shared).Add(nodes);
            return;
        }

        var primary = redis;
        if (nodes.Primaries is [var first, ..])
        {
            primary = first;
            primary.Skip("name", "role", "enabled");
        }

        var host = primary.Word("host") ?? "localhost";
        var port = primary.Integer("port") ?? RedisNodes.DefaultPort;
        var conf = new ConfText(" ").Comment($"Redis of {ApplicationName.Of(context)}: redis-server redis.conf");
        foreach (var (index, replica) in nodes.Replicas.Index())
        {
            replica.Skip("role", "enabled", "host");
            var own = replica.Integer("port") ?? RedisNodes.DefaultPort;
            conf.Comment(string.Create(CultureInfo.InvariantCulture, $"{replica.Line("name") ?? $"replica {index + 1}"}: redis-server redis.conf {(shared.IsTls ? "--tls-port" : "--port")} {own} --replicaof {host} {port}"));
        }

        shared.SetPlace(conf, host, port);
        shared.SetOwn(conf);
        context.Add("redis.conf", conf.ToString(), holdsSecrets: true);
    }
}
