using System.Buffers.Binary;
using System.IO.Hashing;

namespace Strata.Caching;

/// <summary>
/// Writes bytes in blocks of one page, each with a checksum of its own at its end: what is read of a large file is checked, and what is
/// not read costs nothing.
/// </summary>
/// <param name="stream">Takes the blocks.</param>
/// <param name="seed">Mixed into every checksum: a block of another file is a wrong one here.</param>
internal sealed class CheckedBlockWriter(Stream stream, long seed)
{
    /// <summary>The bytes of a block.</summary>
    public const int BlockLength = 4096;

    /// <summary>Those of them that were given.</summary>
    public const int ContentLength = BlockLength - ChecksumLength;

    public const int ChecksumLength = sizeof(ulong);

    // So many at once are handed to the system.
    private const int Blocks = 32;

    private readonly byte[] _buffer = new byte[Blocks * BlockLength];
    private int _at;
    private long _block;

    /// <summary>How many bytes were given so far.</summary>
    public long Position => (_block * ContentLength) + (_at % BlockLength);

    /// <summary>The bytes that still go into the present block.</summary>
    public int Room => ContentLength - (_at % BlockLength);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= Room)
        {
            var part = bytes[..Room];
            part.CopyTo(_buffer.AsSpan(_at));
            bytes = bytes[part.Length..];
            _at += part.Length;
            Close();
        }

        bytes.CopyTo(_buffer.AsSpan(_at));
        _at += bytes.Length;
    }

    /// <summary>Writes what is left. Nothing may follow.</summary>
    public void Finish()
    {
        if (_at % BlockLength > 0)
        {
            Close();
        }

        stream.Write(_buffer, 0, _at);
    }

    /// <summary>The checksum of a block.</summary>
    public static ulong ChecksumOf(ReadOnlySpan<byte> content, long seed, long block) => XxHash3.HashToUInt64(content, seed ^ (block + 1) * unchecked((long)0x9E3779B97F4A7C15));

    private void Close()
    {
        var start = _at / BlockLength * BlockLength;
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer.AsSpan(_at), ChecksumOf(_buffer.AsSpan(start.._at), seed, _block));
        _at += ChecksumLength;
        _block++;
        if (_at == _buffer.Length)
        {
            stream.Write(_buffer);
            _at = 0;
        }
    }
}
