using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// Reads TOML 1.1. Tables may be extended far from where they begin, so that they are collected first and become nodes at the
/// end; duplicate tables are told from extended ones by how each came to be.
/// </summary>
internal sealed class TomlDocumentReader
{
    private readonly SourceDocument _document;
    private readonly DocumentRules _rules;
    private readonly TomlScanner _scanner;
    private readonly TomlTable _root = new(new SourcePosition(1, 1), TomlTableKind.Header, depth: 1);
    private readonly List<(string Key, SourcePosition Position)> _path = [];

    private TomlDocumentReader(string text, SourceDocument document, DocumentRules rules, KeyPool keys)
    {
        _document = document;
        _rules = rules;
        _scanner = new TomlScanner(text, rules, keys);
    }

    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, KeyPool keys, DiagnosticBag diagnostics)
    {
        var document = new SourceDocument(source.Name, source.Text);
        var rules = new DocumentRules(source.Text, limits, diagnostics);
        var text = Encoding.UTF8.GetString(source.Content.Span);
        var reader = new TomlDocumentReader(text, document, rules, keys);
        if (reader.RefuseLoneReturn(text) || !reader.ReadTables() || rules.Failed)
        {
            return [];
        }

        if (reader._root.IsEmpty)
        {
            TopLevel.RefuseEmpty(new SourcePosition(1, 1), "the file is empty", "[_metadata]", rules);
            return [];
        }

        return [new ParsedDocument(document, reader._root.ToNode(document), []) { Comments = reader._scanner.TakeComments() }];
    }

    private bool ReadTables()
    {
        var table = _root;
        _rules.CountNode(_root.Position);
        for (_scanner.SkipLines(); _scanner.Next != '\0'; _scanner.SkipLines())
        {
            var read = _scanner.Next == '[' ? ReadHeader(out table) : ReadEntry(table);
            if (!read || !_scanner.EndLine() || _rules.Stopped)
            {
                return false;
            }
        }

        return true;
    }

    private bool ReadHeader(out TomlTable table)
    {
        table = _root;
        var isArray = _scanner.TryTake("[[");
        if (!isArray)
        {
            _scanner.TryTake("[");
        }

        if (!ReadPath())
        {
            return false;
        }

        if (!_scanner.TryTake(isArray ? "]]" : "]"))
        {
            return _scanner.Fail(_scanner.At, isArray ? "\"]]\" is expected behind the table's name" : "\"]\" is expected behind the table's name", "a table begins with [name], an item of an array of tables with [[name]]");
        }

        for (var i = 0; i < _path.Count - 1; i++)
        {
            table = Enter(table, _path[i], TomlTableKind.Implicit);
        }

        table = isArray ? AddItem(table, _path[^1]) : Define(table, _path[^1]);
        return !_rules.Stopped;
    }

    // key = value, or a.b.c = value.
    private bool ReadEntry(TomlTable table)
    {
        if (!ReadPath())
        {
            return false;
        }

        if (!_scanner.TryTake("="))
        {
            return _scanner.Fail(_scanner.At, "a \"=\" is expected behind the key", "write key = value; a key with spaces takes quotes");
        }

        for (var i = 0; i < _path.Count - 1; i++)
        {
            table = Enter(table, _path[i], TomlTableKind.Dotted);
        }

        var (key, position) = _path[^1];
        _scanner.SkipBlanks();
        if (_rules.Stopped || ReadValue(table.Depth + 1) is not { } value)
        {
            return false;
        }

        if (table.Find(key, out var first) is null)
        {
            table.Add(key, position, value);
        }
        else
        {
            _rules.DuplicateKey(key, position, first, "keep one of them");
        }

        return true;
    }

    private bool ReadPath()
    {
        _path.Clear();
        do
        {
            _scanner.SkipBlanks();
            var position = _scanner.Position;
            if (!_rules.CheckDepth(_path.Count + 1, position) || !_scanner.TryReadKey(out var key))
            {
                return false;
            }

            _path.Add((key, position));
            _scanner.SkipBlanks();
        }
        while (_scanner.TryTake("."));

        return true;
    }

    // The table under a key that is not the last of its path.
    private TomlTable Enter(TomlTable table, (string Key, SourcePosition Position) step, TomlTableKind kind)
    {
        switch (table.Find(step.Key, out var first))
        {
            case null:
                return Create(table, step, kind);
            case TomlTable next when kind == TomlTableKind.Implicit:
                return next;
            case TomlTable { Kind: not TomlTableKind.Header } next:
                next.Kind = TomlTableKind.Dotted;
                return next;
            case TomlTableArray array when kind == TomlTableKind.Implicit:
                return array.Last;
            case TomlTable or TomlTableArray:
                _rules.DuplicateKey(step.Key, step.Position, first, "a table with a header of its own takes its keys there: move this one beneath it");
                break;
            default:
                _rules.DuplicateKey(step.Key, step.Position, first, "a value is complete where it stands, and so is a table in braces: write all its keys there");
                break;
        }

        return Unused(table, step.Position);
    }

    // [header]
    private TomlTable Define(TomlTable table, (string Key, SourcePosition Position) step)
    {
        switch (table.Find(step.Key, out var first))
        {
            case null:
                return Create(table, step, TomlTableKind.Header);
            case TomlTable { Kind: TomlTableKind.Implicit } next:
                table.Define(step.Key, step.Position);
                return next;
            case TomlTableArray:
                _rules.DuplicateKey(step.Key, step.Position, first, $"write [[{DocumentRules.Shorten(step.Key)}]] to add an item to the array of tables");
                break;
            default:
                _rules.DuplicateKey(step.Key, step.Position, first, "rename one of them, or join the two blocks");
                break;
        }

        return Unused(table, step.Position);
    }

    // [[header]]
    private TomlTable AddItem(TomlTable table, (string Key, SourcePosition Position) step)
    {
        var found = table.Find(step.Key, out var first);
        if (found is null && _rules.CountNode(step.Position))
        {
            found = new TomlTableArray(step.Position);
            table.Add(step.Key, step.Position, found);
        }

        var item = new TomlTable(step.Position, TomlTableKind.Header, table.Depth + 2);
        if (found is TomlTableArray array)
        {
            _rules.CountNode(step.Position);
            _rules.CheckDepth(item.Depth, step.Position);
            array.Add(item);
        }
        else
        {
            _rules.DuplicateKey(step.Key, step.Position, first, "a key is either an array of tables or something else: rename one of them");
        }

        return item;
    }

    private TomlTable Create(TomlTable table, (string Key, SourcePosition Position) step, TomlTableKind kind)
    {
        var created = new TomlTable(step.Position, kind, table.Depth + 1);
        _rules.CountNode(step.Position);
        _rules.CheckDepth(created.Depth, step.Position);
        table.Add(step.Key, step.Position, created);
        return created;
    }

    // Takes what cannot be put where it should be, so that the rest of the file is still looked at.
    private static TomlTable Unused(TomlTable table, SourcePosition position) => new(position, TomlTableKind.Header, table.Depth + 1);

    private ConfigNode? ReadValue(int depth)
    {
        var position = _scanner.Position;
        if (_scanner.Next is '[' or '{')
        {
            return _rules.CheckDepth(depth, position) && _rules.CountNode(position) ? ReadBracketed(depth, position) : null;
        }

        if (!_rules.CountNode(position))
        {
            return null;
        }

        if (_scanner.Next is '"' or '\'')
        {
            return _scanner.TryReadText(out var text)
                ? new ScalarNode(_document, position, text, ScalarType.String, ScalarStyle.Quoted, flags: TreeBuilder.TemplateFlag(text))
                : null;
        }

        var start = _scanner.At;
        var word = _scanner.TakeWord();
        if (TomlWord.TryRead(word, out var value, out var type))
        {
            return new ScalarNode(_document, position, value, type, type == ScalarType.String ? ScalarStyle.Quoted : ScalarStyle.Plain);
        }

        _scanner.Fail(start, word.IsEmpty ? "a value is missing here" : "this is no TOML value", TomlWord.HintFor(word));
        return null;
    }

    private ConfigNode? ReadBracketed(int depth, SourcePosition position) =>
        _scanner.TryTake("[") ? ReadArray(depth, position) : ReadInlineTable(depth, position);

    private SequenceNode? ReadArray(int depth, SourcePosition position)
    {
        var items = new List<ConfigNode>();
        for (_scanner.SkipLines(); !_scanner.TryTake("]"); _scanner.SkipLines())
        {
            if (ReadValue(depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
            if (!EndItem(']', "array", position))
            {
                return null;
            }
        }

        return new SequenceNode(_document, position, [.. items]);
    }

    private MappingNode? ReadInlineTable(int depth, SourcePosition position)
    {
        var table = new TomlTable(position, TomlTableKind.Header, depth);
        _scanner.TryTake("{");
        for (_scanner.SkipLines(); !_scanner.TryTake("}"); _scanner.SkipLines())
        {
            if (!ReadEntry(table) || !EndItem('}', "table", position))
            {
                return null;
            }
        }

        return table.ToNode(_document);
    }

    // A comma, or the closing bracket, which is left for the loop to take.
    private bool EndItem(char close, string what, SourcePosition opened)
    {
        _scanner.SkipLines();
        if (_scanner.Next == close || _scanner.TryTake(","))
        {
            return true;
        }

        return _scanner.Next == '\0'
            ? _scanner.Fail(_scanner.At, $"the {what} opened at {opened} never ends", $"add the closing \"{close}\"")
            : _scanner.Fail(_scanner.At, $"a \",\" or \"{close}\" is expected here", null);
    }

    private bool RefuseLoneReturn(string text)
    {
        var at = -1;
        do
        {
            at = text.IndexOf('\r', at + 1);
        }
        while (at >= 0 && at + 1 < text.Length && text[at + 1] == '\n');

        return at >= 0 && !_scanner.Fail(at, "a carriage return stands alone here", "end lines with LF, or with CR LF");
    }
}
