using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// The lines of a YAML text whose indentation has a tab. The parser lets some of them pass and reports others at the wrong
/// place; inside quoted and block texts they are innocent, and the reader strikes those out as it meets them.
/// </summary>
internal sealed class TabIndentation
{
    private readonly List<SourcePosition> _tabs = [];
    private int _next;

    public TabIndentation(SourceText text)
    {
        // Almost every file has none, and one vectorised search says so.
        var bytes = text.Content.Span;
        if (!bytes.Contains((byte)'\t'))
        {
            return;
        }

        for (var line = 1; line <= text.LineCount; line++)
        {
            var content = text.Line(line);
            var indent = content.AsSpan().IndexOfAnyExcept(' ', '\t');
            var tab = content.AsSpan(0, Math.Max(indent, 0)).IndexOf('\t');
            if (tab >= 0 && content[indent] != '#')
            {
                _tabs.Add(new SourcePosition(line, tab + 1));
            }
        }
    }

    /// <summary>The first that was not struck out.</summary>
    public SourcePosition? First => _tabs.Count > 0 ? _tabs[0] : null;

    /// <summary>The first at or after a line.</summary>
    public SourcePosition? FirstFrom(SourcePosition position)
    {
        foreach (var tab in _tabs)
        {
            if (tab.Line >= position.Line)
            {
                return tab;
            }
        }

        return null;
    }

    /// <summary>Strikes out the lines behind the first of a text, as far as it goes. The texts come in order.</summary>
    public void Skip(int firstLine, int lastLine)
    {
        if (_tabs.Count == 0 || firstLine == 0 || lastLine <= firstLine)
        {
            return;
        }

        while (_next < _tabs.Count && _tabs[_next].Line <= firstLine)
        {
            _next++;
        }

        var end = _next;
        while (end < _tabs.Count && _tabs[end].Line <= lastLine)
        {
            end++;
        }

        _tabs.RemoveRange(_next, end - _next);
    }
}
