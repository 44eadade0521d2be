using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Secrets;
using Strata.Values;

namespace Strata.Caching;

/// <summary>
/// Reads a kept configuration, as much of it as is asked for: a value is found in a few blocks. Not safe for use from several threads.
/// </summary>
internal sealed class EntryReader
{
    // Nodes beneath a place are read at once where they are no more bytes than these; else that is what one block after another is for.
    private const int LongestText = 64 * 1024 * 1024;

    // What a name above the sought value is, where all that matters is whether it is secret.
    private static readonly ConfigNode Plain = ScalarNode.Of("");
    private static readonly ConfigNode Secret = Plain.AsSensitive();

    private readonly CheckedBlockReader _blocks;
    private readonly long _root;
    private readonly long _tables;
    private Tables? _known;

    /// <summary>Opens an entry.</summary>
    /// <param name="source">Its bytes.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="key">The key that it is for.</param>
    /// <exception cref="InvalidDataException">It is torn or was changed, or is for another key.</exception>
    public EntryReader(ByteSource source, long length, in Fingerprint key)
    {
        _blocks = new CheckedBlockReader(source, length, EntryFormat.SeedOf(key));
        Span<byte> footer = stackalloc byte[EntryFormat.FooterLength];
        _blocks.Read(_blocks.Length - EntryFormat.FooterLength, footer);
        if (!footer.StartsWith(EntryFormat.Name) || !footer.Slice(8, Fingerprint.Length).SequenceEqual(key.Bytes))
        {
            throw new InvalidDataException("A cache entry is for another configuration.");
        }

        _root = BinaryPrimitives.ReadInt64LittleEndian(footer[40..]);
        _tables = BinaryPrimitives.ReadInt64LittleEndian(footer[48..]);
        Withheld = BinaryPrimitives.ReadInt32LittleEndian(footer[60..]);
    }

    /// <summary>How many values are secrets that were left out.</summary>
    public int Withheld { get; }

    /// <summary>Which values are secret.</summary>
    public Sensitivity Sensitivity => Known.Sensitivity;

    /// <summary>The names of the overrides, the lowest first.</summary>
    public ImmutableArray<string> Overrides => Known.Overrides;

    private Tables Known => _known ??= ReadTables();

    /// <summary>The whole configuration.</summary>
    /// <exception cref="InvalidDataException">It is torn or was changed.</exception>
    public MappingNode ReadRoot() => (MappingNode)ReadNode(_root);

    /// <summary>Finds one value.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="secrets">What is secret there.</param>
    /// <param name="withheld">Whether it, or a value beneath it, is a secret that was left out.</param>
    /// <returns>The value; null where there is none.</returns>
    /// <exception cref="InvalidDataException">It is torn or was changed.</exception>
    public ConfigNode? Find(ConfigPath path, out Sensitivity.Cursor secrets, out bool withheld)
    {
        secrets = Sensitivity.Root;
        withheld = false;
        var place = _root;
        foreach (var step in path.Steps())
        {
            var at = place;
            var flags = (byte)ReadByte(ref at);
            var isSequence = (flags & EntryFormat.KindMask) == (int)NodeKind.Sequence;
            var child = (flags & EntryFormat.KindMask) switch
            {
                (int)NodeKind.Mapping when !step.IsIndex => FindKey(place, flags, step.Key),
                (int)NodeKind.Sequence => FindItem(place, step.Index),
                _ => null,
            };
            if (child is not { } found)
            {
                return null;
            }

            var below = found;
            var stub = (ReadByte(ref below) & EntryFormat.Sensitive) != 0 ? Secret : Plain;
            secrets = isSequence ? secrets.Enter(step.Index, stub) : secrets.Enter(step.Key, stub);
            place = found;
        }

        var last = place;
        withheld = (ReadByte(ref last) & EntryFormat.Withheld) != 0;
        return ReadNode(place);
    }

    private long? FindKey(long place, byte flags, string key)
    {
        var at = SkipPlace(place);
        _ = ReadNumber(ref at);
        var count = ReadCount(ref at);
        if ((flags & EntryFormat.HasTable) == 0)
        {
            for (var i = 0; i < count; i++)
            {
                if (ReadEntry(ref at, place, key) is { } value)
                {
                    return value;
                }
            }

            return null;
        }

        var table = at;
        var entries = table + (8L * count);
        var hash = EntryFormat.HashOf(key);
        var (low, high) = (0, count);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = (uint)ReadFixed(table + (8L * middle)) < hash ? (middle + 1, high) : (low, middle);
        }

        for (; low < count && (uint)ReadFixed(table + (8L * low)) == hash; low++)
        {
            var entry = entries + ReadFixed(table + (8L * low) + 4);
            if (ReadEntry(ref entry, place, key) is { } value)
            {
                return value;
            }
        }

