using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Values;

namespace Strata.Caching;

/// <summary>Makes nodes of their bytes, which are all there and were checked.</summary>
/// <param name="bytes">The bytes of a node and all beneath it.</param>
/// <param name="documents">The documents, by their numbers.</param>
internal sealed class EntryNodes(byte[] bytes, SourceDocument[] documents)
{
    private readonly Dictionary<string, string>.AlternateLookup<ReadOnlySpan<char>> _keys = new Dictionary<string, string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The node at a place.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ConfigNode Read(int place)
    {
        var at = place;
        var flags = Byte(ref at);
        switch ((NodeKind)(flags & EntryFormat.KindMask))
        {
            case NodeKind.Scalar:
                return Scalar(flags, ref at);
            case NodeKind.Mapping:
                at += sizeof(int);
                return Mapping(place, flags, ref at);
            case NodeKind.Sequence:
                at += sizeof(int);
                return Sequence(place, flags, ref at);
            default:
                throw Bad();
        }
    }

    private ScalarNode Scalar(byte flags, ref int at)
    {
        var form = Byte(ref at);
        var (type, style) = ((ScalarType)(form & 0xF), (ScalarStyle)(form >> 4));
        var (document, position) = Place(ref at);
        var text = Text(ref at);
        var count = Number(ref at);
        var isSensitive = (flags & EntryFormat.Sensitive) != 0;
        if (count == 0)
        {
            return new ScalarNode(document, position, text, type, style, flags: isSensitive ? NodeFlags.Sensitive : NodeFlags.None);
        }

        List<Range> parts = [];
        for (; count > 0; count--)
        {
            var (start, end) = (Number(ref at), Number(ref at));
            parts.Add(start <= end && end <= text.Length ? start..end : throw Bad());
        }

        return new InterpolatedNode(new ScalarNode(document, position, "", type, style), text, type, [], isSensitive, parts);
    }

    private MappingNode Mapping(int place, byte flags, ref int at)
    {
        var (document, position) = Place(ref at);
        _ = Number(ref at);
        var entries = new MappingEntry[Count(ref at)];
        at += (flags & EntryFormat.HasTable) != 0 ? 8 * entries.Length : 0;
        foreach (ref var entry in entries.AsSpan())
        {
            var key = Key(ref at);
            var keyPosition = new SourcePosition(Number(ref at), Number(ref at));
            entry = new MappingEntry(key, Read(Before(place, Number(ref at))), keyPosition);
        }

        return new MappingNode(document, position, entries, flags: (flags & EntryFormat.Sensitive) != 0 ? NodeFlags.Sensitive : NodeFlags.None);
    }

    private SequenceNode Sequence(int place, byte flags, ref int at)
    {
        var (document, position) = Place(ref at);
        _ = Number(ref at);
        var items = new ConfigNode[Count(ref at)];
        foreach (ref var item in items.AsSpan())
        {
            item = Read(Before(place, BinaryPrimitives.ReadInt32LittleEndian(Take(ref at, sizeof(int)))));
        }

        return new SequenceNode(document, position, items, flags: (flags & EntryFormat.Sensitive) != 0 ? NodeFlags.Sensitive : NodeFlags.None);
    }

    private static InvalidDataException Bad() => new("A cache entry cannot be understood.");

    private static int Before(int place, int distance) => distance > 0 && distance <= place ? place - distance : throw Bad();

    private (SourceDocument Document, SourcePosition Position) Place(ref int at)
    {
        var number = Number(ref at);
        return ((uint)number < (uint)documents.Length ? documents[number] : throw Bad(), new SourcePosition(Number(ref at), Number(ref at)));
    }

    // The same keys stand in many mappings.
    private string Key(ref int at)
    {
        var (text, isNarrow) = Characters(ref at);
        Span<char> buffer = stackalloc char[64];
        if (!isNarrow || text.Length > buffer.Length)
        {
            return isNarrow ? Encoding.Latin1.GetString(text) : MemoryMarshal.Cast<byte, char>(text).ToString();
        }

        var key = buffer[..Encoding.Latin1.GetChars(text, buffer)];
        if (!_keys.TryGetValue(key, out var known))
        {
            known = key.ToString();
            _keys[key] = known;
        }

        return known;
    }

    private string Text(ref int at)
    {
        var (text, isNarrow) = Characters(ref at);
        return isNarrow ? Encoding.Latin1.GetString(text) : MemoryMarshal.Cast<byte, char>(text).ToString();
    }

    private Characters Characters(ref int at)
    {
        var length = Number(ref at);
        var isNarrow = (length & 1) != 0;
        return new Characters(Take(ref at, isNarrow ? length >> 1 : length), isNarrow);
    }

    private int Count(ref int at) => Number(ref at) is var count && (uint)count <= (uint)bytes.Length ? count : throw Bad();

    private int Number(ref int at)
    {
        var number = 0L;
        for (var shift = 0; shift < 35; shift += 7)
        {
            var value = Byte(ref at);
            number |= (long)(value & 0x7F) << shift;
            if (value < 0x80)
            {
                return number <= int.MaxValue ? (int)number : throw Bad();
            }
        }

        throw Bad();
    }

    private byte Byte(ref int at) => (uint)at < (uint)bytes.Length ? bytes[at++] : throw Bad();

    private ReadOnlySpan<byte> Take(ref int at, int count)
    {
        if (count < 0 || count > bytes.Length - at)
        {
            throw Bad();
        }

        at += count;
        return bytes.AsSpan(at - count, count);
    }
}

/// <summary>The characters of a text as they are kept.</summary>
internal readonly ref struct Characters(ReadOnlySpan<byte> bytes, bool isNarrow)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private readonly bool _isNarrow = isNarrow;

    public void Deconstruct(out ReadOnlySpan<byte> bytes, out bool isNarrow)
    {
        bytes = _bytes;
        isNarrow = _isNarrow;
    }
}
