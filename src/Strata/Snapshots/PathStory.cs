using System.Collections.Immutable;
using Strata.Layers;
using Strata.Values;

namespace Strata.Snapshots;

/// <summary>
/// What became of the value at one path, override by override, from the lowest to the highest: who set it, who changed it, and
/// who removed it, be it together with something further up. A shorter stack gives the beginning of the same story.
/// </summary>
internal sealed class PathStory
{
    private readonly ConfigPath[] _steps;
    private readonly Trail? _trail;
    private readonly List<Contribution> _contributions = [];

    private PathStory(ConfigPath path, Trail? trail)
    {
        _steps = path.Steps();
        _trail = trail;
    }

    /// <param name="stack">The overrides, the lowest first.</param>
    /// <param name="path">The path.</param>
    /// <param name="trail">What the merge kept of the path, if anything: it knows how lists were joined by a rule.</param>
    public static List<Contribution> Of(ImmutableArray<Layer> stack, ConfigPath path, Trail? trail)
    {
        var story = new PathStory(path, trail);
        foreach (var layer in stack)
        {
            story.Tell(layer.Body);
        }

        return story._contributions;
    }

    private bool IsThere => _contributions.Count > 0 && _contributions[^1].Effect != MergeEffect.Unset;

    private void Tell(ConfigNode node)
    {
        // The node that took the whole place of what stood beneath it, and so of the path.
        ConfigNode? taker = null;
        foreach (var step in _steps)
        {
            if (node.Tag == MergeTag.Replace || node is SequenceNode { Tag: MergeTag.None })
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
            Add(node, IsThere ? EffectOf(node, afresh: taker is not null) : MergeEffect.Set);
        }
    }

    private MergeEffect EffectOf(ConfigNode node, bool afresh)
    {
        if (afresh || node.Tag == MergeTag.Replace)
        {
            return MergeEffect.Replace;
        }

        for (var link = _trail; link is not null; link = link.Below)
        {
            if (ReferenceEquals(link.Node, node) && link.Effect != MergeEffect.Set)
            {
                return link.Effect;
            }
        }

        return (_contributions[^1].Value, node, node.Tag) switch
        {
            (MappingNode, MappingNode, _) => MergeEffect.Merge,
            (SequenceNode, _, MergeTag.By or MergeTag.Items or MergeTag.ItemsOrKeys) => MergeEffect.Merge,
            (SequenceNode, _, MergeTag.Append) => MergeEffect.Append,
            (SequenceNode, _, MergeTag.Prepend) => MergeEffect.Prepend,
            (SequenceNode, _, MergeTag.Union) => MergeEffect.Union,
            _ => MergeEffect.Replace,
        };
    }

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