        return null;
    }

    // The place of the value of an entry with a key; null for another one's.
    private long? ReadEntry(ref long at, long mapping, string key)
    {
        var isSame = ReadText(ref at) == key;
        _ = ReadNumber(ref at);
        _ = ReadNumber(ref at);
        var value = Before(mapping, ReadNumber(ref at));
        return isSame ? value : null;
    }

    private long? FindItem(long place, int index)
    {
        var at = SkipPlace(place);
        _ = ReadNumber(ref at);
        return (uint)index < (uint)ReadCount(ref at) ? Before(place, (uint)ReadFixed(at + (4L * index))) : null;
    }

    // A node and all beneath it stand together, the node last.
    private ConfigNode ReadNode(long place)
    {
        var at = place;
        var start = place;
        var isScalar = (ReadByte(ref at) & EntryFormat.KindMask) == (int)NodeKind.Scalar;
        if (!isScalar)
        {
            at = SkipPlace(place);
            start = place - ReadNumber(ref at);
        }

        var end = EndOf(place, isScalar);
        if (start < 0 || end <= place || end > _tables || end - start > Array.MaxLength)
        {
            throw Bad();
        }

        var bytes = new byte[end - start];
        if (bytes.Length > 8 * CheckedBlockWriter.BlockLength)
        {
            _blocks.ReadThrough(start, bytes);
        }
        else
        {
            _blocks.Read(start, bytes);
        }

        return new EntryNodes(bytes, Known.Documents).Read((int)(place - start));
    }

    private long EndOf(long place, bool isScalar)
    {
        if (!isScalar)
        {
            return place + ReadFixed(place + 1);
        }

        var at = SkipPlace(place);
        var length = ReadNumber(ref at);
        at += (length & 1) != 0 ? length >> 1 : length;
        for (var i = 2 * ReadCount(ref at); i > 0; i--)
        {
            _ = ReadNumber(ref at);
        }

        return at;
    }

    // Behind flags, type and style or the record's length, document, line and column.
    private long SkipPlace(long place)
    {
        var at = place;
        var isScalar = (ReadByte(ref at) & EntryFormat.KindMask) == (int)NodeKind.Scalar;
        at += isScalar ? 1 : sizeof(int);

        for (var i = 0; i < 3; i++)
        {
            _ = ReadNumber(ref at);
        }

        return at;
    }

    private Tables ReadTables()
    {
        var at = _tables;
        var documents = new SourceDocument[ReadCount(ref at)];
        foreach (ref var document in documents.AsSpan())
        {
            document = new SourceDocument(ReadText(ref at), new SourceText(ReadText(ref at), default));
        }

        var patterns = ImmutableArray.CreateBuilder<PathPattern>();
        for (var i = ReadCount(ref at); i > 0; i--)
        {
            patterns.Add(PathPattern.TryParse(ReadText(ref at), out var pattern, out _) ? pattern : throw Bad());
        }

        var overrides = new string[ReadCount(ref at)];
        foreach (ref var name in overrides.AsSpan())
        {
            name = ReadText(ref at);
        }

        return new Tables(documents, new Sensitivity(patterns.DrainToImmutable()), [.. overrides]);
    }

    private static InvalidDataException Bad() => new("A cache entry cannot be understood.");

    private static long Before(long place, long distance) => distance > 0 && distance <= place ? place - distance : throw Bad();

    private int ReadByte(ref long at)
    {
        Span<byte> bytes = stackalloc byte[1];
        _blocks.Read(at++, bytes);
        return bytes[0];
    }

    private int ReadFixed(long at)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        _blocks.Read(at, bytes);
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    private long ReadNumber(ref long at)
    {
        var number = 0L;
        for (var shift = 0; shift < 63; shift += 7)
        {
            var value = ReadByte(ref at);
            number |= (long)(value & 0x7F) << shift;
            if (value < 0x80)
            {
                return number;
            }
        }

        throw Bad();
    }

    private int ReadCount(ref long at) => ReadNumber(ref at) is var count && count <= _blocks.Length ? (int)count : throw Bad();

    private string ReadText(ref long at)
    {
        var length = ReadNumber(ref at);
        var count = (length & 1) != 0 ? length >> 1 : length;
        if (count > LongestText)
        {
            throw Bad();
        }

        var bytes = count <= 512 ? stackalloc byte[(int)count] : new byte[count];
        _blocks.Read(at, bytes);
        at += count;
        return (length & 1) != 0 ? Encoding.Latin1.GetString(bytes) : MemoryMarshal.Cast<byte, char>(bytes).ToString();
    }

    private sealed record Tables(SourceDocument[] Documents, Sensitivity Sensitivity, ImmutableArray<string> Overrides);
}
