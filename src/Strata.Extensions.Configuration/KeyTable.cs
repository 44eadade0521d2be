using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;

namespace Strata.Extensions.Configuration;

/// <summary>
/// A resolved configuration under the keys of Microsoft.Extensions.Configuration. A lookup is one hash lookup and allocates nothing.
/// Immutable; safe for use from several threads.
/// </summary>
internal sealed class KeyTable
{
    private const int LongestOnStack = 256;

    private readonly FrozenDictionary<string, KeyNode> _nodes;
    private readonly FrozenDictionary<string, KeyNode>.AlternateLookup<ReadOnlySpan<char>> _byText;
    private readonly FrozenDictionary<string, KeyNode>? _folded;
    private readonly FrozenDictionary<string, KeyNode>.AlternateLookup<ReadOnlySpan<char>> _byFoldedText;
    private readonly string[] _topKeys;

    /// <param name="nodes">Every key, whatever its letter case. The empty one is the root.</param>
    /// <param name="folded">What is found by its name without underscores and hyphens; null for nothing.</param>
    /// <param name="top">The keys of the root.</param>
    public KeyTable(Dictionary<string, KeyNode> nodes, Dictionary<string, KeyNode>? folded, KeyBranch top)
    {
        _nodes = nodes.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        _byText = _nodes.GetAlternateLookup<ReadOnlySpan<char>>();
        _topKeys = top.Keys();
        if (folded is { Count: > 0 })
        {
            _folded = folded.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
            _byFoldedText = _folded.GetAlternateLookup<ReadOnlySpan<char>>();
        }
    }

    /// <summary>A table without keys.</summary>
    public static KeyTable Empty { get; } = new([], null, new KeyBranch(isList: false, isInList: false));

    /// <summary>Looks a value up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="node">The value; null where the key is hidden: it is beneath a value that replaces what other providers have there.</param>
    /// <returns>Whether the key has a value here, or is hidden.</returns>
    public bool TryGet(string key, out KeyNode? node)
    {
        if (_nodes.TryGetValue(key, out node))
        {
            return node.HasValue;
        }

        return TryGetByOtherName(key, out node);
    }

    /// <summary>The keys beneath one, those of the providers before among them, in their order.</summary>
    public IEnumerable<string> ChildKeys(IEnumerable<string> earlier, string? parent)
    {
        if (parent is null)
        {
            return Join(earlier, _topKeys);
        }

        var node = Find(parent);
        if (node is null)
        {
            return IsHidden(parent) ? [] : earlier;
        }

        if (node.Branch is not { } branch)
        {
            return [];
        }

        return branch.Replaces ? branch.Keys() : Join(earlier, branch.Keys());
    }

    private static IEnumerable<string> Join(IEnumerable<string> earlier, string[] keys)
    {
        var joined = earlier.ToList();
        if (joined.Count == 0)
        {
            return keys;
        }

        joined.AddRange(keys);
        joined.Sort(ConfigurationKeyComparer.Instance);
        return joined;
    }

    private bool TryGetByOtherName(string key, out KeyNode? node)
    {
        node = FindFolded(key);
        if (node is not null)
        {
            return node.HasValue;
        }

        return IsHidden(key);
    }

    private KeyNode? Find(ReadOnlySpan<char> key) => _byText.TryGetValue(key, out var node) ? node : FindFolded(key);

    private KeyNode? FindFolded(ReadOnlySpan<char> key)
    {
        if (_folded is null)
        {
            return null;
        }

        if (!KeyFolding.IsFolded(key))
        {
            Span<char> folded = key.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[key.Length];
            var length = KeyFolding.Fold(key, folded);
            return _byFoldedText.TryGetValue(folded[..length], out var other) ? other : null;
        }

        return _byFoldedText.TryGetValue(key, out var node) ? node : null;
    }

    // A list replaces, and so does a single value. What providers beneath have at a[7] or a:b must not show through.
    private bool IsHidden(ReadOnlySpan<char> key)
    {
        for (var end = key.IndexOf(':'); end > 0;)
        {
            if (Find(key[..end]) is not { } ancestor)
            {
                return false;
            }

            if (ancestor.IsClosed)
            {
                return true;
            }

            var next = key[(end + 1)..].IndexOf(':');
            end = next < 0 ? -1 : end + 1 + next;
        }

        return false;
    }
}
