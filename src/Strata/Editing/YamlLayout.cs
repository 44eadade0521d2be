using System.Buffers;
using Strata.Documents;
using Strata.Documents.Yaml;

namespace Strata.Editing;

/// <summary>Finds how each document of a YAML stream is written, of a text that the reader has found well formed.</summary>
internal sealed class YamlLayout
{
    private static readonly SearchValues<byte> HeaderBytes = SearchValues.Create("|>+-0123456789"u8);

    private readonly ReadOnlyMemory<byte> _content;
    private readonly TextLines _lines;
    private readonly Stack<Open> _open = new();
    private readonly Dictionary<string, (WrittenNode Node, string Text)> _anchors = new(StringComparer.Ordinal);
    private WrittenNode? _root;

    private YamlLayout(ReadOnlyMemory<byte> content)
    {
        _content = content;
        _lines = new TextLines(content);
    }

    /// <summary>The root of each document, and where the document ends.</summary>
    public static List<(WrittenNode Root, int End)> Read(ReadOnlyMemory<byte> content)
    {
        var layout = new YamlLayout(content);
        var documents = new List<(WrittenNode, int)>();
        var reader = new YamlReader(content, new KeyPool());
        while (reader.Read())
        {
            if (reader.Current.Kind == YamlEventKind.DocumentEnd)
            {
                documents.Add((layout._root!, reader.Current.Start));
                layout._anchors.Clear();
            }
            else
            {
                layout.Accept(reader.Current);
            }
        }

        return documents;
    }

    private bool IsInBrackets => _open.TryPeek(out var open) && open.Parent.Form != WrittenForm.Block;

    private void Accept(in YamlEvent current)
    {
        switch (current.Kind)
        {
            case YamlEventKind.Scalar:
                Add(Define(current, ScalarOf(current)), current.Text!, current.Style == YamlScalarStyle.Plain && current.Text == "<<");
                break;
            case YamlEventKind.Alias:
                var (target, text) = _anchors[current.Text!];
                Add(new WrittenAlias(target) { Start = current.Start, End = current.End }, text, isMerge: false);
                break;
            case YamlEventKind.MappingStart:
                var mapping = new WrittenMapping { Start = current.Start, End = current.Start, Form = FormAt(current.Start, '{') };
                _open.Push(new Open((WrittenParent)Define(current, mapping)));
                break;
            case YamlEventKind.SequenceStart:
                var sequence = new WrittenSequence { Start = current.Start, End = current.Start, Form = FormAt(current.Start, '[') };
                _open.Push(new Open((WrittenParent)Define(current, sequence)));
                break;
            case YamlEventKind.MappingEnd or YamlEventKind.SequenceEnd:
                var closed = _open.Pop().Parent;
                closed.End = closed.Form == WrittenForm.Brackets ? current.End : closed.End;
                Add(closed, "", isMerge: false);
                break;
        }
    }

    private WrittenNode Define(in YamlEvent current, WrittenNode node)
    {
        if (current.Anchor is not null)
        {
            _anchors[current.Anchor] = (node, current.Text ?? "");
        }

        return node;
    }

    private void Add(WrittenNode node, string text, bool isMerge)
    {
        if (!_open.TryPeek(out var open))
        {
            _root = node;
            return;
        }

        if (open.Parent is WrittenSequence sequence)
        {
            sequence.Items.Add(new WrittenItem(ItemStart(sequence, node), node));
        }
        else if (open.Key is null)
        {
            (open.Key, open.Text, open.IsMerge) = (node, text, isMerge);
        }
        else
        {
            var mapping = (WrittenMapping)open.Parent;
            mapping.Entries.Add(new WrittenEntry(open.Text, open.IsMerge, EntryStart(mapping, open.Key), open.Key.End, node));
            open.Key = null;
        }

        open.Parent.End = Math.Max(open.Parent.End, node.End);
    }

    // An anchor or a tag may stand before a key. In a block all keys begin in the column of the first.
    private int EntryStart(WrittenMapping mapping, WrittenNode key)
    {
        if (mapping.Form != WrittenForm.Block)
        {
            return key.Start;
        }

        return mapping.Count == 0 ? mapping.Start : _lines.StartOf(key.Start) + _lines.ColumnOf(mapping.Start);
    }

    // The dash, which is the first thing in its column behind the item before.
    private int ItemStart(WrittenSequence sequence, WrittenNode item)
    {
        if (sequence.Form != WrittenForm.Block)
        {
            return item.Start;
        }

        if (sequence.Count == 0)
        {
            return sequence.Start;
        }

        var text = _content.Span;
        var column = _lines.ColumnOf(sequence.Start);
        var at = _lines.Behind(sequence.Items[^1].Value.End);
        while (at + column < item.Start && (text[at + column] != '-' || text.Slice(at, column).ContainsAnyExcept((byte)' ')))
        {
            at = _lines.Next(at);
        }

        return at + column;
    }

    private WrittenForm FormAt(int start, char bracket) =>
        _content.Span[start] == bracket ? WrittenForm.Brackets : IsInBrackets ? WrittenForm.Pair : WrittenForm.Block;

    private WrittenScalar ScalarOf(in YamlEvent current)
    {
        var style = current.Style switch
        {
            YamlScalarStyle.SingleQuoted => WrittenStyle.SingleQuoted,
            YamlScalarStyle.DoubleQuoted => WrittenStyle.DoubleQuoted,
            YamlScalarStyle.Literal or YamlScalarStyle.Folded => WrittenStyle.Block,
            _ => current.Start == current.End ? WrittenStyle.Missing : WrittenStyle.Plain,
        };
        var (header, text, end) = (current.Start, current.End, current.End);
        if (style == WrittenStyle.Block)
        {
            var bytes = _content.Span;
            header += bytes[current.Start..].IndexOfAnyExcept(HeaderBytes) is var length and >= 0 ? length : bytes.Length - current.Start;
            var first = _lines.EndOf(header);
            text = first + bytes[first..Math.Max(first, current.End)].TrimEnd(" \t\r\n"u8).Length;
            text = _lines.EndOf(text);

            // Of the blank lines behind it, only those are its own that it asks to keep.
            end = bytes[current.Start..header].Contains((byte)'+') ? Math.Max(text, current.End) : text;
        }

        return new WrittenScalar
        {
            Start = current.Start,
            End = end,
            Style = style,
            IsInBrackets = IsInBrackets,
            Tag = current.Tag,
            Anchor = current.Anchor,
            HeaderEnd = header,
            TextEnd = text,
        };
    }

    /// <summary>A mapping or list that is being read.</summary>
    private sealed class Open(WrittenParent parent)
    {
        public WrittenParent Parent => parent;

        public WrittenNode? Key { get; set; }

        public string Text { get; set; } = "";

        public bool IsMerge { get; set; }
    }
}
