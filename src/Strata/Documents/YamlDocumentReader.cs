using System.Collections.Immutable;
using System.Text;
using Strata.Diagnostics;
using Strata.Sources;
using Strata.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using ScalarStyle = Strata.Values.ScalarStyle;
using YamlStyle = YamlDotNet.Core.ScalarStyle;

namespace Strata.Documents;

/// <summary>
/// Reads YAML 1.2 from the events of YamlDotNet's parser. The parser's time grows with the square of the flow nesting, but its
/// look-ahead is bounded, so that stopping at the nesting limit keeps it linear; nothing here recurses.
/// </summary>
internal sealed class YamlDocumentReader
{
    private readonly SourceText _text;
    private readonly ParseLimits _limits;
    private readonly DiagnosticBag _diagnostics;
    private readonly KeyPool _keys = new();
    private readonly TabIndentation _tabs;
    private readonly ImmutableArray<ParsedDocument>.Builder _documents = ImmutableArray.CreateBuilder<ParsedDocument>(1);
    private readonly List<UnknownTag> _unknownTags = [];
    private YamlAnchors _anchors = new();
    private DocumentRules _rules = null!;
    private TreeBuilder _builder = null!;
    private SourceDocument _document = null!;
    private bool _failed;
    private int _count;

    private YamlDocumentReader(OverrideSource source, ParseLimits limits, DiagnosticBag diagnostics)
    {
        _text = source.Text;
        _limits = limits;
        _diagnostics = diagnostics;
        _tabs = new TabIndentation(_text);
        Name = source.Name;
    }

