using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Merging;

/// <summary>Joins two lists: one behind or before the other, as a union, or item by item.</summary>
internal sealed class ListMerger(Merger merger)
{
    /// <summary>Joins a list, or the items set by index, with the list beneath.</summary>
    /// <param name="lower">What the parts beneath came to.</param>
    /// <param name="beneath">Those parts.</param>
    /// <param name="upper">The part above.</param>
    /// <param name="effect">How.</param>
    public SequenceNode Merge(SequenceNode lower, ReadOnlySpan<Part> beneath, in Part upper, MergeEffect effect)
    {
        if (upper.Node is MappingNode assigned)
        {
            return SetItems(lower, beneath[^1].Layer, assigned, upper);
        }

        var list = (SequenceNode)Standing.Alone(upper.Node);
        return effect switch
        {
            MergeEffect.Append => Concatenate(upper, lower, list),
            MergeEffect.Prepend => Concatenate(upper, list, lower),
            MergeEffect.Union => Union(upper, lower, list),
            _ => MergeByKey(lower, beneath[^1].Layer, upper),
        };
    }

    private static SequenceNode Concatenate(in Part upper, SequenceNode first, SequenceNode second)
    {
        ConfigNode[] items = [.. first.Items, .. second.Items];
        Trail?[]? trails = null;
        if (first.Trails is not null || second.Trails is not null)
        {
            trails = new Trail?[items.Length];
            first.Trails?.CopyTo(trails, 0);
            second.Trails?.CopyTo(trails, first.Count);
        }

        return Joined(upper, first, second, items, trails);
    }

    private static SequenceNode Union(in Part upper, SequenceNode lower, SequenceNode list)
    {
        var all = Concatenate(upper, lower, list);
        var seen = new Dictionary<ConfigNode, int>(ConfigNodeEquality.Instance);
        var items = new List<ConfigNode>(all.Count);
        var trails = all.Trails is null ? null : new List<Trail?>(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            if (seen.TryAdd(all[i], items.Count))
            {
                items.Add(all[i]);
                trails?.Add(all.TrailAt(i));
            }
            else if (all[i].IsSensitive)
            {
                // What one side calls secret is secret.
                var kept = seen[all[i]];
                items[kept] = items[kept].AsSensitive();
            }
        }

        return Joined(upper, lower, list, [.. items], trails?.ToArray());
    }

    private SequenceNode MergeByKey(SequenceNode lower, int lowerLayer, in Part upper)
    {
        var list = (SequenceNode)upper.Node;
        var key = merger.StrategyOf(list, upper.Layer).MergeKey!;
        var items = new List<ConfigNode?>(lower.Items.Length + list.Items.Length);
        var trails = new List<Trail?>(items.Capacity);
        var places = new Dictionary<ConfigNode, int>(ConfigNodeEquality.Instance);

        // A list may hold two items of one key; when the first is removed, the second is the one that is meant.
        var twins = new Dictionary<int, int>();
        var last = new Dictionary<ConfigNode, int>(ConfigNodeEquality.Instance);
        for (var i = 0; i < lower.Count; i++)
        {
            if (KeyOf(lower[i], key, upper) is { } value)
            {
                if (!places.TryAdd(value, i))
                {
                    twins[last.GetValueOrDefault(value, places[value])] = i;
                    last[value] = i;
                }
            }

            items.Add(lower[i]);
            trails.Add(lower.TrailAt(i));
        }

        foreach (var item in list.Items)
        {
            if (KeyOf(item, key, upper) is not { } value)
            {
                continue;
            }

            if (!places.TryGetValue(value, out var place))
            {
                if (item.Tag != MergeTag.Unset)
                {
                    places.Add(value, items.Count);
                    items.Add(Standing.Alone(item));
                    trails.Add(null);
                }

                continue;
            }

            var joined = JoinItems(place, items[place], lowerLayer, trails[place], item, upper.Layer, out var trail);
            items[place] = joined;
            trails[place] = trail;
            if (joined is null && twins.TryGetValue(place, out var twin))
            {
                places[value] = twin;
            }
            else if (joined is null)
            {
                places.Remove(value);
            }
        }

        return WithoutGaps(upper, lower, list, items, trails);
    }

    private SequenceNode SetItems(SequenceNode lower, int lowerLayer, MappingNode assigned, in Part upper)
    {
        var items = new List<ConfigNode?>(lower.Items.ToArray());
        var trails = new List<Trail?>(lower.Trails ?? new Trail?[items.Count]);
        foreach (var entry in assigned.Entries)
        {
            var index = ConfigPath.ParseIndex(entry.Key);
            if (index < 0 || index > items.Count)
            {
                merger.Report(Diagnostic.At(entry.Value, DiagnosticCode.NoSuchItem, DiagnosticSeverity.Error, $"the list has {lower.Count} items, so it has no item {entry.Key}") with
                {
                    Path = merger.Path,
                    Hint = $"indexes run from 0; [{lower.Count}] adds an item at the end",
                });
            }
            else if (index == items.Count)
            {
                items.Add(merger.JoinItem(index, [new Part(entry.Value, upper.Layer, null)], out _));
                trails.Add(null);
            }
            else
            {
                items[index] = JoinItems(index, items[index], lowerLayer, trails[index], entry.Value, upper.Layer, out var trail);
                trails[index] = trail;
            }
        }

        return WithoutGaps(upper, lower, null, items, trails);
    }

    private ConfigNode? JoinItems(int index, ConfigNode? lower, int lowerLayer, Trail? lowerTrail, ConfigNode upper, int upperLayer, out Trail? trail)
    {
        if (lower is null)
        {
            trail = null;
            return Standing.Alone(upper);
        }

        Part[] parts = [new Part(lower, lowerLayer, lowerTrail), new Part(upper, upperLayer, null)];
        return merger.JoinItem(index, parts, out trail);
    }

    private ConfigNode? KeyOf(ConfigNode item, string key, in Part upper)
    {
        if (item is MappingNode mapping && mapping.TryGetValue(key, out var value))
        {
            return value;
        }

        merger.Report(Diagnostic.At(item, DiagnosticCode.ItemWithoutKey, DiagnosticSeverity.Error, $"this item has no key \"{key}\", by which the list is merged") with
        {
            Path = merger.Path,
            Hint = $"give each item a \"{key}\", or merge the list in another way",
            Related = [RelatedPosition.To(upper.Node, "the list is merged here")],
        });
        return null;
    }

    private static SequenceNode WithoutGaps(in Part upper, SequenceNode lower, SequenceNode? list, List<ConfigNode?> items, List<Trail?> trails)
    {
        for (var i = items.Count - 1; i >= 0; i--)
        {
            if (items[i] is null)
            {
                items.RemoveAt(i);
                trails.RemoveAt(i);
            }
        }

        var kept = trails.TrueForAll(static trail => trail is null) ? null : trails.ToArray();
        return Joined(upper, lower, list, [.. items!], kept);
    }

    private static SequenceNode Joined(in Part upper, SequenceNode lower, SequenceNode? list, ConfigNode[] items, Trail?[]? trails) => new(
        upper.Node.Document,
        upper.Node.Position,
        items,
        trails: trails,
        flags: (lower.Flags | (list?.Flags ?? NodeFlags.None)) & NodeFlags.Sensitive);
}
