using System.Text;

namespace Strata.Documents.Yaml;

/// <summary>
/// The text of the scalar that was read last: a piece of the file where that is all of it, else put together from pieces. One
/// object serves a whole file.
/// </summary>
internal sealed class ScalarText
{
    private byte[] _buffer = new byte[256];
    private int _length;
    private int _start;
    private int _end;
    private bool _isPiece;

    /// <summary>The text is this part of the file.</summary>
    public void Take(int start, int end) => (_start, _end, _isPiece) = (start, end, true);

    /// <summary>The text is put together from what comes.</summary>
    public void Begin() => (_length, _isPiece) = (0, false);

    public ReadOnlySpan<byte> In(ReadOnlySpan<byte> file) => _isPiece ? file[_start.._end] : _buffer.AsSpan(0, _length);

    public void Append(byte value)
    {
        if (_length == _buffer.Length)
        {
            Grow(1);
        }

        _buffer[_length++] = value;
    }

    public void Append(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > _buffer.Length - _length)
        {
            Grow(piece.Length);
        }

        piece.CopyTo(_buffer.AsSpan(_length));
        _length += piece.Length;
    }

    public void Append(Rune rune)
    {
        Span<byte> encoded = stackalloc byte[4];
        Append(encoded[..rune.EncodeToUtf8(encoded)]);
    }

    public void AppendBreaks(int count)
    {
        for (var i = 0; i < count; i++)
        {
            Append((byte)'\n');
        }
    }

    /// <summary>Joins two lines: by a space, or by one line break less than stand between them.</summary>
    public void AppendFolded(int breaks)
    {
        if (breaks == 1)
        {
            Append((byte)' ');
        }
        else
        {
            AppendBreaks(breaks - 1);
        }
    }

    private void Grow(int more) => Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + more));
}
