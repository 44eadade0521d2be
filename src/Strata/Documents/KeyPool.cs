namespace Strata.Documents;

/// <summary>
/// Gives one string object for keys that recur, which most do: from file to file and from item to item. Remembers a bounded
/// number of them; a key that was forgotten costs a second string and nothing else. For one thread at a time.
/// </summary>
internal sealed class KeyPool
{
    private const int Slots = 4096;

    private readonly string?[] _keys = new string?[Slots];

    public string Intern(string key)
    {
        ref var slot = ref _keys[key.GetHashCode(StringComparison.Ordinal) & (Slots - 1)];
        if (slot == key)
        {
            return slot!;
        }

        return slot = key;
    }

    public string Intern(ReadOnlySpan<char> key)
    {
        ref var slot = ref _keys[string.GetHashCode(key, StringComparison.Ordinal) & (Slots - 1)];
        if (slot is not null && key.SequenceEqual(slot))
        {
            return slot;
        }

        return slot = key.ToString();
    }
}
