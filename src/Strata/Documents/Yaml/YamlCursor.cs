using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>
/// A place that moves forward over the bytes of a YAML text, and what the indentation rules ask of it: its line, where that line
/// begins, what stands before it. The bytes are valid UTF-8 without control characters.
/// </summary>
internal sealed class YamlCursor
{
    private readonly byte[] _bytes;
    private readonly int _offset;
    private readonly bool _isAscii;
    private int _content = -1;
    private int _columnLine;
    private int _columnAt;
    private int _column;
    private List<StrataComment>? _comments;

    public YamlCursor(ReadOnlyMemory<byte> content)
    {
        if (!MemoryMarshal.TryGetArray(content, out var segment))
        {
            segment = content.ToArray();
        }

        (_bytes, _offset, Length) = (segment.Array ?? [], segment.Offset, segment.Count);
        _isAscii = Ascii.IsValid(Text);
    }

    public ReadOnlySpan<byte> Text => new(_bytes, _offset, Length);

    public int Length { get; }

    /// <summary>The offset of the next byte.</summary>
    public int At { get; set; }

    /// <summary>The line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>The offset at which the line begins.</summary>
    public int LineStart { get; private set; }

    public bool IsAtEnd => At >= Length;

    /// <summary>How many bytes of the line are passed. Asked for behind spaces and indicators only, where that is the indentation.</summary>
    public int Indentation => At - LineStart;

    /// <summary>After <see cref="SkipToContent"/>: whether nothing but blanks stands before the content on its line.</summary>
    public bool IsFirstOnLine { get; private set; }

    /// <summary>After <see cref="SkipToContent"/>: how many spaces the line of content that is first on its line begins with.</summary>
    public int Indent { get; private set; }

    /// <summary>After <see cref="SkipToContent"/>: the offset of the first tab in the blanks before the content; -1 for none.</summary>
    public int TabBefore { get; private set; } = -1;

    /// <summary>The first tab that indents something which YAML would let pass.</summary>
    public SourcePosition? FirstTab { get; private set; }

    /// <summary>What is wrong with the text; null while nothing is.</summary>
    public YamlSyntaxProblem? Problem { get; private set; }

    public SourcePosition ProblemPosition { get; private set; }

    /// <summary>The place of the next byte. Takes time in proportion to how far the cursor has moved since it was last asked.</summary>
    public SourcePosition Position
    {
        get
        {
            if (_isAscii)
            {
                return new SourcePosition(Line, At - LineStart + 1);
            }

            if (_columnLine != Line || At < _columnAt)
            {
                (_columnLine, _columnAt, _column) = (Line, LineStart, 1);
            }

            _column += Encoding.UTF8.GetCharCount(Text[_columnAt..At]);
            _columnAt = At;
            return new SourcePosition(Line, _column);
        }
    }

    public bool IsAtDocumentMarker => At == LineStart && IsDocumentMarker(Text[At..]);

    /// <summary>Whether the next byte is an indicator of block structure: followed by a blank, a line's end or the text's.</summary>
    public bool IsAtIndicator(char indicator) => At < Length && Text[At] == indicator && IsBlankOrEnd(At + 1);

    public bool IsBlankOrEnd(int offset) => offset >= Length || Text[offset] is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r';

    public static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';

    public static bool IsBreak(byte value) => value is (byte)'\n' or (byte)'\r';

    public static bool IsDocumentMarker(ReadOnlySpan<byte> line) =>
        line.Length >= 3 && line[0] is (byte)'-' or (byte)'.' && (line.StartsWith("---"u8) || line.StartsWith("..."u8)) && (line.Length == 3 || IsBlank(line[3]) || IsBreak(line[3]));

    /// <summary>Skips blanks within the line.</summary>
    public void SkipBlanks()
    {
        var text = Text;
        var at = At;
        while ((uint)at < (uint)text.Length && IsBlank(text[at]))
        {
            at++;
        }

        At = at;
    }

