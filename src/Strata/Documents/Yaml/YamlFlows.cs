using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>Reads what is structured by brackets (yaml.org/spec/1.2.2, chapter 7.4), one key, value or item at a time.</summary>
internal sealed class YamlFlows(YamlCursor cursor, YamlFrames frames, YamlEventQueue events, YamlNames names, ScalarText scalar, YamlScalars scalars)
{
    /// <summary>Begins the list or mapping whose bracket is next.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="properties">Its anchor and tag.</param>
    /// <param name="minIndent">How many spaces its further lines begin with at least.</param>
    /// <param name="mayBeKey">Whether a <c>:</c> behind it would make it a key.</param>
    public bool Open(SourcePosition position, in YamlProperties properties, int minIndent, bool mayBeKey)
    {
        var isMapping = cursor.Text[cursor.At] == '{';
        events.Add(isMapping ? YamlEventKind.MappingStart : YamlEventKind.SequenceStart, position, cursor.At, properties);
        frames.Push(new YamlFrame
        {
            Kind = isMapping ? YamlFrameKind.FlowMapping : YamlFrameKind.FlowSequence,
            Indent = minIndent,
            Start = cursor.At,
            StartLine = cursor.Line,
            MayBeKey = mayBeKey,
        });
        cursor.At++;
        return true;
    }

    /// <summary>Reads the next part of the list on top.</summary>
    public bool ReadSequence(ref YamlFrame sequence)
    {
        if (!SkipToContent(sequence))
        {
            return false;
        }

        var next = cursor.Text[cursor.At];
        if (next == ']')
        {
            return Close(sequence, YamlEventKind.SequenceEnd);
        }

        if (sequence.Expected == YamlExpected.End)
        {
            return PassComma(ref sequence);
        }

        if (next == ',')
        {
            return cursor.Fail(YamlSyntaxProblem.NoValue, cursor.At);
        }

        sequence.Expected = YamlExpected.End;
        if (!PlainScalar.IsIndicator(cursor.Text, cursor.At, '?', flow: true))
        {
            return ReadNode(ref sequence, mayBePair: true);
        }

        OpenPair(cursor.Position, sequence.Indent, YamlExpected.ExplicitKey);
        cursor.At++;
        return true;
    }

    /// <summary>Reads the next part of the mapping on top.</summary>
    public bool ReadMapping(ref YamlFrame mapping)
    {
        if (!SkipToContent(mapping))
        {
            return false;
        }

        var next = cursor.Text[cursor.At];
        switch (mapping.Expected)
        {
            case YamlExpected.End or YamlExpected.First or YamlExpected.Entry when next == '}':
                return Close(mapping, YamlEventKind.MappingEnd);
            case YamlExpected.End:
                return PassComma(ref mapping);
            case YamlExpected.First or YamlExpected.Entry when next == ',':
                return cursor.Fail(YamlSyntaxProblem.NoValue, cursor.At);
            case YamlExpected.First or YamlExpected.Entry when PlainScalar.IsIndicator(cursor.Text, cursor.At, '?', flow: true):
                cursor.At++;
                mapping.Expected = YamlExpected.ExplicitKey;
                return true;
            case YamlExpected.First or YamlExpected.Entry:
                mapping.Expected = YamlExpected.Colon;
                return ReadNode(ref mapping, mayBePair: false);
            default:
                return ReadKeyOrValue(ref mapping, next);
        }
    }

    /// <summary>Reads the next part of the mapping of one key on top.</summary>
    public bool ReadPair(ref YamlFrame pair)
    {
        if (pair.Expected == YamlExpected.End)
        {
            events.Add(YamlEventKind.MappingEnd, cursor.Position, cursor.At);
            frames.Pop();
            return true;
        }

        return SkipToContent(pair) && ReadKeyOrValue(ref pair, cursor.Text[cursor.At]);
    }

    private bool ReadKeyOrValue(ref YamlFrame mapping, byte next)
    {
        var hasEnded = next is (byte)',' or (byte)']' or (byte)'}';
        switch (mapping.Expected)
        {
            case YamlExpected.ExplicitKey:
                mapping.Expected = YamlExpected.Colon;
                if (!hasEnded)
                {
                    return ReadNode(ref mapping, mayBePair: false);
                }

                break;
            case YamlExpected.Colon when next == ':' && (mapping.HasClosedKey || PlainScalar.IsIndicator(cursor.Text, cursor.At, ':', flow: true)):
                cursor.At++;
                mapping.Expected = YamlExpected.Value;
                return true;
            case YamlExpected.Colon when !hasEnded:
                return FailBehindNode(mapping);
            default:
                var isValue = mapping.Expected == YamlExpected.Value;
                mapping.Expected = YamlExpected.End;
                if (isValue && !hasEnded)
                {
                    return ReadNode(ref mapping, mayBePair: false);
                }

                break;
        }

        events.AddMissing(cursor.Position, cursor.At);
        return true;
    }

