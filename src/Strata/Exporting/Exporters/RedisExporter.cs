using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary>
/// <c>redis.conf</c> of the primary node of <c>database.redis</c>; the others start from it too, with what its comments say. Directives of
/// one's own stand beneath <c>settings</c>.
/// </summary>
internal sealed class RedisExporter : IConfigurationExporter
{
    private const long DefaultPort = 6379;

    public string Name => "redis";

    public string Description => "redis.conf, for redis-server";

    public void Export(ExportContext context)
    {
        if (context.Required("database.redis") is not { } redis)
        {
            return;
        }

        // What clients need, and the Sentinel, which has a file of its own.
        redis.Skip("url", "key_prefix", "pool", "sentinel");
        var nodes = RedisText.NodesOf(redis);
        var host = nodes.Count > 0 ? nodes[0].Text("host") ?? "localhost" : redis.Text("host") ?? "localhost";
        var port = (nodes.Count > 0 ? nodes[0].Integer("port") : redis.Integer("port")) ?? DefaultPort;
        var conf = new ConfText(" ").Comment($"Redis of {ApplicationName.Of(context)}: redis-server redis.conf");
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes[i].Skip("name", "role", "enabled");
            if (i > 0)
            {
                conf.Comment(string.Create(CultureInfo.InvariantCulture, $"{nodes[i].Text("name") ?? $"replica {i}"}: redis-server redis.conf --port {nodes[i].Integer("port") ?? DefaultPort} --replicaof {host} {port}"));
                nodes[i].Skip("host");
            }
        }

        // A node that only this machine reaches listens to nobody else.
        conf.Set("bind", host is "localhost" or "127.0.0.1" or "::1" ? "127.0.0.1 -::1" : "* -::*").Set("port", port);
        if (redis.Text("password") is { Length: > 0 } password)
        {
            conf.Set("requirepass", RedisText.Quoted(password)).Set("masterauth", RedisText.Quoted(password));
        }

        var settings = redis.Section("settings");
        foreach (var name in settings.Keys)
        {
            foreach (var value in settings.Texts(name))
            {
                conf.Set(name, RedisText.Quoted(value));
            }
        }

        context.Add("redis.conf", conf.ToString(), holdsSecrets: true);
    }
}
