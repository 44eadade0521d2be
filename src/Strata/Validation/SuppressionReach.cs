using System.Buffers;
using Strata.Diagnostics;
using Strata.Values;

namespace Strata.Validation;

/// <summary>
/// How far the comments of a file reach: one behind a value over its line, one on a line of its own over the next line that
/// holds a value and everything beneath that. Goes by the lines alone, for what is silenced may stand in metadata, or in the
/// part of a file that is another tool's. Not safe for use from several threads.
/// </summary>
internal sealed class SuppressionReach
{
    private readonly SourceText _text;
    private readonly Line[] _lines;
    private readonly bool _isToml;
    private readonly Dictionary<int, int> _ends = [];

    public SuppressionReach(SourceText text)
    {
        _text = text;
        _isToml = text.File.EndsWith(".toml", StringComparison.OrdinalIgnoreCase);
        _lines = new Line[text.LineCount + 2];
        var toml = new TomlNesting();
        for (var line = 1; line <= text.LineCount; line++)
        {
            var content = text.Line(line);
            var trimmed = content.AsSpan().TrimStart(" \t");
            var begins = !_isToml || toml.IsClosed;
            if (_isToml)
            {
                toml.Pass(content);
            }

            _lines[line] = new Line(
                Indent: content.Length - trimmed.Length,
                HoldsValue: !trimmed.IsEmpty && trimmed[0] != '#' && (_isToml || !IsMarker(content)),
                IsItem: trimmed is "-" or ['-', ' ' or '\t', ..],
                Begins: begins,
                IsHeader: begins && trimmed is ['[', ..]);
        }

        // From the end, so that a thousand comments in a row do not each look through the others.
        var next = 0;
        for (var line = text.LineCount; line >= 1; line--)
        {
            next = _lines[line].HoldsValue ? line : next;
            _lines[line] = _lines[line] with { Next = next };
        }
    }

    /// <summary>The lines, from 1, over which a comment reaches; none where nothing follows it.</summary>
    public (int First, int Last) Of(SourcePosition comment)
    {
        if (_lines[comment.Line].HoldsValue)
        {
            return (comment.Line, comment.Line);
        }

        var first = _lines[comment.Line].Next;
        if (first == 0)
        {
            return (0, -1);
        }

        if (!_ends.TryGetValue(first, out var last))
        {
            last = _isToml ? EndOfToml(first) : EndOfYaml(first);
            _ends.Add(first, last);
        }

        return (first, last);
    }

    // To the line before the next one that is not indented deeper. The items of a list may stand in the column of its key.
    private int EndOfYaml(int first)
    {
        var begin = _lines[first];
        var last = first;
        for (var at = first + 1; at <= _text.LineCount; at++)
        {
            var line = _lines[at];
            if (!line.HoldsValue)
            {
                continue;
            }

            if (line.Indent <= begin.Indent && (line.Indent < begin.Indent || begin.IsItem || !line.IsItem))
            {
                break;
            }

            last = at;
        }

        return last;
    }

    // A table reaches to the next one that is not within it, a value to the next key; and within a list, a line is a line.
    private int EndOfToml(int first)
    {
        if (!_lines[first].Begins)
        {
            return first;
        }

        var within = _lines[first].IsHeader ? NameOf(first) + "." : null;
        var at = first + 1;
        while (at <= _text.LineCount && !(_lines[at] is { Begins: true, HoldsValue: true } && (within is null || (_lines[at].IsHeader && !NameOf(at).StartsWith(within, StringComparison.Ordinal)))))
        {
            at++;
        }

        return at - 1;
    }

    // "[ a . b ] # comment" is "a.b".
    private string NameOf(int header)
    {
        var line = _text.Line(header).AsSpan().TrimStart(" \t").TrimStart('[');
        var end = line.IndexOf(']');
        return (end < 0 ? line : line[..end]).ToString().Replace(" ", "", StringComparison.Ordinal);
    }

    private static bool IsMarker(ReadOnlySpan<char> line) => line is ['%', ..] or "---" or "..." or ['-', '-', '-', ' ', '#', ..];

    private readonly record struct Line(int Indent, bool HoldsValue, bool IsItem, bool Begins, bool IsHeader, int Next = 0);

    /// <summary>What stays open at the end of a TOML line: brackets, and texts between three quotes.</summary>
    private sealed class TomlNesting
    {
        private static readonly SearchValues<char> Marks = SearchValues.Create("\"'[]{}#");

        private int _depth;
        private string? _quote;

        public bool IsClosed => _depth == 0 && _quote is null;

        public void Pass(ReadOnlySpan<char> line)
        {
            while (true)
            {
                if (_quote is not null)
                {
                    var end = EndOf(line, _quote);
                    if (end < 0)
                    {
                        _quote = _quote.Length == 3 ? _quote : null;
                        return;
                    }

                    line = line[end..];
                    _quote = null;
                }

                var at = line.IndexOfAny(Marks);
                if (at < 0 || line[at] == '#')
                {
                    return;
                }

                var length = 1;
                switch (line[at])
                {
                    case '[' or '{':
                        _depth++;
                        break;
                    case ']' or '}':
                        _depth--;
                        break;
                    default:
                        _quote = OpenSecret.QuoteAt(line, at);
                        length = _quote.Length;
                        break;
                }

                line = line[(at + length)..];
            }
        }

        // Behind the closing quote; -1 where it is not on this line.
        private static int EndOf(ReadOnlySpan<char> line, string quote)
        {
            for (var at = 0; at < line.Length; at++)
            {
                if (line[at] == '\\' && quote[0] == '"')
                {
                    at++;
                }
                else if (line[at..].StartsWith(quote))
                {
                    return at + quote.Length;
                }
            }

            return -1;
        }
    }
}
