using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Strata.Documents;

/// <summary>
/// Gives one string object for keys that recur, which most do: from file to file and from item to item; and for other short texts
/// that do. Remembers a bounded number of them; one that was forgotten costs a second string and nothing else. For one thread at a time.
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

    /// <param name="key">UTF-8.</param>
    public string Intern(ReadOnlySpan<byte> key)
    {
        ref var slot = ref _keys[Hash(key) & (Slots - 1)];
        if (slot is not null && slot.Length == key.Length && Ascii.Equals(key, slot))
        {
            return slot;
        }

        return slot = Encoding.UTF8.GetString(key);
    }

    // By the length and the first and last bytes: cheap, and nothing depends on who collides with whom.
    private static uint Hash(ReadOnlySpan<byte> key)
    {
        ulong first = 0, last = 0;
        if (key.Length >= sizeof(ulong))
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(key);
            last = BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]);
        }
        else
        {
            foreach (var value in key)
            {
                first = (first << 8) | value;
            }
        }

        var mixed = (first * 0x9E3779B97F4A7C15) ^ (BitOperations.RotateLeft(last, 23) * 0xC2B2AE3D27D4EB4F) ^ ((ulong)key.Length << 56);
        return (uint)(mixed >> 40);
    }
}
