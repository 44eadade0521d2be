namespace Strata.Exporting.Exporters;

/// <summary>The nodes of <c>database.redis</c> that are in use: one primary with replicas, or those of a Redis Cluster.</summary>
internal sealed class RedisNodes
{
    /// <summary>The port of a node that says none.</summary>
    public const long DefaultPort = 6379;

    private RedisNodes(IReadOnlyList<ExportSection> primaries, IReadOnlyList<ExportSection> replicas)
    {
        Primaries = primaries;
        Replicas = replicas;
    }

    /// <summary>Those that take writes.</summary>
    public IReadOnlyList<ExportSection> Primaries { get; }

    /// <summary>Those that follow.</summary>
    public IReadOnlyList<ExportSection> Replicas { get; }

    /// <summary>Whether several take writes: then each has a part of the keys.</summary>
    public bool IsCluster => Primaries.Count > 1;

    /// <summary>The nodes of a section. One without a role is a primary where no other is.</summary>
    public static RedisNodes Of(ExportSection redis)
    {
        var nodes = new List<ExportSection>();
        foreach (var node in redis.Items("nodes"))
        {
            if (node.Boolean("enabled") ?? true)
            {
                nodes.Add(node);
            }
            else
            {
                node.SkipRest();
            }
        }

        var primaries = nodes.Where(static node => node.Text("role") is "primary").ToList();
        return new RedisNodes(
            primaries.Count > 0 ? primaries : [.. nodes.Where(static node => node.Text("role") is null).Take(1)],
            [.. nodes.Where(static node => node.Text("role") is not ("primary" or null))]);
    }
}
