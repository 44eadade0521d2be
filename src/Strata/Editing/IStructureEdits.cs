using Strata.Values;

namespace Strata.Editing;

/// <summary>Adds, replaces and removes entries of mappings and items of lists that are written in one form.</summary>
internal interface IStructureEdits
{
    /// <summary>Adds an entry or item behind those that are there.</summary>
    /// <param name="parent">The mapping or list.</param>
    /// <param name="key">The key; null for an item.</param>
    /// <param name="value">The value.</param>
    /// <param name="first">Whether it stands before the others instead, where the text lets it.</param>
    void Insert(WrittenParent parent, string? key, ConfigNode value, bool first = false);

    /// <summary>Puts another value, of any kind, in the place of one.</summary>
    void Replace(WrittenParent parent, int index, ConfigNode value);

    /// <summary>Removes an entry or item.</summary>
    void Remove(WrittenParent parent, int index);
}
