using System.Collections.Immutable;
using Strata.Layers;
using Strata.Merging;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>
/// What became of the value at one path, override by override, from the lowest to the highest: who set it, who changed it, and
/// who removed it, be it together with something further up. A shorter stack gives the beginning of the same story.
/// </summary>
internal sealed class PathStory
{
    private readonly ConfigPath[] _steps;
    private readonly ConfigPath _path;
    private readonly MergeRules _rules;
    private readonly List<Contribution> _contributions = [];

    private PathStory(ImmutableArray<Layer> stack, ConfigPath path)
    {
        _steps = path.Steps();
        _path = path;
        _rules = new MergeRules(stack);
    }

    /// <param name="stack">The overrides, the lowest first.</param>
    /// <param name="path">The path.</param>
    public static List<Contribution> Of(ImmutableArray<Layer> stack, ConfigPath path)
    {
        var story = new PathStory(stack, path);
        for (var i = 0; i < stack.Length; i++)
        {
            story.Tell(stack[i].Body, i);
        }

        return story._contributions;
    }

    private bool IsThere => _contributions.Count > 0 && _contributions[^1].Effect != MergeEffect.Unset;

    private void Tell(ConfigNode node, int layer)
    {
        // The node that took the whole place of what stood beneath it, and so of the path.
        ConfigNode? taker = null;
        foreach (var step in _steps)
        {
            if (Replaces(node, layer, step.Parent!) || node is SequenceNode { Tag: MergeTag.None })
            {
                taker ??= node;
            }

            if (node.Tag == MergeTag.Unset || !CanHold(node, step))
            {
                Remove(node);
                return;
            }

            if (step.ChildOf(node) is not { } child)
            {
                Remove(taker);
                return;
            }

            node = child;
        }

        if (node.Tag == MergeTag.Unset)
        {
            Remove(node);
        }
        else
        {
            Add(node, IsThere ? EffectOf(node, layer, afresh: taker is not null) : MergeEffect.Set);
        }
    }

    private MergeEffect EffectOf(ConfigNode node, int layer, bool afresh)
    {
        if (afresh || Replaces(node, layer, _path))
        {
            return MergeEffect.Replace;
        }

        return (_contributions[^1].Value, node) switch
        {
            (MappingNode, MappingNode) or (SequenceNode, MappingNode { Tag: MergeTag.Items or MergeTag.ItemsOrKeys }) => MergeEffect.Merge,
            (SequenceNode, SequenceNode list) => _rules.StrategyOf(list, layer, _path).Effect,
            _ => MergeEffect.Replace,
        };
    }

    private bool Replaces(ConfigNode node, int layer, ConfigPath path) =>
        node.Tag == MergeTag.Replace || (node is MappingNode { Tag: MergeTag.None } && _rules.Replaces(layer, path));

    private void Remove(ConfigNode? node)
    {
        if (IsThere && node is not null)
        {
            Add(node, MergeEffect.Unset);
        }
    }

    private void Add(ConfigNode node, MergeEffect effect) =>
        _contributions.Add(new Contribution(node.Override, node.File, node.Position, node, effect));

    private static bool CanHold(ConfigNode node, ConfigPath step) => node switch
    {
        MappingNode => !step.IsIndex || node.Tag is MergeTag.Items or MergeTag.ItemsOrKeys,
        SequenceNode => step.Index >= 0,
        _ => false,
    };
}
