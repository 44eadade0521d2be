using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary>
/// <c>redis.conf</c> of the primary node of <c>database.redis</c>; the others start from it too, with what its comments say. Directives of
/// one's own stand beneath <c>settings</c>, each with its arguments as they stand in that file.
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
        redis.Skip("key_prefix", "pool", "sentinel");
        var nodes = RedisText.NodesOf(redis);
        var primary = nodes.Count > 0 ? nodes[0] : redis;
        var host = primary.Word("host") ?? "localhost";
        var port = primary.Integer("port") ?? DefaultPort;
        var conf = new ConfText(" ").Comment($"Redis of {ApplicationName.Of(context)}: redis-server redis.conf");
        AddReplicas(conf, nodes, RedisText.AsksForTls(redis), host, port);

        // A node that only this machine reaches listens to nobody else.
        var isLocal = host is "localhost" or "127.0.0.1" or "::1";
        conf.Set("bind", isLocal ? "127.0.0.1 -::1" : "* -::*");
        RedisText.SetPort(context, redis, conf, port);
        if (redis.Text("password") is { Length: > 0 } password)
        {
            conf.Set("requirepass", RedisText.Quoted(password)).Set("masterauth", RedisText.Quoted(password));
        }
        else if (!isLocal)
        {
            redis.Warn("password", $"{redis.Path} has no password, and Redis refuses other machines then: it is in protected mode", "set the password");
        }

        if (redis.Has("user"))
        {
            redis.Warn("user", $"{redis.Path.Append("user")} is a client's: redis.conf sets the password of the default user", "write a directive user beneath settings");
        }

        AddSettings(redis.Section("settings"), conf);
        context.Add("redis.conf", conf.ToString(), holdsSecrets: true);
    }

    private static void AddReplicas(ConfText conf, IReadOnlyList<ExportSection> nodes, bool isTls, string host, long port)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            nodes[i].Skip("name", "role", "enabled");
            if (i > 0)
            {
                nodes[i].Skip("host");
                var own = nodes[i].Integer("port") ?? DefaultPort;
                conf.Comment(string.Create(CultureInfo.InvariantCulture, $"{nodes[i].Line("name") ?? $"replica {i}"}: redis-server redis.conf {(isTls ? "--tls-port" : "--port")} {own} --replicaof {host} {port}"));
            }
        }
    }

    private static void AddSettings(ExportSection settings, ConfText conf)
    {
        foreach (var name in settings.Keys)
        {
            if (name.Length == 0 || name.Any(static c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
            {
                settings.Fail(name, $"\"{name}\" is no directive of Redis", "directives have small letters, digits and hyphens");
                continue;
            }

            foreach (var value in settings.Texts(name))
            {
                if (value.Any(char.IsControl))
                {
                    settings.Fail(name, $"{settings.Path.Append(name)} holds a line break or another control character", "write it as redis.conf does, in quotes and with \\n or \\x07");
                }
                else
                {
                    conf.Set(name, value.Length == 0 ? "\"\"" : value switch { "true" => "yes", "false" => "no", _ => value });
                }
            }
        }
    }
}