    /// <summary>The offset of the <c>:</c> that makes a key of what was read; -1 where none follows on this line.</summary>
    public int FindColon()
    {
        var text = Text;
        var at = At;
        while (at < text.Length && IsBlank(text[at]))
        {
            at++;
        }

        return at < text.Length && text[at] == ':' ? at : -1;
    }

    /// <summary>Moves behind the line break that begins here, of one byte or two.</summary>
    public void PassBreak()
    {
        var text = Text;
        At += text[At] == '\r' && At + 1 < text.Length && text[At + 1] == '\n' ? 2 : 1;
        Line++;
        LineStart = At;
    }

    /// <summary>Moves to the line's end, before its break.</summary>
    public void PassLine()
    {
        var length = Text[At..].IndexOfAny((byte)'\n', (byte)'\r');
        At = length < 0 ? Length : At + length;
    }

    /// <summary>Moves behind the comment that begins here, and keeps it if it is addressed to Strata.</summary>
    public void PassComment()
    {
        var start = At;
        PassLine();
        var behind = StrataComment.TextAt(Text[(start + 1)..At]);
        if (behind >= 0)
        {
            var text = Encoding.UTF8.GetString(Text[(start + 1 + behind)..At]);
            At = start;
            (_comments ??= []).Add(new StrataComment(Position, text));
            PassLine();
        }
    }

    /// <summary>The comments so far that are addressed to Strata, each given once.</summary>
    public ImmutableArray<StrataComment> TakeComments()
    {
        ImmutableArray<StrataComment> comments = _comments is null ? [] : [.. _comments];
        _comments = null;
        return comments;
    }

    /// <summary>Lets a line begin behind a byte order mark, which an editor does not show.</summary>
    public void PassMark()
    {
        At += 3;
        LineStart = At;
    }

    /// <summary>Moves to what comes next, over blanks, comments and line breaks; or to the end.</summary>
    public void SkipToContent()
    {
        if (At == _content)
        {
            return;
        }

        var text = Text;
        var blanks = At;
        while (true)
        {
            SkipBlanks();
            if (At == text.Length)
            {
                break;
            }

            if (IsBreak(text[At]))
            {
                PassBreak();
                blanks = At;
            }
            else if (text[At] == '#' && (At == LineStart || IsBlank(text[At - 1])))
            {
                PassComment();
                blanks = At;
            }
            else
            {
                break;
            }
        }

        _content = At;
        IsFirstOnLine = blanks == LineStart;
        var before = text[blanks..At];
        var tab = before.IndexOf((byte)'\t');
        TabBefore = tab < 0 ? -1 : blanks + tab;
        if (IsFirstOnLine)
        {
            Indent = tab < 0 ? before.Length : tab;
            if (tab >= 0 && At < text.Length)
            {
                NoteTab(tab);
            }
        }
    }

    /// <summary>Remembers a tab among the blanks that a line of content begins with.</summary>
    public void NoteTab(int before) => FirstTab ??= new SourcePosition(Line, before + 1);

    /// <summary>This place, to come back to.</summary>
    public (int At, int Line, int LineStart) Mark() => (At, Line, LineStart);

    public void ReturnTo((int At, int Line, int LineStart) mark) => (At, Line, LineStart) = mark;

    /// <summary>Ends the reading with a problem. The first counts.</summary>
    /// <returns>False, for the caller to return.</returns>
    public bool Fail(YamlSyntaxProblem problem, int offset)
    {
        if (Problem is null)
        {
            Problem = problem;
            ProblemPosition = new Utf8Positions(Text).At(offset);
        }

        return false;
    }

    /// <summary>Ends the reading because something is missing at the end: behind the last thing written, where editors show it.</summary>
    public bool FailAtEnd(YamlSyntaxProblem problem) => Fail(problem, Text.TrimEnd(" \t\r\n"u8).Length);
}
