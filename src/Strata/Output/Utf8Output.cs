using System.Buffers;
using System.Text.Unicode;

namespace Strata.Output;

/// <summary>Collects UTF-8 in a buffer and hands it to a stream piece by piece. Not safe for use from several threads.</summary>
internal sealed class Utf8Output(Stream stream)
{
    private const int Size = 32 * 1024;

    private readonly byte[] _buffer = new byte[Size];
    private int _length;

    public void Write(byte value)
    {
        if (_length == Size)
        {
            Flush();
        }

        _buffer[_length++] = value;
    }

    public void Write(ReadOnlySpan<byte> text)
    {
        while (text.Length > Size - _length)
        {
            var part = Size - _length;
            text[..part].CopyTo(_buffer.AsSpan(_length));
            _length += part;
            Flush();
            text = text[part..];
        }

        text.CopyTo(_buffer.AsSpan(_length));
        _length += text.Length;
    }

    /// <summary>Writes text. Half of a surrogate pair, which is no character, becomes U+FFFD.</summary>
    public void Write(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var status = Utf8.FromUtf16(text, _buffer.AsSpan(_length), out var read, out var written);
            _length += written;
            if (status != OperationStatus.DestinationTooSmall)
            {
                return;
            }

            text = text[read..];
            Flush();
        }
    }

    public void WriteSpaces(int count)
    {
        for (; count > 0; count -= Spaces.Length)
        {
            Write(Spaces[..Math.Min(count, Spaces.Length)]);
        }
    }

    /// <summary>Hands over what is buffered. The stream itself is not flushed.</summary>
    public void Flush()
    {
        stream.Write(_buffer, 0, _length);
        _length = 0;
    }

    private static ReadOnlySpan<byte> Spaces => "                                                                "u8;
}