    private bool ReadNode(ref YamlFrame parent, bool mayBePair)
    {
        var (start, line, position) = (cursor.At, cursor.Line, cursor.Position);
        var properties = default(YamlProperties);
        while (cursor.Text[cursor.At] is (byte)'&' or (byte)'!')
        {
            if (!names.ReadProperties(ref properties, flow: true) || !SkipToContent(parent))
            {
                return false;
            }
        }

        switch (cursor.Text[cursor.At])
        {
            case (byte)'[' or (byte)'{':
                return Open(position, properties, parent.Indent, mayBeKey: mayBePair);
            case (byte)',' or (byte)']' or (byte)'}' when !properties.IsEmpty:
                parent.HasClosedKey = false;
                events.AddMissing(position, cursor.At, properties);
                return true;
        }

        if (!scalars.Read(parent.Indent, flow: true, out var read))
        {
            return false;
        }

        parent.HasClosedKey = read.IsQuoted;
        if (mayBePair && cursor.Line == line && cursor.FindColon() is var colon and >= 0 && (read.IsQuoted || PlainScalar.IsIndicator(cursor.Text, colon, ':', flow: true)))
        {
            OpenPair(position, parent.Indent, YamlExpected.Value);
            return scalars.AddKey(read, position, properties, start, colon);
        }

        if (read.IsPlain)
        {
            PlainScalar.ReadOn(cursor, scalar, parent.Indent, flow: true);
        }

        return scalars.Add(read, position, properties, start, cursor.At, isKey: !mayBePair && parent.Expected == YamlExpected.Colon);
    }

    private void OpenPair(SourcePosition position, int minIndent, YamlExpected expected)
    {
        events.Add(YamlEventKind.MappingStart, position, cursor.At);
        frames.Push(new YamlFrame { Kind = YamlFrameKind.FlowPair, Indent = minIndent, Expected = expected });
    }

    private bool Close(in YamlFrame closed, YamlEventKind end)
    {
        events.AddBracket(end, cursor.Position, cursor.At);
        cursor.At++;
        var (start, isOneLine, mayBeKey) = (closed.Start, closed.StartLine == cursor.Line, closed.MayBeKey);
        frames.Pop();
        ref var parent = ref frames.Top;
        parent.HasClosedKey = true;
        var isPairOrMapping = parent.Kind is YamlFrameKind.FlowMapping or YamlFrameKind.FlowPair;
        var colon = isPairOrMapping ? -1 : cursor.FindColon();
        if (colon < 0 || (parent.Kind != YamlFrameKind.FlowSequence && !cursor.IsBlankOrEnd(colon + 1)))
        {
            return true;
        }

        return mayBeKey && isOneLine ? cursor.Fail(YamlSyntaxProblem.KeyNoText, start) : cursor.Fail(YamlSyntaxProblem.Colon, colon);
    }

    private bool PassComma(ref YamlFrame frame)
    {
        if (cursor.Text[cursor.At] != ',')
        {
            return FailBehindNode(frame);
        }

        frame.Expected = YamlExpected.Entry;
        cursor.At++;
        return true;
    }

    private bool FailBehindNode(in YamlFrame frame) => cursor.Fail(
        frame.Expected != YamlExpected.Colon && cursor.Text[cursor.At] == ':' ? YamlSyntaxProblem.Colon : YamlSyntaxProblem.NotInBrackets,
        cursor.At);

    // To what comes next within the brackets: further lines are indented deeper than what the brackets stand in.
    private bool SkipToContent(in YamlFrame frame)
    {
        cursor.SkipToContent();
        if (cursor.IsAtEnd)
        {
            return cursor.FailAtEnd(frame.Expected is YamlExpected.End or YamlExpected.Colon ? YamlSyntaxProblem.NotInBrackets : YamlSyntaxProblem.NoValue);
        }

        if (cursor.IsFirstOnLine && (cursor.Indent < frame.Indent || cursor.IsAtDocumentMarker))
        {
            return cursor.TabBefore >= 0 ? cursor.Fail(YamlSyntaxProblem.Tab, cursor.TabBefore) : cursor.Fail(YamlSyntaxProblem.FlowNotIndented, cursor.At);
        }

        return cursor.Text[cursor.At] != '#' || cursor.Fail(YamlSyntaxProblem.Comment, cursor.At);
    }
}
