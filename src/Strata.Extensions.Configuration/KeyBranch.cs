using Microsoft.Extensions.Configuration;

namespace Strata.Extensions.Configuration;

/// <summary>The keys beneath a key. Sorted when they are first asked for. Filled by one thread; afterwards safe for use from several.</summary>
/// <param name="isList">Whether it is a list.</param>
/// <param name="isInList">Whether it is in one, at any depth.</param>
internal sealed class KeyBranch(bool isList, bool isInList)
{
    private readonly List<string> _written = [];
    private string[]? _sorted;

    public bool IsList => isList;

    /// <summary>Whether it replaces what other providers have here, and is not merged with it: lists replace, with all that is in them.</summary>
    public bool Replaces => isList || isInList;

    public void Add(string key) => _written.Add(key);

    /// <summary>The keys in the order of Microsoft.Extensions.Configuration: numbers by their size, then names.</summary>
    public string[] Keys()
    {
        if (_sorted is { } known)
        {
            return known;
        }

        string[] keys = [.. _written];
        if (!isList)
        {
            Array.Sort(keys, ConfigurationKeyComparer.Instance);
        }

        return _sorted = keys;
    }
}
