using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Secrets;
using Strata.Snapshots;
using Strata.Values;

namespace Strata.Caching;

/// <summary>Writes a configuration as <see cref="EntryFormat"/> describes it.</summary>
internal sealed class EntryWriter
{
    private readonly CheckedBlockWriter _blocks;
    private readonly bool _withholds;
    private readonly Dictionary<SourceDocument, int> _documents = new(ReferenceEqualityComparer.Instance);
    private readonly List<SourceDocument> _documentList = [];
    private byte[] _record = new byte[1024];
    private int _length;
    private SourceDocument? _lastDocument;
    private int _lastNumber;
    private int _nodes;
    private int _withheld;

    private EntryWriter(Stream stream, in Fingerprint key, bool withholds)
    {
        _blocks = new CheckedBlockWriter(stream, EntryFormat.SeedOf(key));
        _withholds = withholds;
    }

    /// <summary>Writes an entry.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="key">Its key.</param>
    /// <param name="withholds">Whether secrets are left out: where nothing but the rights of a file keeps others from reading it.</param>
    /// <param name="stream">Where to.</param>
    /// <returns>How many values were left out.</returns>
    /// <exception cref="SecretKeyException">A key holds a password, and without its keys a mapping is another.</exception>
    public static int Write(ResolvedConfiguration configuration, in Fingerprint key, bool withholds, Stream stream)
    {
        var writer = new EntryWriter(stream, key, withholds);
        var root = writer.Add(configuration.Root, configuration.Sensitivity.Root, out _, out _);
        var tables = writer._blocks.Position;
        writer.AddTables(configuration);
        writer.AddFooter(key, root, tables);
        writer._blocks.Finish();
        return writer._withheld;
    }

    // Gives the place of the node, and that of the first one beneath it.
    private long Add(ConfigNode node, Sensitivity.Cursor secrets, out long start, out bool withheld)
    {
        _nodes++;
        switch (node)
        {
            case MappingNode mapping:
                return AddMapping(mapping, secrets, out start, out withheld);
            case SequenceNode sequence:
                return AddSequence(sequence, secrets, out start, out withheld);
            default:
                start = _blocks.Position;
                withheld = AddScalar((ScalarNode)node, secrets);
                return start;
        }
    }

    private bool AddScalar(ScalarNode scalar, Sensitivity.Cursor secrets)
    {
        var shown = _withholds ? secrets.TextOf(scalar) : scalar.Text;
        var withheld = !ReferenceEquals(shown, scalar.Text);
        var isWhole = withheld && secrets.IsSecret(scalar);
        _withheld += withheld ? 1 : 0;
        Byte((byte)((int)NodeKind.Scalar | Flags(scalar.IsSensitive || isWhole, withheld)));

        // Not even what kind of value a secret is can be read.
        Byte(withheld ? (byte)ScalarType.String | ((int)ScalarStyle.Quoted << 4) : (byte)scalar.Type | ((int)scalar.Style << 4));
        Place(scalar);
        Text(shown);
        var parts = withheld ? null : (scalar as InterpolatedNode)?.SecretParts;
        Number(parts?.Count ?? 0);
        foreach (var part in parts ?? [])
        {
            Number(part.Start.Value);
            Number(part.End.Value);
        }

        Flush();
        return withheld;
    }

