using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// The lines of a YAML text whose indentation has a tab. The parser refuses most of them and lets some pass; inside quoted and
/// block texts they are innocent, and the reader passes over those as it meets them.
/// </summary>
internal sealed class TabIndentation
{
    private readonly List<SourcePosition> _tabs = [];
    private int _next;
    private SourcePosition? _first;

    public TabIndentation(ReadOnlySpan<byte> text)
    {
        // Almost every file has none, and one vectorised search says so.
        if (!text.Contains((byte)'\t'))
        {
            return;
        }

        for (var line = 1; ; line++)
        {
            var end = text.IndexOfAny((byte)'\n', (byte)'\r');
            AddLine(end < 0 ? text : text[..end], line);
            if (end < 0)
            {
                return;
            }

            text = text[(end + (text[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
    }

    /// <summary>The first that indents something, once the whole text was read.</summary>
    public SourcePosition? First()
    {
        PassTo(new SourcePosition(int.MaxValue, 1));
        return _first;
    }

    /// <summary>Passes over a quoted or block text, whose lines behind the first are indented as its author likes. The texts come in order.</summary>
    public void Pass(SourcePosition start, SourcePosition end)
    {
        if (_next == _tabs.Count || end.Line == start.Line)
        {
            return;
        }

        PassTo(new SourcePosition(start.Line + 1, 1));
        while (_next < _tabs.Count && _tabs[_next] < end)
        {
            _next++;
        }
    }

    private void PassTo(SourcePosition position)
    {
        for (; _next < _tabs.Count && _tabs[_next] < position; _next++)
        {
            _first ??= _tabs[_next];
        }
    }

    private void AddLine(ReadOnlySpan<byte> line, int number)
    {
        var indent = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        var tab = indent < 0 ? -1 : line[..indent].IndexOf((byte)'\t');
        if (tab >= 0 && line[indent] != '#')
        {
            _tabs.Add(new SourcePosition(number, tab + 1));
        }
    }
}
