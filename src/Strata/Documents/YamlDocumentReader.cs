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
    // Each document is an override, and costs the later stages far more than a node does.
    private const int MaxDocuments = 10_000;

    private readonly SourceText _text;
    private readonly string _name;
    private readonly DocumentRules _rules;
    private readonly TreeBuilder _builder;
    private readonly YamlAnchors _anchors = new();
    private readonly TabIndentation _tabs;
    private readonly ImmutableArray<ParsedDocument>.Builder _documents = ImmutableArray.CreateBuilder<ParsedDocument>(1);
    private readonly List<UnknownTag> _unknownTags = [];
    private ExcerptRedaction? _redaction;
    private SourceDocument _document = null!;
    private SourcePosition _documentStart;
    private int _count;

    private YamlDocumentReader(OverrideSource source, ParseLimits limits, KeyPool keys, DiagnosticBag diagnostics)
    {
        _text = source.Text;
        _name = source.Name;
        _rules = new DocumentRules(_text, limits, diagnostics);
        _builder = new TreeBuilder(_rules, keys);
        _tabs = new TabIndentation(_text.Content.Span);
    }

    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, KeyPool keys, DiagnosticBag diagnostics)
    {
        var reader = new YamlDocumentReader(source, limits, keys, diagnostics);
        reader.ReadStream();
        return reader._rules.Failed ? [] : reader._documents.DrainToImmutable();
    }

    private void ReadStream()
    {
        if (RefuseLineSeparator())
        {
            return;
        }

        var text = Encoding.UTF8.GetString(_text.Content.Span);
        using var reader = new StringReader(text);
        var scanner = new SteadyScanner(reader);
        var parser = new Parser(scanner);
        while (!_rules.Stopped && MoveNext(parser, scanner, text))
        {
            Accept(parser.Current!);
        }

        if (_rules.Stopped)
        {
            return;
        }

        if (_tabs.First() is { } tab)
        {
            ReportTab(tab);
        }

        if (_count == 0)
        {
            ReportEmpty(new SourcePosition(1, 1), "the file is empty");
        }
    }

    // The parser reports most bad input by its own exception, and a few shapes by ones of the framework.
    private bool MoveNext(Parser parser, SteadyScanner scanner, string text)
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception exception) when (exception is YamlException or InvalidOperationException or ArgumentException or FormatException or IndexOutOfRangeException)
        {
            var problem = YamlSyntaxProblem.From(exception, scanner.CurrentPosition, text);
            _rules.Stop(problem.Position, problem.Code, problem.Message, problem.Hint);
            return false;
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
            case DocumentStart start:
                StartDocument(Position(start.Start));
                break;
            case DocumentEnd:
                EndDocument();
                break;
        }
    }

    private void StartDocument(SourcePosition position)
    {
        if (++_count > MaxDocuments)
        {
            _rules.Stop(position, DiagnosticCode.TooManyNodes, $"the file has more than {MaxDocuments} documents", "split it");
            return;
        }

        _document = new SourceDocument(_count == 1 ? _name : $"{_name}#{_count}", _text);
        _documentStart = position;
        _builder.Begin(_document);
        _anchors.Clear();
        _unknownTags.Clear();
    }

    private void EndDocument()
    {
        switch (_builder.Root)
        {
            case MappingNode root:
                _documents.Add(new ParsedDocument(_document, root, [.. _unknownTags]));
                break;
            case ScalarNode { Type: ScalarType.Null, Style: ScalarStyle.Plain, Text: "" }:
                ReportEmpty(_documentStart, _count == 1 ? "the file is empty" : $"document {_count} of the file is empty");
                break;
            case { } other:
                TopLevel.RefuseOther(other, _rules);
                break;
        }
    }

    private void AcceptScalar(Scalar scalar)
    {
        var position = Position(scalar.Start);
        if (scalar.Style != YamlStyle.Plain)
        {
            _tabs.Pass(position, Position(scalar.End));
        }

        if (_builder.ExpectsKey)
        {
            AcceptKey(scalar, position);
            return;
        }

        var style = scalar.Style switch
        {
            YamlStyle.Plain => ScalarStyle.Plain,
            YamlStyle.Literal or YamlStyle.Folded => ScalarStyle.Block,
            _ => ScalarStyle.Quoted,
        };
        var tag = ReadTag(scalar.Tag, position).ForTemplate(scalar.Value);
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

        var sensitive = !scalar.Anchor.IsEmpty && IsSecret();
        _builder.Scalar(position, scalar.Value, type, style, tag.Merge, tag.Flags);
        if (!scalar.Anchor.IsEmpty && !_rules.Stopped)
        {
            var flags = tag.Flags | TreeBuilder.TemplateFlag(scalar.Value) | (sensitive ? NodeFlags.Sensitive : NodeFlags.None);
            _anchors.Define(scalar.Anchor, new ScalarNode(_document, position, scalar.Value, type, style, tag.Merge, flags));
        }
    }

    private void AcceptKey(Scalar scalar, SourcePosition position)
    {
        if (scalar is { Value: "", Style: YamlStyle.Plain })
        {
            _rules.Error(position, DiagnosticCode.KeyNoText, "a key is missing here", "write key: value; an empty key is written \"\"");
        }

        if (!scalar.Anchor.IsEmpty)
        {
            _anchors.Define(scalar.Anchor, new ScalarNode(_document, position, scalar.Value, ScalarType.String, ScalarStyle.Quoted));
        }

        _builder.Key(scalar.Value, position, isMergeKey: scalar is { Value: "<<", Style: YamlStyle.Plain });
        var tag = ReadTag(scalar.Tag, position);
        if (tag.Merge != MergeTag.None || tag.Flags != NodeFlags.None)
        {
            _rules.Error(position, DiagnosticCode.BadTaggedValue, "this tag stands on a key and says nothing there", "put it behind the colon: key: !tag value");
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
        _anchors.Open(start.Anchor, IsSecret() || (tag.Flags & NodeFlags.Sensitive) != 0);
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
        _anchors.Open(start.Anchor, IsSecret() || (tag.Flags & NodeFlags.Sensitive) != 0);
        _builder.StartSequence(position, tag.Merge, tag.MergeKey, tag.Flags);
    }

    private void AcceptAlias(AnchorAlias alias)
    {
        var position = Position(alias.Start);
        var found = _anchors.Find(alias.Value, out var node);
        if (found == AnchorState.Open)
        {
            _rules.Stop(position, DiagnosticCode.AliasCycle, $"the alias *{DocumentRules.Shorten(alias.Value.Value)} stands inside its own anchor", "an alias can only repeat what is complete");
        }
        else if (found == AnchorState.Unknown)
        {
            var near = EditDistance.Nearest(alias.Value.Value, _anchors.Names);
            var name = near is null && IsHidden(position) ? SecretText.Mask : DocumentRules.Shorten(alias.Value.Value);
            _rules.Stop(position, DiagnosticCode.UnknownAlias, $"no anchor &{name} stands before this alias", near is null ? "define the anchor above its first alias, or quote the value if it is text" : $"did you mean *{near}?");
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

    private bool IsSecret() => _anchors.IsInSecret || (_builder.PendingKey is { } key && SecretNames.Contains(key));

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

        _unknownTags.Add(new UnknownTag(tag.Value, position, _builder.TopLevelKey, IsHidden(position)));
        return default;
    }

    // A password that begins with "!" or "*" and was not quoted.
    private bool IsHidden(SourcePosition position) => (_redaction ??= new ExcerptRedaction(_text)).Hides(position);

    private void ReportTab(SourcePosition tab) => _rules.Stop(tab, DiagnosticCode.TabIndentation, "a tab is used as indentation", "indent with spaces");

    private void ReportEmpty(SourcePosition position, string message) => TopLevel.RefuseEmpty(position, message, "{}", _rules);

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

        _rules.Stop(
            _text.PositionOf(at),
            DiagnosticCode.ControlCharacter,
            "an invisible line separator (U+0085, U+2028 or U+2029) stands here",
            "remove it; inside a double-quoted text it can be written as an escape: \\u2028");
        return true;
    }

    private static SourcePosition Position(Mark mark) => new((int)mark.Line, (int)mark.Column);
}