    private long AddMapping(MappingNode mapping, Sensitivity.Cursor secrets, out long start, out bool withheld)
    {
        if (_withholds && secrets.KeysOf(mapping) is not null)
        {
            throw new SecretKeyException();
        }

        start = _blocks.Position;
        withheld = false;
        var values = new long[mapping.Count];
        for (var i = 0; i < values.Length; i++)
        {
            ref readonly var entry = ref mapping.Entries[i];
            values[i] = Add(entry.Value, secrets.Enter(entry.Key, entry.Value), out _, out var isWithheld);
            withheld |= isWithheld;
        }

        var place = _blocks.Position;
        var hasTable = values.Length >= EntryFormat.TableThreshold;
        Byte((byte)((int)NodeKind.Mapping | Flags(mapping.IsSensitive, withheld) | (hasTable ? EntryFormat.HasTable : 0)));
        Take(sizeof(int));
        Place(mapping);
        Number(place - start);
        Number(values.Length);
        var table = _length;
        var entries = table + (hasTable ? values.Length * 8 : 0);
        Take(entries - table);
        var hashes = hasTable ? new (uint Hash, int Place)[values.Length] : null;
        for (var i = 0; i < values.Length; i++)
        {
            ref readonly var entry = ref mapping.Entries[i];
            if (hashes is not null)
            {
                hashes[i] = (EntryFormat.HashOf(entry.Key), _length - entries);
            }

            Text(entry.Key);
            Number(entry.KeyPosition.Line);
            Number(entry.KeyPosition.Column);
            Number(place - values[i]);
        }

        if (hashes is not null)
        {
            Array.Sort(hashes);
            for (var i = 0; i < hashes.Length; i++)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_record.AsSpan(table + (i * 8)), hashes[i].Hash);
                BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(table + (i * 8) + 4), hashes[i].Place);
            }
        }

        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(1), _length);
        Flush();
        return place;
    }

    private long AddSequence(SequenceNode sequence, Sensitivity.Cursor secrets, out long start, out bool withheld)
    {
        start = _blocks.Position;
        withheld = false;
        var items = new long[sequence.Count];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Add(sequence[i], secrets.Enter(i, sequence[i]), out _, out var isWithheld);
            withheld |= isWithheld;
        }

        var place = _blocks.Position;
        Byte((byte)((int)NodeKind.Sequence | Flags(sequence.IsSensitive, withheld)));
        Take(sizeof(int));
        Place(sequence);
        Number(place - start);
        Number(items.Length);
        foreach (var item in items)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), checked((uint)(place - item)));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_record.AsSpan(1), _length);
        Flush();
        return place;
    }

    private void AddTables(ResolvedConfiguration configuration)
    {
        Number(_documentList.Count);
        foreach (var document in _documentList)
        {
            Text(document.Name);
            Text(document.File);
        }

        var patterns = configuration.Sensitivity.Patterns;
        Number(patterns.Length);
        foreach (var pattern in patterns)
        {
            Text(pattern.Text);
        }

        var overrides = configuration.Overrides;
        Number(overrides.Length);
        foreach (var name in overrides)
        {
            Text(name);
        }

        Flush();
    }

    private void AddFooter(in Fingerprint key, long root, long tables)
    {
        if (_blocks.Room < EntryFormat.FooterLength)
        {
            _blocks.Write(new byte[_blocks.Room]);
        }

        Span<byte> footer = stackalloc byte[EntryFormat.FooterLength];
        footer.Clear();
        EntryFormat.Name.CopyTo(footer);
        key.Bytes.CopyTo(footer[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(footer[40..], root);
        BinaryPrimitives.WriteInt64LittleEndian(footer[48..], tables);
        BinaryPrimitives.WriteInt32LittleEndian(footer[56..], _nodes);
        BinaryPrimitives.WriteInt32LittleEndian(footer[60..], _withheld);
        _blocks.Write(footer);
    }

    private static int Flags(bool sensitive, bool withheld) => (sensitive ? EntryFormat.Sensitive : 0) | (withheld ? EntryFormat.Withheld : 0);

    private void Place(ConfigNode node)
    {
        if (!ReferenceEquals(node.Document, _lastDocument))
        {
            _lastDocument = node.Document;
            if (!_documents.TryGetValue(node.Document, out _lastNumber))
            {
                _lastNumber = _documentList.Count;
                _documents.Add(node.Document, _lastNumber);
                _documentList.Add(node.Document);
            }
        }

        Number(_lastNumber);
        Number(node.Position.Line);
        Number(node.Position.Column);
    }

    private void Text(string text)
    {
        var isNarrow = !text.AsSpan().ContainsAnyExceptInRange('\0', '\xFF');
        Number(((long)text.Length << 1) | (isNarrow ? 1L : 0));
        if (isNarrow)
        {
            Encoding.Latin1.GetBytes(text, Take(text.Length));
        }
        else
        {
            MemoryMarshal.AsBytes(text.AsSpan()).CopyTo(Take(text.Length * sizeof(char)));
        }
    }

    private void Number(long number)
    {
        var rest = (ulong)number;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    private void Byte(int value) => Take(1)[0] = (byte)value;

    private Span<byte> Take(int count)
    {
        if (_record.Length - _length < count)
        {
            Array.Resize(ref _record, Math.Max(_record.Length * 2, _length + count));
        }

        _length += count;
        return _record.AsSpan(_length - count, count);
    }

    private void Flush()
    {
        _blocks.Write(_record.AsSpan(0, _length));
        _length = 0;
    }
}

/// <summary>A key holds a password, and cannot be left out as a value can.</summary>
internal sealed class SecretKeyException() : IOException("A key holds a password.");
