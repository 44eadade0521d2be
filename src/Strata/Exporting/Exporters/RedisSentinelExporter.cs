using System.Buffers;
using System.Globalization;

namespace Strata.Exporting.Exporters;

/// <summary><c>sentinel.conf</c> of <c>database.redis.sentinel</c>. A Sentinel rewrites its file: each needs a copy of its own.</summary>
internal sealed class RedisSentinelExporter : IConfigurationExporter
{
    private static readonly SearchValues<char> OfNames = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_");

    public string Name => "redis-sentinel";

    public string Description => "sentinel.conf, for redis-sentinel";

    public void Export(ExportContext context)
    {
        if (context.Required("database.redis.sentinel") is not { } sentinel)
        {
            return;
        }

        sentinel.Skip("host");
        if (sentinel.Boolean("enabled") is false)
        {
            sentinel.Fail("enabled", $"{sentinel.Path.Append("enabled")} is false: this configuration has no Sentinel", "set it to true, or leave this export out");
            sentinel.SkipRest();
            return;
        }

        var redis = context.Peek("database.redis");
        var nodes = RedisNodes.Of(redis);
        if (nodes.IsCluster)
        {
            context.Fail(redis.Path.Append("nodes"), "a Sentinel watches one primary, and several are a cluster, which promotes its replicas itself", "set sentinel.enabled to false, or make all but one of them replicas");
            sentinel.SkipRest();
            return;
        }

        if (nodes.Primaries is not [var primary, ..])
        {
            context.Fail(redis.Path.Append("nodes"), "a Sentinel watches a primary, and database.redis.nodes has none", "add a node with role: primary");
            sentinel.SkipRest();
            return;
        }

        var name = sentinel.Text("master_name") ?? "mymaster";
        if (name.AsSpan().ContainsAnyExcept(OfNames))
        {
            sentinel.Fail("master_name", "the name of a Sentinel's primary has letters, digits, and . - _ only", "rename it");
            return;
        }

        var conf = new ConfText(" ").Comment($"Sentinel of {ApplicationName.Of(context)}: redis-sentinel sentinel.conf");
        RedisText.SetPort(conf, RedisText.AsksForTls(redis), RedisText.CertificateOf(context, redis), sentinel.Integer("port") ?? 26379);

        // Names are looked up, and told to others as names: where machines move, addresses are wrong tomorrow.
        conf.Set("sentinel", "resolve-hostnames yes")
            .Set("sentinel", "announce-hostnames yes")
            .Set("sentinel", string.Create(CultureInfo.InvariantCulture, $"monitor {name} {primary.Word("host") ?? "localhost"} {primary.Integer("port") ?? RedisNodes.DefaultPort} {sentinel.Integer("quorum") ?? 2}"));
        if (redis.Text("password") is { Length: > 0 } password)
        {
            if (password.Any(static c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '"' or '\''))
            {
                redis.Fail("password", $"{redis.Path.Append("password")} holds a blank, a quote or a control character: a Sentinel rewrites its file without quotes, and does not start again", "choose another password");
                return;
            }

            // Without one of its own, whoever reaches a Sentinel can name another primary.
            conf.Set("sentinel", $"auth-pass {name} {RedisText.Quoted(password)}")
                .Set("requirepass", RedisText.Quoted(password))
                .Set("sentinel", $"sentinel-pass {RedisText.Quoted(password)}");
        }

        if (sentinel.Duration("down_after_seconds") is { } downAfter)
        {
            conf.Set("sentinel", string.Create(CultureInfo.InvariantCulture, $"down-after-milliseconds {name} {(long)downAfter.TotalMilliseconds}"));
        }

        context.Add("sentinel.conf", conf.ToString(), holdsSecrets: true);
    }
}
