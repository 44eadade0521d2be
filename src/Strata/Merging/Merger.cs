using System.Collections.Immutable;
using System.Globalization;
using Strata.Diagnostics;
using Strata.Layers;
using Strata.Values;

namespace Strata.Merging;

/// <summary>
/// Merges a stack of overrides into one tree. At each path the parts that meet are joined at once, from the lowest to the
/// highest; a part that meets no other is not copied but shared, and those that lose stay reachable through the trail.
/// </summary>
internal sealed class Merger
{
    private readonly ImmutableArray<Layer> _stack;
    private readonly MergeRules _rules;
    private readonly DiagnosticBag _diagnostics;
    private readonly ListMerger _lists;
    private readonly List<(string Key, int Index)> _path = [];
    private readonly List<EntryGroups> _groups = [];
    private readonly KnownJoins? _known;
    private int _depth;

    private Merger(ImmutableArray<Layer> stack, DiagnosticBag diagnostics, JoinMemo? memo)
    {
        _stack = stack;
        _rules = new MergeRules(stack);
        _diagnostics = diagnostics;
        _lists = new ListMerger(this);
        _known = memo is null ? null : new KnownJoins(memo, stack);
    }

    /// <summary>Merges a stack, the lowest first. Gives a mapping even where there were errors.</summary>
    /// <param name="stack">The overrides.</param>
    /// <param name="maxNodes">The largest number of nodes of the result.</param>
    /// <param name="diagnostics">Where problems go.</param>
    /// <param name="memo">What was joined for other stacks of the same overrides; null where there are none. The result is the same.</param>
    public static MappingNode Merge(ImmutableArray<Layer> stack, int maxNodes, DiagnosticBag diagnostics, JoinMemo? memo = null)
    {
        if (stack.IsEmpty)
        {
            return new MappingNode(ScalarNode.Synthetic, default, []);
        }

        var length = 0;
        var prefix = memo?.Prefixes.Find(stack, (beneath, layers) => Put(beneath, layers, memo), out length);
        diagnostics.AddRange(prefix?.Diagnostics ?? []);
        var root = length == stack.Length ? prefix!.Merged : new Merger(stack, diagnostics, memo).Join(prefix?.Merged, length);
        if (root.Size > maxNodes)
        {
            diagnostics.Add(Diagnostic.At(root, DiagnosticCode.MergeTooLarge, DiagnosticSeverity.Error, string.Create(CultureInfo.InvariantCulture, $"the merged configuration has more than {maxNodes:N0} nodes")) with
            {
                Hint = "resolve fewer overrides, or raise the limit (--max-nodes)",
            });
        }

        return root;
    }

    // Plain overrides over what those beneath them came to.
    private static PrefixTree.Prefix Put(PrefixTree.Prefix? beneath, ImmutableArray<Layer> layers, JoinMemo memo)
    {
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(beneath?.Diagnostics ?? []);
        var merged = new Merger(layers, diagnostics, memo).Join(beneath?.Merged, 0);
        return new PrefixTree.Prefix(merged, diagnostics.Count == 0 ? [] : diagnostics.ToSorted());
    }

    // The stack from a place on, over what stands beneath it.
    private MappingNode Join(MappingNode? beneath, int from)
    {
        var first = beneath is null ? 0 : 1;
        var parts = new Part[first + _stack.Length - from];
        if (beneath is not null)
        {
            parts[0] = new Part(beneath, Math.Max(0, from - 1), null);
        }

        for (var i = first; i < parts.Length; i++)
        {
            parts[i] = new Part(_stack[from + i - first].Body, from + i - first, null);
        }

        return (MappingNode)Join(parts, out _)!;
    }

    /// <summary>The path of the value that is being joined.</summary>
    public ConfigPath Path
    {
        get
        {
            var path = ConfigPath.Root;
            foreach (var (key, index) in _path)
            {
                path = index >= 0 ? path.Append(index) : path.Append(key);
            }

            return path;
        }
    }

    /// <summary>How a list at the present path is joined with the one beneath.</summary>
    public ListStrategy StrategyOf(SequenceNode upper, int layer) => _rules.StrategyOf(upper, layer, _rules.IsEmpty ? ConfigPath.Root : Path);

    /// <summary>Joins what stands at one list index.</summary>
    public ConfigNode? JoinItem(int index, ReadOnlySpan<Part> parts, out Trail? trail)
    {
        _path.Add(("", index));
        _known?.EnterList();
        var joined = Join(parts, out trail);
        _known?.LeaveList();
        _path.RemoveAt(_path.Count - 1);
        return joined;
    }

