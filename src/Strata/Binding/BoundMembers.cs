using System.ComponentModel;
using Strata.Values;

namespace Strata.Binding;

/// <summary>The members of a bound type, by the keys that they are bound from. For generated code. Immutable.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class BoundMembers
{
    // A longer key is that of no member.
    private const int LongestKey = 128;

    private readonly BoundMember[] _members;
    private readonly Dictionary<string, int> _spelled = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _compact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _compactLookup;

    /// <summary>Makes the table.</summary>
    /// <param name="members">The members; no two may have keys that only case, <c>_</c> or <c>-</c> tell apart.</param>
    public BoundMembers(params BoundMember[] members)
    {
        ArgumentNullException.ThrowIfNull(members);
        _members = members;
        _compactLookup = _compact.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var i = 0; i < members.Length; i++)
        {
            Add(KeyOf(i), i);
        }

        // After the members themselves, so that a member named TimeoutSeconds keeps its key.
        for (var i = 0; i < members.Length; i++)
        {
            if (members[i].IsDuration)
            {
                foreach (var (suffix, _) in DurationKey.Suffixes)
                {
                    Add($"{KeyOf(i)}_{suffix}", i);
                }
            }
        }
    }

    internal int Count => _members.Length;

    /// <summary>The keys as they are usually written.</summary>
    internal IEnumerable<string> Keys => Enumerable.Range(0, Count).Select(KeyOf);

    /// <summary>The key of a member, as it is usually written.</summary>
    internal string KeyOf(int index) => _members[index].Key ?? KeySpelling.Canonical(_members[index].Name);

    /// <summary>The member that a key is bound to; -1 for none.</summary>
    internal int IndexOf(string key)
    {
        if (_spelled.TryGetValue(key, out var index))
        {
            return index;
        }

        Span<char> compact = stackalloc char[LongestKey];
        var length = KeySpelling.Compact(key, compact);
        return length >= 0 && _compactLookup.TryGetValue(compact[..length], out index) ? index : -1;
    }

    // The spelling that most files have is found without looking at its characters one by one.
    private void Add(string key, int index)
    {
        _spelled.TryAdd(key, index);
        _compact.TryAdd(KeySpelling.Compact(key), index);
    }
}
