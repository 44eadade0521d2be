using System.Buffers.Binary;
using static Strata.Caching.CheckedBlockWriter;

namespace Strata.Caching;

/// <summary>Reads bytes from where they are kept, from an offset on.</summary>
/// <returns>How many were read: fewer than asked for only at the end.</returns>
internal delegate int ByteSource(Span<byte> bytes, long offset);

/// <summary>Reads what <see cref="CheckedBlockWriter"/> wrote, a few blocks at a time. No byte is handed out whose block does not match its checksum.</summary>
internal sealed class CheckedBlockReader
{
    private readonly ByteSource _source;
    private readonly long _length;
    private readonly long _seed;
    private readonly Dictionary<long, byte[]> _blocks = [];

    /// <param name="source">Where they are kept.</param>
    /// <param name="length">How many bytes are there, checksums and all.</param>
    /// <param name="seed">That of the writer.</param>
    public CheckedBlockReader(ByteSource source, long length, long seed)
    {
        _source = source;
        _length = length;
        _seed = seed;
        var rest = length % BlockLength;
        Length = (length / BlockLength * ContentLength) + (rest == 0 ? 0 : rest > ChecksumLength ? rest - ChecksumLength : throw Torn());
    }

    /// <summary>How many bytes were written.</summary>
    public long Length { get; }

    /// <summary>Copies bytes.</summary>
    /// <exception cref="InvalidDataException">They are not there, or not as they were written.</exception>
    public void Read(long position, Span<byte> bytes)
    {
        if (position < 0 || bytes.Length > Length - position)
        {
            throw Torn();
        }

        while (!bytes.IsEmpty)
        {
            var (block, at) = Math.DivRem(position, ContentLength);
            var content = BlockAt(block).AsSpan((int)at);
            var count = Math.Min(content.Length, bytes.Length);
            content[..count].CopyTo(bytes);
            bytes = bytes[count..];
            position += count;
        }
    }

    /// <summary>Copies many bytes, and keeps none of their blocks.</summary>
    /// <exception cref="InvalidDataException">They are not there, or not as they were written.</exception>
    public void ReadThrough(long position, Span<byte> bytes)
    {
        const int Many = 64;
        if (position < 0 || bytes.Length > Length - position)
        {
            throw Torn();
        }

        var buffer = new byte[Many * BlockLength];
        var (block, at) = Math.DivRem(position, ContentLength);
        while (!bytes.IsEmpty)
        {
            var read = buffer.AsSpan(0, _source(buffer, block * BlockLength));
            for (; !read.IsEmpty && !bytes.IsEmpty; block++, at = 0)
            {
                var whole = read[..Math.Min(BlockLength, read.Length)];
                read = read[whole.Length..];
                var content = Checked(whole, block)[(int)at..];
                var count = Math.Min(content.Length, bytes.Length);
                content[..count].CopyTo(bytes);
                bytes = bytes[count..];
            }

            if (read.IsEmpty && !bytes.IsEmpty && block * BlockLength >= _length)
            {
                throw Torn();
            }
        }
    }

    private static InvalidDataException Torn() => new("A cache entry is torn or was changed.");

    private byte[] BlockAt(long block)
    {
        if (!_blocks.TryGetValue(block, out var content))
        {
            Span<byte> buffer = stackalloc byte[BlockLength];
            var length = (int)Math.Min(BlockLength, _length - (block * BlockLength));
            if (_source(buffer[..length], block * BlockLength) != length)
            {
                throw Torn();
            }

            content = Checked(buffer[..length], block).ToArray();
            _blocks.Add(block, content);
        }

        return content;
    }

    private ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> whole, long block)
    {
        if (whole.Length <= ChecksumLength)
        {
            throw Torn();
        }

        var content = whole[..^ChecksumLength];
        return ChecksumOf(content, _seed, block) == BinaryPrimitives.ReadUInt64LittleEndian(whole[^ChecksumLength..]) ? content : throw Torn();
    }
}