    /// <summary>Joins the parts that meet at the present path, the lowest first. Null where nothing is left.</summary>
    public ConfigNode? Join(ReadOnlySpan<Part> parts, out Trail? trail)
    {
        if (parts.Length == 1)
        {
            trail = parts[0].Trail;
            return parts[0].Node.Tag == MergeTag.Unset ? null : Settle(parts[0].Node);
        }

        ConfigNode? standing = null;
        trail = null;

        // Mappings are not joined two by two: those that follow one another wait here and are joined together.
        var firstMapping = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            ref readonly var part = ref parts[i];
            var effect = EffectOf(standing, part);
            switch (effect)
            {
                case MergeEffect.Unset:
                    standing = null;
                    break;
                case MergeEffect.Merge when part.Node is MappingNode && standing is MappingNode:
                    standing = part.Node;
                    break;
                case MergeEffect.Append or MergeEffect.Prepend or MergeEffect.Union or MergeEffect.Merge:
                    standing = _lists.Merge((SequenceNode)Standing.Alone(standing!), parts[..i], part, effect);
                    break;
                default:
                    firstMapping = i;
                    standing = part.Node;
                    break;
            }

            trail = i == 0 ? part.Trail ?? (effect == MergeEffect.Set ? null : new Trail(part.Node, effect, below: null))
                : trail is null ? new Trail(part.Node, effect, first: parts[0].Node)
                : new Trail(part.Node, effect, trail);
        }

