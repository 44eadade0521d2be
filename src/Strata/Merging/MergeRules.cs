using System.Collections.Immutable;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>How a list is joined with the one beneath it.</summary>
/// <param name="Effect">What it does to that one.</param>
/// <param name="MergeKey">The key by whose value items are matched, when <paramref name="Effect"/> is a merge.</param>
internal readonly record struct ListStrategy(MergeEffect Effect, string? MergeKey);

/// <summary>
/// The <c>_metadata.merge</c> of a stack. A tag wins over all of it; then the rules of the upper value's override count, then
/// those of each override beneath it, from the top down. In one override a rule for exactly one path wins over a pattern.
/// </summary>
internal sealed class MergeRules
{
    private readonly ImmutableArray<Layer> _stack;
    private readonly bool _replaceAny;

    public MergeRules(ImmutableArray<Layer> stack)
    {
        _stack = stack;
        IsEmpty = stack.All(static layer => layer.Metadata.MergeRules.IsEmpty);
        _replaceAny = !IsEmpty && stack.Any(static layer => layer.Metadata.MergeRules.Any(static rule => rule.Strategy == MergeTag.Replace));
    }

    /// <summary>Whether no override has a rule, so that no path need be known.</summary>
    public bool IsEmpty { get; }

    /// <summary>How a list is joined with a list beneath it.</summary>
    /// <param name="upper">The list.</param>
    /// <param name="layer">The place in the stack of the override that says it.</param>
    /// <param name="path">Where it stands.</param>
    public ListStrategy StrategyOf(SequenceNode upper, int layer, ConfigPath path) => upper.Tag != MergeTag.None
        ? Of(upper.Tag, upper.MergeKey)
        : RuleFor(layer, path) is { } rule ? Of(rule.Strategy, rule.MergeKey) : Of(MergeTag.Replace, null);

    /// <summary>
    /// Whether a rule lets a value that has no tag replace what is beneath, mappings too. The strategies for lists say nothing of
    /// a mapping, which is then merged deeply; and the whole of an override stands at no path that a rule could name.
    /// </summary>
    /// <param name="layer">The place in the stack of the override that says the value.</param>
    /// <param name="path">Where it stands.</param>
    public bool Replaces(int layer, ConfigPath path) => _replaceAny && !path.IsRoot && RuleFor(layer, path)?.Strategy == MergeTag.Replace;

    private MergeRule? RuleFor(int layer, ConfigPath path)
    {
        for (var i = IsEmpty ? -1 : layer; i >= 0; i--)
        {
            var rules = _stack[i].Metadata.MergeRules;
            var rule = rules.FirstOrDefault(rule => rule.Pattern.IsExact && rule.Pattern.Matches(path))
                ?? rules.FirstOrDefault(rule => !rule.Pattern.IsExact && rule.Pattern.Matches(path));
            if (rule is not null)
            {
                return rule;
            }
        }

        return null;
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
