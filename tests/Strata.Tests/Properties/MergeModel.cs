using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Tests.Properties;

/// <summary>
/// Section 4 of the contract, word for word and two by two, with no thought of speed: what the engine's merge is held against.
/// </summary>
internal sealed class MergeModel
{
    /// <summary>Whether an item lacked the key that its list is merged by.</summary>
    public bool Failed { get; private set; }

    /// <summary>The warnings: which upper node, and why.</summary>
    public HashSet<(DiagnosticCode Code, int Id)> Warnings { get; } = [];

    private IReadOnlyList<ModelMap> _stack = [];
    private int _layer;

    public ModelMap Merge(IReadOnlyList<ModelMap> stack)
    {
        _stack = stack;
        var result = new ModelMap([], MergeTag.None, 0);
        for (_layer = 0; _layer < stack.Count; _layer++)
        {
            result = (ModelMap)Over(result, stack[_layer], []);
        }

        return result;
    }

    private ModelTree Over(ModelTree? lower, ModelTree upper, string[] path)
    {
        var hasTag = upper.Tag != MergeTag.None;
        upper = upper with { Tag = ModelRule.TagOf(_stack, _layer, path, upper) };

        // "A tag with nothing beneath is the value itself."
        if (lower is null || upper.Tag == MergeTag.Replace)
        {
            return Alone(upper);
        }

        switch (lower, upper)
        {
            // "Mappings merge deeply."
            case (ModelMap below, ModelMap above):
                return OverEntries(below, above, path);
            case (ModelList below, ModelList above):
                return OverItems(below, above, path);
            // "A mapping over a scalar (or the reverse), or a list tag over something that is no list, replaces, with a warning."
            case (_, ModelList) when hasTag:
                Warnings.Add((DiagnosticCode.ListTagOverNoList, upper.Id));
                break;
            case (ModelMap, ModelLeaf { Text: not "null" } or ModelList):
            case (ModelLeaf { Text: not "null" } or ModelList, ModelMap):
                Warnings.Add((DiagnosticCode.KindReplaced, upper.Id));
                break;
        }

        // "Scalars and lists replace; an explicit null is a value."
        return Alone(upper);
    }

    // "Key order: first seen." "!unset removes the key; what was unset beneath is gone, and a later override starts afresh."
    private ModelMap OverEntries(ModelMap lower, ModelMap upper, string[] path)
    {
        var entries = lower.Entries.ToList();
        foreach (var (key, value) in upper.Entries)
        {
            var at = entries.FindIndex(entry => entry.Key == key);
            if (value.Tag == MergeTag.Unset)
            {
                if (at >= 0)
                {
                    entries.RemoveAt(at);
                }
            }
            else if (at >= 0)
            {
                entries[at] = (key, Over(entries[at].Value, value, [.. path, key]));
            }
            else
            {
                entries.Add((key, Over(null, value, [.. path, key])));
            }
        }

        return new ModelMap([.. entries], MergeTag.None, upper.Id);
    }

    private ModelList OverItems(ModelList lower, ModelList upper, string[] path)
    {
        var above = (ModelList)Alone(upper);
        switch (upper.Tag)
        {
            case MergeTag.Append:
                return above with { Items = [.. lower.Items, .. above.Items] };
            case MergeTag.Prepend:
                return above with { Items = [.. above.Items, .. lower.Items] };
            case MergeTag.Union:
                var once = new List<ModelTree>();
                foreach (var item in lower.Items.Concat(above.Items))
                {
                    if (!once.Exists(known => Same(known, item)))
                    {
                        once.Add(item);
                    }
                }

                return above with { Items = [.. once] };
            case MergeTag.By:
                return ByKey(lower, upper, path);
            default:
                return above;
        }
    }

    private ModelList ByKey(ModelList lower, ModelList upper, string[] path)
    {
        var items = lower.Items.ToList();
        foreach (var item in upper.Items)
        {
            var at = items.FindIndex(known => KeyOf(known) is { } a && KeyOf(item) is { } b && Same(a, b));
            if (at < 0 && item.Tag != MergeTag.Unset)
            {
                items.Add(Alone(item));
            }
            else if (at >= 0 && item.Tag == MergeTag.Unset)
            {
                items.RemoveAt(at);
            }
            else if (at >= 0)
            {
                items[at] = Over(items[at], item, [.. path, $"{at}"]);
            }
        }

        Failed |= lower.Items.Concat(upper.Items).Any(static item => KeyOf(item) is null);
        return new ModelList([.. items], MergeTag.None, upper.Id);
    }

    private static ModelTree? KeyOf(ModelTree item) =>
        item is ModelMap map ? Array.Find(map.Entries, static entry => entry.Key == "id").Value : null;

    // The value itself, without what is unset in it.
    private static ModelTree Alone(ModelTree tree) => tree switch
    {
        ModelMap map => map with
        {
            Tag = MergeTag.None,
            Entries = [.. map.Entries.Where(static entry => entry.Value.Tag != MergeTag.Unset).Select(static entry => (entry.Key, Alone(entry.Value)))],
        },
        ModelList list => list with { Tag = MergeTag.None, Items = [.. list.Items.Where(static item => item.Tag != MergeTag.Unset).Select(Alone)] },
        _ => tree with { Tag = MergeTag.None },
    };

    private static bool Same(ModelTree left, ModelTree right) => (left, right) switch
    {
        (ModelLeaf a, ModelLeaf b) => a.Text == b.Text,
        (ModelList a, ModelList b) => a.Items.Length == b.Items.Length && a.Items.Zip(b.Items).All(static pair => Same(pair.First, pair.Second)),
        (ModelMap a, ModelMap b) => a.Entries.Length == b.Entries.Length
            && a.Entries.All(entry => Array.Exists(b.Entries, other => other.Key == entry.Key && Same(entry.Value, other.Value))),
        _ => false,
    };
}
