using System.Globalization;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation.Rules;

/// <summary>Pools that together open more connections than their server takes: under load, requests fail that need not.</summary>
internal sealed class PoolAboveServer : IEntryRule
{
    private static readonly string[] PoolMaxima =
        ["max_size", "max", "maximum", "maximum_size", "max_pool_size", "maximum_pool_size", "max_connections", "max_active", "max_total", "max_open", "max_open_connections"];

    private static readonly string[] ServerSettings = ["server", "settings", "parameters", "options", "limits"];

    // The sections whose workers are processes with a pool each.
    private static readonly string[] Programs = ["api", "app", "application", "server", "web", "gunicorn", "uvicorn"];

    // Nobody writes a longer one, and it is read once for each pool.
    private const int LongestCommand = 200;

    public RuleDescriptor Descriptor { get; } = new(DiagnosticCode.PoolAboveServer, "pool above the server's limit", DiagnosticSeverity.Warning);

    public IReadOnlyList<string> Keys { get; } =
        ["pool", "connection_pool", "pooling", "connection_pooling", "pool_size", "max_pool_size", "maximum_pool_size", "pool_max_size"];

    public void Check(in RuleEntry entry, RuleContext context)
    {
        var at = entry.Value;
        var path = entry.Path;
        if (entry.Value is MappingNode pool)
        {
            if (SettingPlace.IsOff(pool) || !pool.TryFind(PoolMaxima, out var max))
            {
                return;
            }

            at = max.Value;
            path = path.Append(max.Key);
        }

        if (Setting.Whole(at) is not { } size || size <= 0 || ServerLimit(entry.Parent, context) is not var (limit, limitAt) || !context.IsInForce(entry.ParentPath))
        {
            return;
        }

        // Beyond any sense the product of the two would overflow.
        size = Math.Min(size, int.MaxValue);
        var workers = Workers(context.Whole);
        if (size > limit)
        {
            Report($"the pool's {path.Key} {context.Shown(path, (ScalarNode)at)} is above the {limit} connections that the server takes");
        }
        else if (workers > 1 && size * workers > limit)
        {
            Report($"{workers} workers with pools of {context.Shown(path, (ScalarNode)at)} open {size * workers} connections, and the server takes {limit}");
        }

        void Report(FormattableString message) => context.Report(
            at,
            path,
            message.ToString(CultureInfo.InvariantCulture),
            "make the pool smaller, or let the server take more",
            RelatedPosition.To(limitAt, "the server's limit is set here"));
    }

    private static (long Limit, ConfigNode At)? ServerLimit(MappingNode section, RuleContext context)
    {
        if (section.Find("max_connections") is { } own && Setting.Whole(own) is { } limit and > 0)
        {
            return (limit, own);
        }

        foreach (var name in ServerSettings)
        {
            if (section.FindMapping(name)?.Find("max_connections") is { } setting && Setting.Whole(setting) is { } given and > 0)
            {
                return (given, setting);
            }
        }

        if (Setting.Text(section.Find("host", "hostname")) is not { } host || ComposeStack.Of(context) is not { } stack || stack.Find(host) is not { } service || !service.TryGetValue("command", out var command))
        {
            return null;
        }

        return LimitIn(stack, command);
    }

    // "-c max_connections=120", "--max_connections=120", "--max-connections 120", "--maxclients 100".
    private static (long Limit, ConfigNode At)? LimitIn(ComposeStack stack, ConfigNode command)
    {
        var isNext = false;
        foreach (var item in command is SequenceNode sequence ? sequence.Take(LongestCommand) : [command])
        {
            foreach (var word in stack.Words(item).Take(LongestCommand))
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                var name = (equals < 0 ? word : word[..equals]).TrimStart('-').Replace('-', '_');
                var isLimit = name is "max_connections" or "maxclients";
                if ((isNext || (isLimit && equals >= 0))
                    && long.TryParse(word.AsSpan(equals + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var limit)
                    && limit > 0)
                {
                    return (limit, item);
                }

                isNext = isLimit && equals < 0;
            }
        }

        return null;
    }

    private static long Workers(MappingNode root)
    {
        foreach (var name in Programs)
        {
            if (root.TryGetValue(name, out var section) && section is MappingNode program && program.TryGetValue("workers", out var node) && Setting.Whole(node) is { } workers)
            {
                return Math.Clamp(workers, 0, int.MaxValue);
            }
        }

        return 1;
    }
}
