using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Strata.Caching;

/// <summary>
/// Bytes that say several things one after another, each with its length or of a fixed one, so that no two different things have the
/// same bytes: what fingerprints are made of, and small files.
/// </summary>
internal sealed class ByteText
{
    private byte[] _bytes;
    private int _length;

    public ByteText(int capacity = 512) => _bytes = new byte[capacity];

    /// <summary>What was said so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>The fingerprint of what was said.</summary>
    public Fingerprint ToFingerprint() => Fingerprint.Of(Written);

    public ByteText Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        bytes.CopyTo(Take(bytes.Length));
        return this;
    }

    /// <summary>A text, or none: UTF-16 as it is, for a text may be no text of Unicode.</summary>
    public ByteText Add(string? text)
    {
        if (text is null)
        {
            return Add(-1);
        }

        return Add(MemoryMarshal.AsBytes(text.AsSpan()));
    }

    public ByteText Add(long number)
    {
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), number);
        return this;
    }

    public ByteText Add(bool value) => Add(value ? 1 : 0);

    public ByteText Add(in Fingerprint fingerprint)
    {
        fingerprint.Bytes.CopyTo(Take(Fingerprint.Length));
        return this;
    }

    public ByteText Add(IReadOnlyCollection<string> texts)
    {
        Add(texts.Count);
        foreach (var text in texts)
        {
            Add(text);
        }

        return this;
    }

    private Span<byte> Take(int count)
    {
        if (_bytes.Length - _length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + count));
        }

        _length += count;
        return _bytes.AsSpan(_length - count, count);
    }
}

/// <summary>Reads what <see cref="ByteText"/> said.</summary>
internal ref struct ByteTextReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _rest.Length;

    /// <exception cref="InvalidDataException">It is not said.</exception>
    public long ReadNumber() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    public bool ReadBoolean() => ReadNumber() != 0;

    public Fingerprint ReadFingerprint() => Fingerprint.Read(Take(Fingerprint.Length));

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadCount());

    public string? ReadOptionalText()
    {
        var length = ReadNumber();
        return length < 0 ? null : MemoryMarshal.Cast<byte, char>(Take(length)).ToString();
    }

    public string ReadText() => ReadOptionalText() ?? throw new InvalidDataException("A text is missing.");

    public string[] ReadTexts()
    {
        var texts = new string[ReadCount()];
        foreach (ref var text in texts.AsSpan())
        {
            text = ReadText();
        }

        return texts;
    }

    /// <summary>A number of things that follow: of no more than can be there.</summary>
    public int ReadCount()
    {
        var count = ReadNumber();
        return count >= 0 && count <= _rest.Length ? (int)count : throw new InvalidDataException("A length goes beyond the end.");
    }

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
        {
            throw new InvalidDataException("It ends too early.");
        }

        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
