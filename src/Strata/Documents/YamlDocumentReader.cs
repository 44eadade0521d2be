using System.Collections.Immutable;
using Strata.Diagnostics;
using Strata.Documents.Yaml;
using Strata.Sources;
using Strata.Values;

namespace Strata.Documents;

/// <summary>
/// Makes trees of the events of a YAML stream: applies tags, anchors, merge keys and limits, and knows what is secret.
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
    private readonly bool _hasAnchors;
    private readonly ImmutableArray<ParsedDocument>.Builder _documents = ImmutableArray.CreateBuilder<ParsedDocument>(1);
    private readonly List<UnknownTag> _unknownTags = [];
    private ExcerptRedaction? _redaction;
    private SourceDocument _document = null!;
    private SourcePosition _documentStart;
    private int _count;

    private YamlDocumentReader(OverrideSource source, ParseLimits limits, DiagnosticBag diagnostics)
    {
        _text = source.Text;
        _name = source.Name;
        _rules = new DocumentRules(_text, limits, diagnostics);
        _builder = new TreeBuilder(_rules);
        _hasAnchors = source.Content.Span.Contains((byte)'&');
    }

    public static ImmutableArray<ParsedDocument> Read(OverrideSource source, ParseLimits limits, KeyPool keys, DiagnosticBag diagnostics)
    {
        var reader = new YamlDocumentReader(source, limits, diagnostics);
        reader.ReadStream(new YamlReader(source.Content, keys));
        return reader._rules.Failed ? [] : reader._documents.DrainToImmutable();
    }

    private void ReadStream(YamlReader reader)
    {
        while (!_rules.Stopped && reader.Read() && reader.FirstTab is null)
        {
            Accept(reader.Current);
            if (reader.Current.Kind == YamlEventKind.DocumentEnd)
            {
                EndDocument(reader.TakeComments());
            }
        }

        if (_rules.Stopped)
        {
            return;
        }

        if (reader.FirstTab is { } tab && (reader.Problem is null || tab < reader.ProblemPosition))
        {
            Report(YamlSyntaxProblem.Tab, tab);
        }
        else if (reader.Problem is { } problem)
        {
            Report(problem, reader.ProblemPosition);
        }
        else if (_count == 0)
        {
            ReportEmpty(new SourcePosition(1, 1), "the file is empty");
        }
    }

    private void Accept(in YamlEvent current)
    {
        switch (current.Kind)
        {
            case YamlEventKind.Scalar when _builder.ExpectsKey:
                AcceptKey(current);
                break;
            case YamlEventKind.Scalar:
                AcceptScalar(current);
                break;
            case YamlEventKind.MappingStart:
                OpenMapping(current);
                break;
            case YamlEventKind.SequenceStart:
                OpenSequence(current);
                break;
            case YamlEventKind.MappingEnd or YamlEventKind.SequenceEnd:
                _anchors.Close(_builder.End());
                break;
            case YamlEventKind.Alias:
                AcceptAlias(current.Position, current.Text!);
                break;
            case YamlEventKind.DocumentStart:
                StartDocument(current.Position);
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

    private void EndDocument(ImmutableArray<StrataComment> comments)
    {
        switch (_builder.Root)
        {
            case MappingNode root:
                _documents.Add(new ParsedDocument(_document, root, [.. _unknownTags]) { Comments = comments });
                break;
            case ScalarNode { Type: ScalarType.Null, Style: ScalarStyle.Plain, Text: "" }:
                ReportEmpty(_documentStart, _count == 1 ? "the file is empty" : $"document {_count} of the file is empty");
                break;
            case { } other:
                TopLevel.RefuseOther(other, _rules);
                break;
        }
    }

    private void AcceptScalar(in YamlEvent scalar)
    {
        var (position, text) = (scalar.Position, scalar.Text!);
        var style = scalar.Style switch
        {
            YamlScalarStyle.Plain => ScalarStyle.Plain,
            YamlScalarStyle.Literal or YamlScalarStyle.Folded => ScalarStyle.Block,
            _ => ScalarStyle.Quoted,
        };
        var tag = ReadTag(scalar.Tag, position).ForTemplate(text);
        var type = style == ScalarStyle.Plain ? CoreSchema.TypeOf(text) : ScalarType.String;
        if (tag.Core is not null)
        {
            var accepted = tag.TypeOf(text);
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

        var sensitive = scalar.Anchor is not null && IsSecret();
        _builder.Scalar(position, text, type, style, tag.Merge, tag.Flags);
        if (scalar.Anchor is not null && !_rules.Stopped)
        {
            var flags = tag.Flags | TreeBuilder.TemplateFlag(text) | (sensitive ? NodeFlags.Sensitive : NodeFlags.None);
            _anchors.Define(scalar.Anchor, new ScalarNode(_document, position, text, type, style, tag.Merge, flags));
        }
    }

    private void AcceptKey(in YamlEvent key)
    {
        var (position, text, isPlain) = (key.Position, key.Text!, key.Style == YamlScalarStyle.Plain);
        if (isPlain && text.Length == 0)
        {
            _rules.Error(position, DiagnosticCode.KeyNoText, "a key is missing here", "write key: value; an empty key is written \"\"");
        }

        if (key.Anchor is not null)
        {
            _anchors.Define(key.Anchor, new ScalarNode(_document, position, text, ScalarType.String, ScalarStyle.Quoted));
        }

        _builder.Key(text, position, isMergeKey: isPlain && text == "<<");
        var tag = ReadTag(key.Tag, position);
        if (tag.Merge != MergeTag.None || tag.Flags != NodeFlags.None)
        {
            _rules.Error(position, DiagnosticCode.BadTaggedValue, "this tag stands on a key and says nothing there", "put it behind the colon: key: !tag value");
        }
    }

    private void OpenMapping(in YamlEvent start)
    {
        var position = start.Position;
        if (RefuseKey(position))
        {
            return;
        }

        var tag = ReadTag(start.Tag, position);
        tag.Expect("map", position, _rules);
        _anchors.Open(start.Anchor, IsSecret() || (tag.Flags & NodeFlags.Sensitive) != 0);
        _builder.StartMapping(position, tag.Merge, tag.Flags);
    }

    private void OpenSequence(in YamlEvent start)
    {
        var position = start.Position;
        if (RefuseKey(position))
        {
            return;
        }

        var tag = ReadTag(start.Tag, position);
        tag.Expect("seq", position, _rules);
        _anchors.Open(start.Anchor, IsSecret() || (tag.Flags & NodeFlags.Sensitive) != 0);
        _builder.StartSequence(position, tag.Merge, tag.MergeKey, tag.Flags);
    }

    private void AcceptAlias(SourcePosition position, string name)
    {
        var found = _anchors.Find(name, out var node);
        if (found == AnchorState.Open)
        {
            _rules.Stop(position, DiagnosticCode.AliasCycle, $"the alias *{DocumentRules.Shorten(name)} stands inside its own anchor", "an alias can only repeat what is complete");
        }
        else if (found == AnchorState.Unknown)
        {
            var near = EditDistance.Nearest(name, _anchors.Names);
            var shown = near is null && IsHidden(position) ? SecretText.Mask : DocumentRules.Shorten(name);
            _rules.Stop(position, DiagnosticCode.UnknownAlias, $"no anchor &{shown} stands before this alias", near is null ? "define the anchor above its first alias, or quote the value if it is text" : $"did you mean *{near}?");
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

    // What is secret by its key is known to later stages; here it matters where an alias may repeat it elsewhere.
    private bool IsSecret() => _hasAnchors && (_anchors.IsInSecret || (_builder.PendingKey is { } key && SecretNames.Contains(key)));

    private bool RefuseKey(SourcePosition position)
    {
        if (_builder.ExpectsKey)
        {
            _rules.Stop(position, DiagnosticCode.KeyNoText, "a key must be text, not a mapping or a list", "quote it if it is text: templates such as ${VAR} need no braces of their own");
        }

        return _rules.Stopped;
    }

    private YamlTag ReadTag(string? tag, SourcePosition position)
    {
        if (tag is null)
        {
            return default;
        }

        if (YamlTag.TryRead(tag, out var read))
        {
            return read;
        }

        _unknownTags.Add(new UnknownTag(tag, position, _builder.TopLevelKey));
        return default;
    }

    // A password that begins with "*" and was not quoted.
    private bool IsHidden(SourcePosition position) => (_redaction ??= new ExcerptRedaction(_text)).Hides(position);

    private void Report(YamlSyntaxProblem problem, SourcePosition position) => _rules.Stop(position, problem.Code, problem.Message, problem.Hint);

    private void ReportEmpty(SourcePosition position, string message) => TopLevel.RefuseEmpty(position, message, "{}", _rules);
}
