using Strata.Values;

namespace Strata.Explanations;

/// <summary>
/// What <c>--set list[0]=5</c> says of the list: <c>[5]</c>. Within, it is a mapping from the index to the item, since the items
/// before it are not its own.
/// </summary>
internal static class AssignedItems
{
    /// <param name="written">What was assigned.</param>
    /// <param name="shown">The same tree, as it may be shown.</param>
    /// <param name="final">What became of it; a bare number means an item only where that is a list.</param>
    public static ConfigNode Listed(ConfigNode written, ConfigNode shown, ConfigNode? final)
    {
        // An assignment is a chain of mappings of one entry: as long as its path, at most as deep as trees may be.
        if (written is not MappingNode { Count: 1 } mapping || shown is not MappingNode { Count: 1 } shownMapping)
        {
            return shown;
        }

        var (entry, shownEntry) = (mapping.Entries[0], shownMapping.Entries[0]);
        var isItem = mapping.Tag == MergeTag.Items || (mapping.Tag == MergeTag.ItemsOrKeys && final is SequenceNode);
        var beneath = final is null ? null : (isItem ? ConfigPath.Root.Append(int.Parse(entry.Key, System.Globalization.CultureInfo.InvariantCulture)) : ConfigPath.Root.Append(entry.Key)).Find(final);
        var child = Listed(entry.Value, shownEntry.Value, beneath);
        return isItem ? new SequenceNode(shown.Document, shown.Position, [child])
            : ReferenceEquals(child, shownEntry.Value) ? shown
            : new MappingNode(shown.Document, shown.Position, [new MappingEntry(entry.Key, child, entry.KeyPosition)]);
    }
}
