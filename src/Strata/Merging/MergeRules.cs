using System.Collections.Immutable;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>How a list is joined with the one beneath it.</summary>
/// <param name="Effect">What it does to that one.</param>
/// <param name="MergeKey">The key by whose value items are matched, when <paramref name="Effect"/> is a merge.</param>
internal readonly record struct ListStrategy(MergeEffect Effect, string? MergeKey);

/// <summary>
/// The <c>_metadata.merge</c> of a stack. A tag wins over all of it; then the rules of the upper list's override count, then
/// those of each override beneath it, from the top down. In one override a rule for exactly one path wins over a pattern.
/// </summary>
internal sealed class MergeRules
{
    private readonly ImmutableArray<Layer> _stack;
    private readonly bool _any;

    public MergeRules(ImmutableArray<Layer> stack)
    {
        _stack = stack;
        _any = stack.Any(static layer => !layer.Metadata.MergeRules.IsEmpty);
    }

    public ListStrategy StrategyOf(SequenceNode upper, int layer, Merger merger)
    {
        if (upper.Tag != MergeTag.None)
        {
            return Of(upper.Tag, upper.MergeKey);
        }

        if (!_any)
        {
            return Of(MergeTag.Replace, null);
        }

        var path = merger.Path;
        for (var i = layer; i >= 0; i--)
        {
            var rules = _stack[i].Metadata.MergeRules;
            var rule = rules.FirstOrDefault(rule => rule.Pattern.IsExact && rule.Pattern.Matches(path))
                ?? rules.FirstOrDefault(rule => !rule.Pattern.IsExact && rule.Pattern.Matches(path));
            if (rule is not null)
            {
                return Of(rule.Strategy, rule.MergeKey);
            }
        }

        return Of(MergeTag.Replace, null);
    }

    private static ListStrategy Of(MergeTag tag, string? mergeKey) => tag switch
    {
        MergeTag.Append => new ListStrategy(MergeEffect.Append, null),
        MergeTag.Prepend => new ListStrategy(MergeEffect.Prepend, null),
        MergeTag.Union => new ListStrategy(MergeEffect.Union, null),
        MergeTag.By => new ListStrategy(MergeEffect.Merge, mergeKey),
        _ => new ListStrategy(MergeEffect.Replace, null),
    };
}