        return standing switch
        {
            MappingNode when firstMapping < parts.Length - 1 => JoinMappings(parts[firstMapping..]),
            null => null,
            _ => Settle(standing),
        };
    }

    // What meets in many stacks is joined for the first of them.
    private ConfigNode? JoinOnce(ReadOnlySpan<Part> parts, out Trail? trail)
    {
        if (!_known!.IsWorthKeeping(parts))
        {
            return Join(parts, out trail);
        }

        var mark = _known.Enter(_path[^1].Key, parts, out var known);
        if (known is null)
        {
            var joined = Join(parts, out trail);
            known = _known.Keep(mark, parts, joined, trail);
        }

        _known.Leave(mark);
        trail = known.Trail;
        return known.Node;
    }

    /// <summary>Reports a problem.</summary>
    public void Report(Diagnostic diagnostic)
    {
        _diagnostics.Add(diagnostic);
        _known?.Note();
    }

    private ConfigNode Settle(ConfigNode node)
    {
        if (node.HasTags)
        {
            ReportLoneItems(node);
        }

        return Standing.Alone(node);
    }

    // An item can be set only where its list is. Such a node is made of one path, and holds nothing beside it.
    private void ReportLoneItems(ConfigNode node)
    {
        var items = node;
        while (items is MappingNode { Count: 1, HasTags: true, Tag: not MergeTag.Items } mapping)
        {
            items = mapping.Entries[0].Value;
        }

        if (items.Tag != MergeTag.Items)
        {
            return;
        }

        var path = Path;
        for (var at = node; !ReferenceEquals(at, items); at = ((MappingNode)at).Entries[0].Value)
        {
            path = path.Append(((MappingNode)at).Entries[0].Key);
        }

        Report(Diagnostic.At(items, DiagnosticCode.NoSuchItem, DiagnosticSeverity.Error, "there is no list to set an item of") with
        {
            Path = path,
            Hint = "set the whole list, or quote the key if it is one",
        });
    }

    private MergeEffect EffectOf(ConfigNode? standing, in Part part)
    {
        var node = part.Node;
        if (node.Tag == MergeTag.Unset)
        {
            return MergeEffect.Unset;
        }

        if (standing is null)
        {
            return MergeEffect.Set;
        }

        if (node.Tag == MergeTag.Replace)
        {
            return MergeEffect.Replace;
        }

        switch (standing, node)
        {
            case (SequenceNode, MappingNode { Tag: MergeTag.Items or MergeTag.ItemsOrKeys }):
                return MergeEffect.Merge;
            case (_, MappingNode { Tag: MergeTag.Items }):
                return MergeEffect.Replace;
            case (MappingNode, MappingNode):
                return IsReplacedByRule(part) ? MergeEffect.Replace : MergeEffect.Merge;
            case (SequenceNode, SequenceNode sequence):
                return StrategyOf(sequence, part.Layer).Effect;
            case (_, SequenceNode { Tag: not MergeTag.None }):
                Report(Problem(
                    part,
                    DiagnosticCode.ListTagOverNoList,
                    DiagnosticSeverity.Warning,
                    $"{Describe(standing)} beneath is no list, so this list replaces it",
                    "remove the tag, or correct the value beneath",
                    RelatedPosition.To(standing, "the value beneath")));
                return MergeEffect.Replace;
            case (MappingNode, ScalarNode { IsNull: false } or SequenceNode):
            case (ScalarNode { IsNull: false } or SequenceNode, MappingNode):
                if (IsReplacedByRule(part))
                {
                    return MergeEffect.Replace;
                }

                Report(Problem(
                    part,
                    DiagnosticCode.KindReplaced,
                    DiagnosticSeverity.Warning,
                    $"{Describe(node)} replaces {Describe(standing)}",
                    "give it the same shape in both, or tag it !replace if this is meant",
                    RelatedPosition.To(standing, "the value beneath")));
                return MergeEffect.Replace;
            default:
                return MergeEffect.Replace;
        }
    }

    private bool IsReplacedByRule(in Part part) => !_rules.IsEmpty && part.Node.Tag == MergeTag.None && _rules.Replaces(part.Layer, Path);

    private MappingNode JoinMappings(ReadOnlySpan<Part> parts)
    {
        if (parts.Length == 2 && MappingPair.IsPlain(parts[0], parts[1]))
        {
            return JoinTwo(parts[0], parts[1]);
        }

        if (_depth == _groups.Count)
        {
            _groups.Add(new EntryGroups());
        }

        var groups = _groups[_depth++];
        groups.Fill(parts);
        var entries = new List<MappingEntry>(groups.Count);
        Trail?[]? trails = null;
        for (var i = 0; i < groups.Count; i++)
        {
            var meeting = groups.Parts(i);
            if (meeting.IsEmpty)
            {
                continue;
            }

            var key = groups.Key(i);
            _path.Add((key, -1));
            var joined = _known is null ? Join(meeting, out var trail) : JoinOnce(meeting, out trail);
            _path.RemoveAt(_path.Count - 1);
            if (joined is not null)
            {
                if (trail is not null)
                {
                    (trails ??= new Trail?[groups.Count])[entries.Count] = trail;
                }

                entries.Add(new MappingEntry(key, joined, groups.KeyPosition(i, joined.Document)));
            }
        }

        _depth--;
        var top = parts[^1].Node;
        return new MappingNode(top.Document, top.Position, [.. entries], trails: trails, flags: FlagsOf(parts));
    }

    // Most often two mappings meet, with nothing in them that would remove or move a key.
    private MappingNode JoinTwo(in Part lower, in Part upper)
    {
        Span<int> places = stackalloc int[((MappingNode)upper.Node).Count];
        var pair = new MappingPair((MappingNode)lower.Node, (MappingNode)upper.Node, places);
        for (var i = 0; i < pair.Upper.Count; i++)
        {
            ref readonly var entry = ref pair.Upper.Entries[i];
            var place = places[i];
            if (place < 0)
            {
                pair.Append(i);
                continue;
            }

            var beneath = pair.Lower.Entries[place].Value;
            if (entry.Value is ScalarNode && beneath is ScalarNode)
            {
                var beaten = pair.Lower.TrailAt(place);
                pair.Set(place, entry.Value, beaten is null ? new Trail(entry.Value, MergeEffect.Replace, first: beneath) : new Trail(entry.Value, MergeEffect.Replace, beaten), entry);
                continue;
            }

            _path.Add((entry.Key, -1));
            ReadOnlySpan<Part> meeting = [new Part(beneath, lower.Layer, pair.Lower.TrailAt(place)), new Part(entry.Value, upper.Layer, pair.Upper.TrailAt(i))];
            var joined = _known is null ? Join(meeting, out var trail) : JoinOnce(meeting, out trail);
            _path.RemoveAt(_path.Count - 1);
            pair.Set(place, joined!, trail, entry);
        }

        return pair.ToMapping((lower.Node.Flags | upper.Node.Flags) & NodeFlags.Sensitive);
    }

    // A mapping that any part of which is tagged !secret is secret whole.
    private static NodeFlags FlagsOf(ReadOnlySpan<Part> parts)
    {
        var flags = NodeFlags.None;
        foreach (ref readonly var part in parts)
        {
            flags |= part.Node.Flags & NodeFlags.Sensitive;
        }

        return flags;
    }

    public Diagnostic Problem(in Part part, DiagnosticCode code, DiagnosticSeverity severity, string message, string hint, RelatedPosition? related = null) =>
        Diagnostic.At(part.Node, code, severity, message) with { Path = Path, Hint = hint, Related = related is null ? [] : [related] };

    private static string Describe(ConfigNode node) => node switch
    {
        MappingNode => "the mapping",
        SequenceNode => "the list",
        _ => "the single value",
    };
}
