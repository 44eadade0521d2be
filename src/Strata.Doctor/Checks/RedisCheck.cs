using System.Globalization;
using Strata.Sections;

namespace Strata.Doctor.Checks;

/// <summary>Redis: a server, several, those that sentinels know of, or a cluster.</summary>
internal sealed class RedisCheck : IConfigurationCheck
{
    internal const string Section = "database.redis";

    public string Name => "redis";

    public string Description => "Redis: connection, password, roles, eviction, Sentinel, Cluster, clock";

    public Task CheckAsync(CheckContext context, CancellationToken cancellationToken)
    {
        if (!context.Enters(Section))
        {
            return Task.CompletedTask;
        }

        var config = context.Configuration.Get<RedisConfig>(Section);
        try
        {
            config.ToConnectionString();
        }
        catch (InvalidOperationException exception)
        {
            context.Begin("connection", Section).Fail(exception.Message, $"correct the values of {Section}");
            return Task.CompletedTask;
        }

        return config.Sentinel.Enabled
            ? new RedisSentinels(context, config).CheckAsync(cancellationToken)
            : Task.WhenAll(NodesOf(config).Select(node => new RedisNode(context, config, node).CheckAsync(cancellationToken)));
    }

    private static List<RedisPlace> NodesOf(RedisConfig config)
    {
        var nodes = new List<RedisPlace>();
        for (var i = 0; i < config.Nodes.Length; i++)
        {
            var node = config.Nodes[i];
            if (node.Enabled)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"{Section}.nodes[{i}]");
                nodes.Add(new RedisPlace(node.Host, node.Port, $"{path}.host") { Role = node.Role, RolePath = $"{path}.role" });
            }
        }

        if (nodes.Count == 0 && config.Url is { } url)
        {
            nodes.Add(new RedisPlace(url.Scheme == "unix" ? Uri.UnescapeDataString(url.AbsolutePath) : url.IdnHost, url.Port > 0 ? url.Port : 6379, $"{Section}.url"));
        }

        return nodes;
    }
}
