using System.Collections.Concurrent;
using Strata.Layers.Conditions;

namespace Strata.Selection;

/// <summary>
/// Remembers why the conditions of overrides fail, for contexts of one moment and one machine that differ in environment, tenant,
/// tags, facts or version. What a condition does not read is no part of what is remembered, so that most are judged once for
/// hundreds of contexts. Safe for use from several threads.
/// </summary>
internal sealed class ConditionMemo
{
    private readonly LayerIndex _index;
    private readonly Reads[] _reads;
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(int Layer, View View), string?> _known = new();
    private int _last;

    public ConditionMemo(LayerIndex index)
    {
        _index = index;
        _reads = [.. index.Layers.Select(static layer => layer.Metadata.Condition is { } condition ? ReadBy(condition) : Reads.Nothing)];
    }

    [Flags]
    private enum Reads
    {
        Nothing = 0,
        Environment = 1,
        Tags = 2,
        Tenant = 4,
        Version = 8,
        Facts = 16,
    }

    /// <summary>What of a context conditions may read; texts by their numbers.</summary>
    public View Of(ResolutionContext context) => new(
        Number("environment", context.Environment),
        Number("tags", string.Join('\0', context.EffectiveContexts)),
        Number("tenant", context.Tenant),
        Number("version", context.AppVersion),
        context.Facts.IsEmpty ? 0 : Number("facts", string.Join('\0', context.Facts.Select(static fact => $"{fact.Key}\0{fact.Value}"))));

    /// <summary>Why an override's conditions fail; null where they hold.</summary>
    public string? ReasonFor(int layer, ResolutionContext context, in View view)
    {
        var seen = Only(view, _reads[layer]);
        if (!_known.TryGetValue((layer, seen), out var reason))
        {
            reason = ConditionEvaluator.Evaluate(_index[layer].Metadata.Condition, context).Reason;
            _known.TryAdd((layer, seen), reason);
        }

        return reason;
    }

    private static Reads ReadBy(Condition condition) => condition switch
    {
        AllCondition all => all.Parts.Aggregate(Reads.Nothing, static (reads, part) => reads | ReadBy(part)),
        AnyCondition any => any.Parts.Aggregate(Reads.Nothing, static (reads, part) => reads | ReadBy(part)),
        NotCondition not => ReadBy(not.Inner),
        EnvironmentCondition => Reads.Environment,
        ContextCondition => Reads.Tags,
        TenantCondition => Reads.Tenant,
        VersionCondition => Reads.Version,
        FactCondition => Reads.Facts,
        RolloutCondition rollout => rollout.By switch
        {
            "tenant" => Reads.Tenant,
            "environment" => Reads.Environment,
            "host" => Reads.Nothing,
            _ => Reads.Facts,
        },
        _ => Reads.Nothing,
    };

    // Numbers are never used twice, so that two texts of one kind never share one.
    private int Number(string kind, string? text) => text is null ? 0 : _numbers.GetOrAdd($"{kind}\0{text}", _ => Interlocked.Increment(ref _last));

    private static View Only(in View view, Reads reads) => new(
        (reads & Reads.Environment) != 0 ? view.Environment : 0,
        (reads & Reads.Tags) != 0 ? view.Tags : 0,
        (reads & Reads.Tenant) != 0 ? view.Tenant : 0,
        (reads & Reads.Version) != 0 ? view.Version : 0,
        (reads & Reads.Facts) != 0 ? view.Facts : 0);

    /// <summary>What conditions may read of a context; 0 for what is unset.</summary>
    internal readonly record struct View(int Environment, int Tags, int Tenant, int Version, int Facts);
}
