using System.Collections.Immutable;
using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>
/// Reads a YAML 1.2 stream (yaml.org/spec/1.2.2) from its bytes, event by event, in time linear in the text and without recursion.
/// What is wrong is a value and ends the reading. Whether keys are unique and anchors known is for who takes the events.
/// </summary>
/// <remarks>
/// One thing of the specification is refused here: a list or mapping in brackets before a <c>:</c> (<c>[a]: b</c>). That it is a
/// key is known only behind it, and no key of ours may be one.
/// </remarks>
internal sealed class YamlReader
{
    private readonly YamlCursor _cursor;
    private readonly YamlDirectives _directives = new();
    private readonly YamlEventQueue _events;
    private readonly YamlFrames _frames = new();
    private readonly YamlBlocks _blocks;
    private readonly YamlFlows _flows;
    private bool _hasEnded;

    /// <param name="content">The text: valid UTF-8 without control characters, a byte order mark at its beginning left out.</param>
    /// <param name="keys">Gives the strings of keys.</param>
    public YamlReader(ReadOnlyMemory<byte> content, KeyPool keys)
    {
        _cursor = new YamlCursor(content);
        _events = new YamlEventQueue(keys);
        var names = new YamlNames(_cursor, _directives, keys);
        var scalar = new ScalarText();
        var scalars = new YamlScalars(_cursor, _events, names, scalar);
        _flows = new YamlFlows(_cursor, _frames, _events, names, scalar, scalars);
        _blocks = new YamlBlocks(_cursor, _frames, _events, names, scalar, scalars, _flows);
        _frames.Push(new YamlFrame { Kind = YamlFrameKind.Stream });
    }

    /// <summary>The event that was read last.</summary>
    public ref readonly YamlEvent Current => ref _events.Current;

    /// <summary>What is wrong, once <see cref="Read"/> gave false; null where the stream is well formed.</summary>
    public YamlSyntaxProblem? Problem => _cursor.Problem;

    public SourcePosition ProblemPosition => _cursor.ProblemPosition;

    /// <summary>
    /// The first tab so far among the blanks that a line of content begins with. YAML forbids it before keys and dashes, which is
    /// a problem; lets it pass where the line goes on with a text or stands within brackets; and a person cannot tell the two.
    /// </summary>
    public SourcePosition? FirstTab => _cursor.FirstTab;

    /// <summary>The comments up to here that are addressed to Strata, each given once.</summary>
    public ImmutableArray<StrataComment> TakeComments() => _cursor.TakeComments();

    /// <summary>Reads the next event.</summary>
    /// <returns>False at the end, and when something is wrong.</returns>
    public bool Read()
    {
        while (!_events.MoveNext())
        {
            if (_hasEnded)
            {
                return false;
            }

            _hasEnded = !Step() || _hasEnded;
        }

        return true;
    }

    private bool Step()
    {
        ref var frame = ref _frames.Top;
        return frame.Kind switch
        {
            YamlFrameKind.Stream => FindDocument(),
            YamlFrameKind.Document => frame.Expected == YamlExpected.End ? EndDocument() : ReadRoot(ref frame),
            YamlFrameKind.BlockMapping => _blocks.ReadMapping(ref frame),
            YamlFrameKind.BlockSequence => _blocks.ReadSequence(ref frame),
            YamlFrameKind.FlowMapping => _flows.ReadMapping(ref frame),
            YamlFrameKind.FlowSequence => _flows.ReadSequence(ref frame),
            _ => _flows.ReadPair(ref frame),
        };
    }

    private bool FindDocument()
    {
        var hasDirective = false;
        while (true)
        {
            _cursor.SkipToContent();
            if (_cursor.IsAtEnd)
            {
                _hasEnded = true;
                return !hasDirective || _cursor.FailAtEnd(YamlSyntaxProblem.DirectiveAlone);
            }

            var rest = _cursor.Text[_cursor.At..];
            if (_cursor.IsAtDocumentMarker)
            {
                if (rest[0] == '-')
                {
                    StartDocument(isMarked: true);
                    return true;
                }

                if (hasDirective)
                {
                    return _cursor.Fail(YamlSyntaxProblem.DirectiveAlone, _cursor.At);
                }

                if (!PassEndMarker())
                {
                    return false;
                }
            }
            else if (_cursor.At == _cursor.LineStart && rest.StartsWith("\uFEFF"u8))
            {
                _cursor.PassMark();
            }
            else if (_cursor.At == _cursor.LineStart && rest[0] == '%')
            {
                hasDirective = true;
                if (!_directives.Read(_cursor))
                {
                    return false;
                }
            }
            else if (hasDirective)
            {
                return _cursor.Fail(YamlSyntaxProblem.DirectiveAlone, _cursor.At);
            }
            else
            {
                StartDocument(isMarked: false);
                return true;
            }
        }
    }

    private void StartDocument(bool isMarked)
    {
        _events.Add(YamlEventKind.DocumentStart, _cursor.Position, _cursor.At);
        _cursor.At += isMarked ? 3 : 0;
        _frames.Push(new YamlFrame { Kind = YamlFrameKind.Document, Expected = YamlExpected.Value });
    }

    private bool ReadRoot(ref YamlFrame document)
    {
        document.Expected = YamlExpected.End;
        return _blocks.ReadNode(parent: -1, mayBeBlock: false, maySequenceStandAtParent: false);
    }

    private bool EndDocument()
    {
        _cursor.SkipToContent();
        if (!_cursor.IsAtEnd)
        {
            if (!_cursor.IsAtDocumentMarker)
            {
                return _cursor.IsFirstOnLine ? _cursor.Fail(YamlSyntaxProblem.Misplaced, _cursor.At) : _blocks.FailBehindNode();
            }

            if (_cursor.Text[_cursor.At] == '.' && !PassEndMarker())
            {
                return false;
            }
        }

        _events.Add(YamlEventKind.DocumentEnd, _cursor.Position, _cursor.At);
        _directives.Clear();
        _frames.Pop();
        return true;
    }

    private bool PassEndMarker()
    {
        _cursor.At += 3;
        _cursor.SkipToContent();
        return _cursor.IsAtEnd || _cursor.IsFirstOnLine || _cursor.Fail(YamlSyntaxProblem.BehindEnd, _cursor.At);
    }
}
