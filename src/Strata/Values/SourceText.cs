using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Strata.Values;

/// <summary>
/// The bytes of one file and the name it is shown under. Kept as long as a node or a diagnostic points into it, so that a
/// diagnostic can show the line; those of a large file may be let go meanwhile and read again. Safe for use from several threads.
/// </summary>
internal sealed class SourceText
{
    private readonly int _length;
    private ReadOnlyMemory<byte>? _content;
    private Func<ReadOnlyMemory<byte>>? _readAgain;
    private int[]? _lineStarts;

    /// <param name="file">The path as it is shown to people: relative to the working directory, with <c>/</c>.</param>
    /// <param name="content">The bytes, a byte order mark left out.</param>
    public SourceText(string file, ReadOnlyMemory<byte> content)
    {
        File = file;
        _content = content;
        _length = content.Length;
    }

    public string File { get; }

    public ReadOnlyMemory<byte> Content => _content ?? ReadAgain();

    /// <summary>Lets the bytes go once everything is parsed: a diagnostic that needs them later reads them again.</summary>
    /// <param name="readAgain">Reads them. A file of another length, or none, has no lines to show any more.</param>
    public void Release(Func<ReadOnlyMemory<byte>> readAgain)
    {
        _readAgain = readAgain;
        _lineStarts = null;
        _content = null;
    }

    /// <summary>The text of a line, without its line ending; empty when the text has no such line.</summary>
    public string Line(int line) => Line(line, int.MaxValue);

    /// <summary>The beginning of a line: of a file that is one line of 16 MiB, no more is wanted.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="maxLength">About how many UTF-16 code units; no character is cut in two.</param>
    public string Line(int line, int maxLength)
    {
        var starts = LineStarts();
        if (line < 1 || line > starts.Length)
        {
            return "";
        }

        var start = starts[line - 1];
        var end = line < starts.Length ? starts[line] : Content.Length;
        var content = Content.Span[start..end].TrimEnd("\r\n"u8);
        if (content.Length > maxLength)
        {
            // Not in the middle of a character: bytes 10xxxxxx belong to the one before.
            var cut = maxLength;
            while (cut < content.Length && (content[cut] & 0xC0) == 0x80)
            {
                cut++;
            }

            content = content[..cut];
        }

        return Encoding.UTF8.GetString(content);
    }

    /// <summary>The number of lines.</summary>
    public int LineCount => LineStarts().Length;

    /// <summary>The place of a byte.</summary>
    public SourcePosition PositionOf(int offset)
    {
        var starts = LineStarts();
        var index = Array.BinarySearch(starts, offset);
        var line = index >= 0 ? index : ~index - 1;
        var column = Encoding.UTF8.GetCharCount(Content.Span[starts[line]..Math.Min(offset, Content.Length)]);
        return new SourcePosition(line + 1, column + 1);
    }

    /// <summary>Where the first byte stands that begins no character of UTF-8; null where all do.</summary>
    public int? FirstInvalidByte()
    {
        var bytes = Content.Span;
        if (Utf8.IsValid(bytes))
        {
            return null;
        }

        var at = 0;
        while (at < bytes.Length && Rune.DecodeFromUtf8(bytes[at..], out _, out var length) == OperationStatus.Done)
        {
            at += length;
        }

        return Math.Min(at, bytes.Length - 1);
    }

    private ReadOnlyMemory<byte> ReadAgain()
    {
        var content = _readAgain!();
        content = content.Length == _length ? content : default;
        _content = content;
        return content;
    }

    private int[] LineStarts()
    {
        if (_lineStarts is { } known)
        {
            return known;
        }

        var starts = new List<int> { 0 };
        var span = Content.Span;
        for (var at = 0; at < span.Length;)
        {
            var next = span[at..].IndexOfAny((byte)'\n', (byte)'\r');
            if (next < 0)
            {
                break;
            }

            at += next;
            at += span[at] == '\r' && at + 1 < span.Length && span[at + 1] == '\n' ? 2 : 1;
            starts.Add(at);
        }

        return _lineStarts = [.. starts];
    }
}
