namespace Strata.Editing;

/// <summary>The lines of a file's text, for edits that add and remove whole ones.</summary>
internal sealed class TextLines(ReadOnlyMemory<byte> content)
{
    public ReadOnlySpan<byte> Text => content.Span;

    /// <summary>The line break that the file is written with: that of its first line.</summary>
    public string Break { get; } = BreakOf(content.Span);

    /// <summary>The offset at which the line of an offset begins.</summary>
    public int StartOf(int offset) => Text[..offset].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;

    /// <summary>How many bytes of its line stand before an offset.</summary>
    public int ColumnOf(int offset) => offset - StartOf(offset);

    /// <summary>The offset at which the line of an offset ends, before its break.</summary>
    public int EndOf(int offset)
    {
        var length = Text[offset..].IndexOfAny((byte)'\n', (byte)'\r');
        return length < 0 ? Text.Length : offset + length;
    }

    /// <summary>The offset of the line that follows what ends at an offset.</summary>
    public int Behind(int end)
    {
        if (end > 0 && IsBreak(end - 1))
        {
            return end;
        }

        return Next(end);
    }

    /// <summary>The offset of the line behind that of an offset.</summary>
    public int Next(int offset)
    {
        var at = EndOf(offset);
        return at == Text.Length ? at : at + BreakLengthAt(at);
    }

    /// <summary>Whether an offset begins a line.</summary>
    public bool IsLineStart(int offset) => offset == 0 || IsBreak(offset - 1);

    /// <summary>Whether nothing but spaces stands before an offset on its line.</summary>
    public bool IsFirst(int offset) => Text[StartOf(offset)..offset].IndexOfAnyExcept((byte)' ', (byte)'\t') < 0;

    /// <summary>
    /// From the line of an offset to the end of another's. Where no line break ends the last line, that before the first goes instead: what
    /// is left ends without one too.
    /// </summary>
    public (int Start, int End) Whole(int start, int end)
    {
        var (first, behind) = (StartOf(start), Behind(end));
        return behind == Text.Length && !IsLineStart(behind) ? (BeforeBreak(first), behind) : (first, behind);
    }

    /// <summary>The offset of the line break before the line that begins at an offset.</summary>
    public int BeforeBreak(int lineStart) =>
        lineStart == 0 ? 0 : lineStart > 1 && Text[lineStart - 1] == '\n' && Text[lineStart - 2] == '\r' ? lineStart - 2 : lineStart - 1;

    /// <summary>Lines as they are put in at the beginning of a line, or at the end of a text whose last line has no break.</summary>
    public string Joined(IEnumerable<string> lines, int at)
    {
        var text = string.Join(Break, lines);
        return IsLineStart(at) ? text + Break : Break + text;
    }

    private bool IsBreak(int offset) => Text[offset] is (byte)'\n' or (byte)'\r';

    private int BreakLengthAt(int offset) => Text[offset] == '\r' && offset + 1 < Text.Length && Text[offset + 1] == '\n' ? 2 : 1;

    private static string BreakOf(ReadOnlySpan<byte> text)
    {
        var at = text.IndexOfAny((byte)'\n', (byte)'\r');
        return at < 0 || text[at] == '\n' ? "\n" : at + 1 < text.Length && text[at + 1] == '\n' ? "\r\n" : "\r";
    }
}
