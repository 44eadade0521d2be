using Strata.Values;

namespace Strata.Editing;

/// <summary>Holds an edited document to what was planned: every other value, type, tag and place in the order is the one that was.</summary>
internal sealed class EditCheck
{
    private EditCheck()
    {
    }

    /// <summary>The first value that is not what it should be; null where all are.</summary>
    public static Difference? Find(ConfigNode old, ConfigNode edited, PlannedChange change) => new EditCheck().Compare(old, edited, change, ConfigPath.Root);

    private Difference? Compare(ConfigNode old, ConfigNode? edited, PlannedChange? change, ConfigPath path)
    {
        if (change?.Value is { } value)
        {
            return IsSaid(value, edited) ? null : new Difference(path, old, IsPlanned: true);
        }

        var isSame = edited is not null && old.Kind == edited.Kind && old.Tag == edited.Tag && old.IsSensitive == edited.IsSensitive;
        if (!isSame)
        {
            return new Difference(path, old, IsPlanned: false);
        }

        return (old, edited) switch
        {
            (ScalarNode left, ScalarNode right) => left.Type == right.Type && left.Text == right.Text && left.Style == right.Style && left.Flags == right.Flags ? null : new Difference(path, old, IsPlanned: false),
            (MappingNode left, MappingNode right) => CompareEntries(left, right, change, path),
            (SequenceNode left, SequenceNode right) => CompareItems(left, right, change, path),
            _ => new Difference(path, old, IsPlanned: false),
        };
    }

    private Difference? CompareEntries(MappingNode old, MappingNode edited, PlannedChange? change, ConfigPath path)
    {
        var at = 0;
        foreach (var entry in old.Entries)
        {
            var beneath = change?.Beneath(entry.Key);
            if (beneath is { IsRemoved: true })
            {
                continue;
            }

            // What is new may stand anywhere among the others.
            while (at < edited.Count && !old.ContainsKey(edited.Entries[at].Key) && change?.Beneath(edited.Entries[at].Key) is not null)
            {
                at++;
            }

            var found = at < edited.Count && edited.Entries[at].Key == entry.Key ? edited.Entries[at].Value : null;
            if (Compare(entry.Value, found, beneath, path.Append(entry.Key)) is { } difference)
            {
                return difference;
            }

            at++;
        }

        var added = 0;
        foreach (var key in change?.Keys ?? [])
        {
            if (old.ContainsKey(key))
            {
                continue;
            }

            added++;
            if (!edited.TryGetValue(key, out var value) || !IsAdded(change!.Beneath(key)!, value))
            {
                return new Difference(path.Append(key), old, IsPlanned: true);
            }
        }

        var removed = change?.Keys.Count(key => change.Beneath(key)!.IsRemoved) ?? 0;
        return edited.Count == old.Count - removed + added ? null : new Difference(path, old, IsPlanned: false);
    }

    private Difference? CompareItems(SequenceNode old, SequenceNode edited, PlannedChange? change, ConfigPath path)
    {
        if (old.MergeKey != edited.MergeKey)
        {
            return new Difference(path, old, IsPlanned: false);
        }

        var at = 0;
        for (var i = 0; i < old.Count; i++)
        {
            var step = path.Append(i);
            var beneath = change?.Beneath(step.Key);
            if (beneath is { IsRemoved: true })
            {
                continue;
            }

            if (Compare(old[i], at < edited.Count ? edited[at] : null, beneath, step) is { } difference)
            {
                return difference;
            }

            at++;
        }

        foreach (var item in change?.Appended ?? [])
        {
            if (at >= edited.Count || !IsSaid(item, edited[at]))
            {
                return new Difference(path, old, IsPlanned: true);
            }

            at++;
        }

        return at == edited.Count ? null : new Difference(path, old, IsPlanned: false);
    }

    private static bool IsAdded(PlannedChange change, ConfigNode found) => change.Value is { } value
        ? IsSaid(value, found)
        : found is MappingNode mapping && mapping.Count == change.Keys.Count() && change.Keys.All(key => mapping.TryGetValue(key, out var beneath) && IsAdded(change.Beneath(key)!, beneath));

    private static bool IsSaid(ConfigNode wanted, ConfigNode? found) => (wanted, found) switch
    {
        (ScalarNode left, ScalarNode right) => left.Type == right.Type && (left.Type == ScalarType.Null || left.Text == right.Text),
        (MappingNode left, MappingNode right) => left.Count == right.Count && left.Keys.SequenceEqual(right.Keys) && left.Keys.All(key => IsSaid(left[key], right[key])),
        (SequenceNode left, SequenceNode right) => left.Count == right.Count && Enumerable.Range(0, left.Count).All(i => IsSaid(left[i], right[i])),
        _ => false,
    };
}

/// <summary>A value that is not what it should be after an edit.</summary>
/// <param name="Path">The value.</param>
/// <param name="Old">What stood there, or what it would stand in.</param>
/// <param name="IsPlanned">Whether the edit was to change it, and changed it otherwise.</param>
internal readonly record struct Difference(ConfigPath Path, ConfigNode Old, bool IsPlanned);
