using System.Text;
using Strata.Values;

namespace Strata.Documents;

/// <summary>Tells the places of bytes that are asked for in ascending order, in time linear in the text however long its lines are.</summary>
internal ref struct Utf8Positions(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;
    private int _line = 1;
    private int _column = 1;

    public SourcePosition At(int offset)
    {
        var passed = _text[_at..offset];
        for (int end; (end = passed.IndexOfAny((byte)'\n', (byte)'\r')) >= 0;)
        {
            // Of a CR LF the second ends the line: one line, as SourceText counts it.
            var isPair = passed[end] == '\r' && _at + end + 1 < _text.Length && _text[_at + end + 1] == '\n';
            _line += isPair ? 0 : 1;
            _column = 1;
            _at += end + 1;
            passed = passed[(end + 1)..];
        }

        _column += Encoding.UTF8.GetCharCount(passed);
        _at = offset;
        return new SourcePosition(_line, _column);
    }
}