    private string Name { get; }

    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, DiagnosticBag diagnostics)
    {
        var reader = new YamlDocumentReader(source, limits, diagnostics);
        reader.ReadStream();
        return reader._failed ? [] : reader._documents.DrainToImmutable();
    }

    private void ReadStream()
    {
        if (RefuseLineSeparator())
        {
            return;
        }

        using var reader = new StringReader(Encoding.UTF8.GetString(_text.Content.Span));
        var parser = new Parser(new SteadyScanner(reader));
        while (MoveNext(parser))
        {
            Accept(parser.Current!);
            if (_rules is { Stopped: true })
            {
                _failed = true;
                return;
            }
        }

        if (_tabs.First is { } tab && !_failed)
        {
            ReportTab(tab);
        }

        if (_count == 0 && !_failed)
        {
            ReportEmpty(new SourcePosition(1, 1), "the file is empty");
        }
    }

    // The parser reports most bad input by its own exception, and a few shapes by ones of the framework.
    private bool MoveNext(Parser parser)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (YamlException exception)
        {
            Fail(YamlSyntaxProblem.PositionOf(exception), exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            Fail(parser.Current is { } current ? Position(current.End) : new SourcePosition(1, 1), exception.Message);
        }

        return false;

        void Fail(SourcePosition position, string message)
        {
            _failed = true;
            if (_tabs.FirstFrom(position) is { } tab && message.Contains("tab", StringComparison.Ordinal))
            {
                ReportTab(tab);
            }
            else
            {
                var (said, hint) = YamlSyntaxProblem.Explain(message);
                _diagnostics.Add(Diagnostic.At(_text, position, DiagnosticCode.SyntaxError, DiagnosticSeverity.Error, said) with { Hint = hint });
            }
        }
    }

    private void Accept(ParsingEvent current)
    {
        switch (current)
        {
            case Scalar scalar:
                AcceptScalar(scalar);
                break;
            case MappingStart start:
                OpenMapping(start);
                break;
            case SequenceStart start:
                OpenSequence(start);
                break;
            case MappingEnd or SequenceEnd:
                _anchors.Close(_builder.End());
                break;
            case AnchorAlias alias:
                AcceptAlias(alias);
                break;
            case DocumentStart:
                StartDocument();
                break;
            case DocumentEnd:
                EndDocument(current);
                break;
        }
    }

    private void StartDocument()
    {
        _count++;
        _document = new SourceDocument(_count == 1 ? Name : $"{Name}#{_count}", _text);
        _rules = new DocumentRules(_document, _limits, _diagnostics);
        _builder = new TreeBuilder(_rules, _keys);
        _anchors = new YamlAnchors();
        _unknownTags.Clear();
    }

    private void EndDocument(ParsingEvent end)
    {
        _failed |= _rules.Failed;
        switch (_builder.Root)
        {
            case MappingNode root:
                _documents.Add(new ParsedDocument(_document, root, [.. _unknownTags]));
                break;
            case ScalarNode { Type: ScalarType.Null, Style: ScalarStyle.Plain, Text: "" }:
                ReportEmpty(Position(end.Start), _count == 1 ? "the file is empty" : $"document {_count} of the file is empty");
                break;
            case { } other when !_rules.Failed:
                _failed = true;
                _diagnostics.Add(TopLevel.NoMapping(other));
                break;
        }
    }

    private void AcceptScalar(Scalar scalar)
    {
        var position = Position(scalar.Start);
        _tabs.Skip(scalar.Style == YamlStyle.Plain ? 0 : position.Line, (int)scalar.End.Line);
        if (_builder.ExpectsKey)
        {
            var isMergeKey = scalar is { Value: "<<", Style: YamlStyle.Plain };
            _anchors.Define(scalar.Anchor, new ScalarNode(_document, position, scalar.Value, ScalarType.String, ScalarStyle.Quoted));
            _builder.Key(scalar.Value, position, isMergeKey);
            return;
        }

        if (scalar.Style == YamlStyle.DoubleQuoted && HasLoneSurrogate(scalar.Value))
        {
            _rules.LoneSurrogate(position, "write the character itself, or \\U and eight digits");
        }

        var style = scalar.Style switch
        {
            YamlStyle.Plain => ScalarStyle.Plain,
            YamlStyle.Literal or YamlStyle.Folded => ScalarStyle.Block,
            _ => ScalarStyle.Quoted,
        };
        var tag = ReadTag(scalar.Tag, position);
        var type = style == ScalarStyle.Plain ? CoreSchema.TypeOf(scalar.Value) : ScalarType.String;
        if (tag.Core is not null)
        {
            var accepted = tag.TypeOf(scalar.Value);
            if (accepted is null)
            {
                _rules.Error(position, DiagnosticCode.BadTaggedValue, $"this is not what the tag {tag.Core} says", "correct the value, or remove the tag");
            }

            type = accepted ?? type;
            style = type == ScalarType.String ? ScalarStyle.Quoted : style;
        }
        else if (tag.IsText)
        {
            (type, style) = (ScalarType.String, ScalarStyle.Quoted);
        }

        var sensitive = _builder.PendingKey is { } key && !scalar.Anchor.IsEmpty && SecretNames.Contains(key);
        _builder.Scalar(position, scalar.Value, type, style, tag.Merge, tag.Flags);
        if (!scalar.Anchor.IsEmpty && !_rules.Stopped)
        {
            var flags = tag.Flags | (scalar.Value.Contains('$') ? NodeFlags.HasTemplates : NodeFlags.None) | (sensitive ? NodeFlags.Sensitive : NodeFlags.None);
            _anchors.Define(scalar.Anchor, new ScalarNode(_document, position, scalar.Value, type, style, tag.Merge, flags));
        }
    }

    private void OpenMapping(MappingStart start)
    {
        var position = Position(start.Start);
        if (RefuseKey(position))
        {
            return;
        }

        var tag = ReadTag(start.Tag, position);
        tag.Expect("map", position, _rules);
        _anchors.Open(start.Anchor, IsSecret());
        _builder.StartMapping(position, tag.Merge, tag.Flags);
    }

    private void OpenSequence(SequenceStart start)
    {
        var position = Position(start.Start);
        if (RefuseKey(position))
        {
            return;
        }

        var tag = ReadTag(start.Tag, position);
        tag.Expect("seq", position, _rules);
        _anchors.Open(start.Anchor, IsSecret());
        _builder.StartSequence(position, tag.Merge, tag.MergeKey, tag.Flags);
    }

    private void AcceptAlias(AnchorAlias alias)
    {
        var position = Position(alias.Start);
        var found = _anchors.Find(alias.Value, out var node);
        if (found == AnchorState.Open)
        {
            _rules.Stop(position, DiagnosticCode.AliasCycle, $"the alias *{alias.Value} stands inside its own anchor", "an alias can only repeat what is complete");
        }
        else if (found == AnchorState.Unknown)
        {
            var near = EditDistance.Nearest(alias.Value.Value, _anchors.Names);
            _rules.Stop(position, DiagnosticCode.UnknownAlias, $"no anchor &{alias.Value} stands before this alias", near is null ? "define the anchor above its first alias" : $"did you mean *{near}?");
        }
        else if (!_builder.ExpectsKey)
        {
            _builder.Node(node!, position);
        }
        else if (node is ScalarNode key)
        {
            _builder.Key(key.Text, position);
        }
        else
        {
            RefuseKey(position);
        }
    }

    private bool IsSecret() => _builder.PendingKey is { } key && SecretNames.Contains(key);

    private bool RefuseKey(SourcePosition position)
    {
        if (_builder.ExpectsKey)
        {
            _rules.Stop(position, DiagnosticCode.KeyNoText, "a key must be text, not a mapping or a list", "quote it if it is text: templates such as ${VAR} need no braces of their own");
        }

        return _rules.Stopped;
    }

    private YamlTag ReadTag(TagName tag, SourcePosition position)
    {
        if (tag.IsEmpty || (tag.IsNonSpecific && tag.Value == "?"))
        {
            return default;
        }

        if (YamlTag.TryRead(tag.Value, out var read))
        {
            return read;
        }

        _unknownTags.Add(new UnknownTag(tag.Value, position, _builder.TopLevelKey));
        return default;
    }

    private void ReportTab(SourcePosition tab)
    {
        _failed = true;
        _diagnostics.Add(Diagnostic.At(_text, tab, DiagnosticCode.TabIndentation, DiagnosticSeverity.Error, "a tab is used as indentation") with
        {
            Length = 1,
            Hint = "indent with spaces",
        });
    }

    private void ReportEmpty(SourcePosition position, string message)
    {
        _failed = true;
        _diagnostics.Add(TopLevel.Empty(_text, position, message, "{}"));
    }

    // The parser takes these for line breaks, as YAML 1.1 did; every editor and YAML 1.2 do not. Lines would then not be those that people see.
    private bool RefuseLineSeparator()
    {
        var bytes = _text.Content.Span;
        var at = bytes.IndexOf("\u0085"u8);
        at = at >= 0 ? at : bytes.IndexOf("\u2028"u8);
        at = at >= 0 ? at : bytes.IndexOf("\u2029"u8);
        if (at < 0)
        {
            return false;
        }

        _failed = true;
        _diagnostics.Add(Diagnostic.At(_text, _text.PositionOf(at), DiagnosticCode.ControlCharacter, DiagnosticSeverity.Error, "an invisible line separator (U+0085, U+2028 or U+2029) stands here") with
        {
            Length = 1,
            Hint = "remove it; inside a double-quoted text it can be written as an escape: \\u2028",
        });
        return true;
    }

    private static bool HasLoneSurrogate(string text)
    {
        var rest = text.AsSpan();
        for (int at; (at = rest.IndexOfAnyInRange('\uD800', '\uDFFF')) >= 0; rest = rest[(at + 2)..])
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                return true;
            }
        }

        return false;
    }

    private static SourcePosition Position(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
