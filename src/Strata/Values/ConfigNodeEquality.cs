using System.Buffers;
using System.Runtime.InteropServices;

namespace Strata.Values;

/// <summary>
/// Whether two trees say the same: mappings whatever the order of their keys, numbers by value (<c>1</c> is <c>1.0</c> and
/// <c>0x1</c>), text to the letter, and text never equal to a number. Where a value is written, its tags and its secrecy do not count.
/// </summary>
internal sealed class ConfigNodeEquality : IEqualityComparer<ConfigNode>
{
    private const int StackRoom = 128;

    private ConfigNodeEquality()
    {
    }

    public static ConfigNodeEquality Instance { get; } = new();

    public static bool DeepEquals(ConfigNode? x, ConfigNode? y) => (x, y) switch
    {
        _ when ReferenceEquals(x, y) => true,
        (null, _) or (_, null) => false,
        (ScalarNode left, ScalarNode right) => ScalarEquals(left, right),
        (MappingNode left, MappingNode right) => left.Size == right.Size && MappingEquals(left, right),
        (SequenceNode left, SequenceNode right) => left.Size == right.Size && SequenceEquals(left, right),
        _ => false,
    };

    bool IEqualityComparer<ConfigNode>.Equals(ConfigNode? x, ConfigNode? y) => DeepEquals(x, y);

    int IEqualityComparer<ConfigNode>.GetHashCode(ConfigNode obj) => HashOf(obj);

    public static int HashOf(ConfigNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                return HashOf(scalar);
            case MappingNode mapping:
                // A sum, because the order of keys does not count.
                var sum = mapping.Count;
                foreach (var entry in mapping.Entries)
                {
                    sum = unchecked(sum + HashCode.Combine(entry.Key.GetHashCode(StringComparison.Ordinal), HashOf(entry.Value)));
                }

                return HashCode.Combine(NodeKind.Mapping, sum);
            case SequenceNode sequence:
                var hash = sequence.Count;
                foreach (var item in sequence.Items)
                {
                    hash = HashCode.Combine(hash, HashOf(item));
                }

                return HashCode.Combine(NodeKind.Sequence, hash);
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node.Kind, "A node is a scalar, a mapping or a list.");
        }
    }

    private static bool MappingEquals(MappingNode x, MappingNode y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        var others = y.Entries;
        for (var i = 0; i < x.Entries.Length; i++)
        {
            var entry = x.Entries[i];

            // Most often both have their keys in the same order.
            var other = others[i].Key == entry.Key ? others[i].Value : y.TryGetValue(entry.Key, out var found) ? found : null;
            if (!DeepEquals(entry.Value, other))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SequenceEquals(SequenceNode x, SequenceNode y)
    {
        if (x.Count != y.Count)
        {
            return false;
        }

        for (var i = 0; i < x.Count; i++)
        {
            if (!DeepEquals(x[i], y[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool ScalarEquals(ScalarNode x, ScalarNode y) => (x.Type, y.Type) switch
    {
        (ScalarType.String, ScalarType.String) => x.Text == y.Text,
        (ScalarType.Null, ScalarType.Null) => true,
        (ScalarType.Boolean, ScalarType.Boolean) => IsTrue(x) == IsTrue(y),
        (ScalarType.Integer or ScalarType.Float, ScalarType.Integer or ScalarType.Float) => x.Text == y.Text || NumberEquals(x, y),
        _ => false,
    };

    private static int HashOf(ScalarNode scalar) => scalar.Type switch
    {
        ScalarType.String => scalar.Text.GetHashCode(StringComparison.Ordinal),
        ScalarType.Null => 1,
        ScalarType.Boolean => IsTrue(scalar) ? 2 : 3,
        _ => HashOfNumber(scalar),
    };

    private static bool IsTrue(ScalarNode scalar) => scalar.Text[0] is 't' or 'T';

    private static bool NumberEquals(ScalarNode x, ScalarNode y)
    {
        var left = DecimalText(x);
        var right = DecimalText(y);
        var needed = DecimalNumber.Room(left) + DecimalNumber.Room(right);
        var rented = needed > StackRoom ? ArrayPool<char>.Shared.Rent(needed) : null;
        var room = rented ?? stackalloc char[StackRoom];
        try
        {
            var leftIsDecimal = DecimalNumber.TryRead(left, room, out var leftNumber);
            var rightIsDecimal = DecimalNumber.TryRead(right, room[DecimalNumber.Room(left)..], out var rightNumber);
            return leftIsDecimal && rightIsDecimal
                ? leftNumber.Equals(rightNumber)
                : leftIsDecimal == rightIsDecimal && SpecialText(left) == SpecialText(right);
        }
        finally
        {
            Return(rented);
        }
    }

    private static int HashOfNumber(ScalarNode scalar)
    {
        var text = DecimalText(scalar);
        var rented = text.Length > StackRoom ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        var room = rented ?? stackalloc char[StackRoom];
        try
        {
            if (!DecimalNumber.TryRead(text, room, out var number))
            {
                return SpecialText(text).GetHashCode(StringComparison.Ordinal);
            }

            var hash = default(HashCode);
            hash.Add(number.IsNegative);
            hash.Add(number.Exponent);
            hash.AddBytes(MemoryMarshal.AsBytes(number.Digits));
            return hash.ToHashCode();
        }
        finally
        {
            Return(rented);
        }
    }

    private static void Return(char[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }

    private static string DecimalText(ScalarNode scalar) =>
        scalar.Text is ['0', 'x' or 'o', ..] ? CoreSchema.CanonicalInteger(scalar.Text) : scalar.Text;

    // The infinities and not-a-number have several spellings, told apart by sign and first letter. What else comes here is a
    // number with an exponent of ten digits or more, and equal to its own spelling only.
    private static string SpecialText(string text) => text switch
    {
        ".inf" or ".Inf" or ".INF" or "+.inf" or "+.Inf" or "+.INF" => ".inf",
        "-.inf" or "-.Inf" or "-.INF" => "-.inf",
        ".nan" or ".NaN" or ".NAN" => ".nan",
        _ => text,
    };
}
