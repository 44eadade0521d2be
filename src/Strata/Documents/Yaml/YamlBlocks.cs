using Strata.Values;

namespace Strata.Documents.Yaml;

/// <summary>Reads what is structured by indentation (yaml.org/spec/1.2.2, chapter 8), one entry at a time.</summary>
internal sealed class YamlBlocks(YamlCursor cursor, YamlFrames frames, YamlEventQueue events, YamlNames names, ScalarText scalar, YamlScalars scalars, YamlFlows flows)
{
    /// <summary>Reads the next part of the mapping on top: a key, a value or the end.</summary>
    public bool ReadMapping(ref YamlFrame mapping)
    {
        switch (mapping.Expected)
        {
            case YamlExpected.First:
                return ReadEntry(ref mapping);
            case YamlExpected.Value:
                mapping.Expected = YamlExpected.Entry;
                return ReadNode(mapping.Indent, mayBeBlock: false, maySequenceStandAtParent: true);
            case YamlExpected.ExplicitKey:
                mapping.Expected = YamlExpected.Colon;
                return ReadNode(mapping.Indent, mayBeBlock: true, maySequenceStandAtParent: true);
        }

        if (!FindEntry(mapping.Indent, out var hasEnded))
        {
            return false;
        }

        if (!hasEnded)
        {
            return ReadEntry(ref mapping);
        }

        AddMissingValue(mapping);
        events.Add(YamlEventKind.MappingEnd, cursor.Position, cursor.At);
        frames.Pop();
        return true;
    }

    /// <summary>Reads the next part of the list on top: an item or the end.</summary>
    public bool ReadSequence(ref YamlFrame sequence)
    {
        if (sequence.Expected != YamlExpected.First)
        {
            if (!FindEntry(sequence.Indent, out var hasEnded))
            {
                return false;
            }

            if (!hasEnded && !cursor.IsAtIndicator('-'))
            {
                // The key behind a list that is not indented deeper than its own.
                ref var parent = ref frames.Parent;
                hasEnded = parent.Kind == YamlFrameKind.BlockMapping && parent.Indent == sequence.Indent;
                if (!hasEnded)
                {
                    return cursor.Fail(YamlSyntaxProblem.Misplaced, cursor.At);
                }
            }

            if (hasEnded)
            {
                events.Add(YamlEventKind.SequenceEnd, cursor.Position, cursor.At);
                frames.Pop();
                return true;
            }
        }

        sequence.Expected = YamlExpected.Entry;
        cursor.At++;
        return ReadNode(sequence.Indent, mayBeBlock: true, maySequenceStandAtParent: false);
    }

    /// <summary>Reads the node behind an indicator, or its beginning where it is a mapping or list.</summary>
    /// <param name="parent">The indentation of what it stands in; -1 at the top.</param>
    /// <param name="mayBeBlock">Whether a mapping or list without brackets may begin on this line.</param>
    /// <param name="maySequenceStandAtParent">Whether the dashes of a list may stand in the parent's column.</param>
    public bool ReadNode(int parent, bool mayBeBlock, bool maySequenceStandAtParent)
    {
        var behind = cursor.Position;
        var behindAt = cursor.At;
        var outer = default(YamlProperties);
        var inner = default(YamlProperties);
        SourcePosition? outerPosition = null;
        SourcePosition position;
        int start, indent, tab;
        while (true)
        {
            cursor.SkipToContent();
            if (!BelongsTo(parent, maySequenceStandAtParent))
            {
                events.AddMissing(outerPosition ?? behind, behindAt, outer);
                return true;
            }

            mayBeBlock |= cursor.IsFirstOnLine;
            (start, indent, tab) = (cursor.At, cursor.Indentation, cursor.TabBefore);
            position = cursor.Position;
            if (!names.ReadProperties(ref inner, flow: false))
            {
                return false;
            }

            if (inner.IsEmpty || (!IsAtLineEnd() && !IsAtComment()))
            {
                break;
            }

            // Those on a line of their own belong to the whole node, those before a key to the key.
            if (outer.Add(inner) is { } problem)
            {
                return cursor.Fail(problem, start);
            }

            outerPosition ??= position;
            behindAt = start + cursor.Text[start..cursor.At].TrimEnd(" \t"u8).Length;
            inner = default;
        }

        var node = new BlockNode(parent, start, indent, tab, position, outerPosition ?? position, outer, inner, mayBeBlock);
        return ReadContent(node);
    }

    /// <summary>Ends the reading because something stands behind a complete node on its line.</summary>
    public bool FailBehindNode() => cursor.Fail(
        cursor.IsAtIndicator(':') ? YamlSyntaxProblem.Colon : cursor.Text[cursor.At] == '#' ? YamlSyntaxProblem.Comment : YamlSyntaxProblem.Behind,
        cursor.At);

    private bool ReadContent(in BlockNode node)
    {
        switch (cursor.Text[cursor.At])
        {
            case (byte)'-' when cursor.IsAtIndicator('-'):
                return node.Inner.IsEmpty && node.MayBeBlock ? Open(node, YamlFrameKind.BlockSequence) : cursor.Fail(YamlSyntaxProblem.Dash, cursor.At);
            case (byte)'?' when cursor.IsAtIndicator('?'):
                return node.Inner.IsEmpty && node.MayBeBlock ? Open(node, YamlFrameKind.BlockMapping) : cursor.Fail(YamlSyntaxProblem.QuestionMark, cursor.At);
            case (byte)'[' or (byte)'{':
                return Join(node, out var ofCollection) && flows.Open(node.Position, ofCollection, node.Parent + 1, node.MayBeBlock);
            case (byte)'|' or (byte)'>':
                var style = cursor.Text[cursor.At] == '|' ? YamlScalarStyle.Literal : YamlScalarStyle.Folded;
                var textStart = cursor.At;
                if (!Join(node, out var ofText) || !BlockScalar.Read(cursor, scalar, node.Parent))
                {
                    return false;
                }

                events.AddScalar(node.Position, textStart, cursor.At, ofText, style, scalar.In(cursor.Text), isKey: false);
                return true;
        }

        var line = cursor.Line;
        if (!scalars.Read(node.Parent + 1, flow: false, out var read))
        {
            return false;
        }

        var colon = cursor.Line == line ? cursor.FindColon() : -1;
        if (colon >= 0 && cursor.IsBlankOrEnd(colon + 1))
        {
            return OpenAtKey(node, read, colon);
        }

        if (!Join(node, out var properties))
        {
            return false;
        }

        if (read.IsPlain)
        {
            PlainScalar.ReadOn(cursor, scalar, node.Parent + 1, flow: false);
        }

        return scalars.Add(read, node.Position, properties, node.Start, cursor.At, isKey: false);
    }

    // The properties of a node that is no mapping begun by its first key.
    private bool Join(in BlockNode node, out YamlProperties properties)
    {
        properties = node.Outer;
        return properties.Add(node.Inner) is not { } problem || cursor.Fail(problem, node.Start);
    }

    private bool Open(in BlockNode node, YamlFrameKind kind)
    {
        if (node.Tab >= 0)
        {
            return cursor.Fail(YamlSyntaxProblem.Tab, node.Tab);
        }

        events.Add(kind == YamlFrameKind.BlockMapping ? YamlEventKind.MappingStart : YamlEventKind.SequenceStart, node.Position, node.Start, node.Outer);
        frames.Push(new YamlFrame { Kind = kind, Indent = node.Indent });
        return true;
    }

    private bool OpenAtKey(in BlockNode node, in ReadScalar key, int colon)
    {
        if (!node.MayBeBlock)
        {
            return cursor.Fail(YamlSyntaxProblem.Colon, colon);
        }

        if (!Open(node, YamlFrameKind.BlockMapping))
        {
            return false;
        }

        frames.Top.Expected = YamlExpected.Value;
        return scalars.AddKey(key, node.KeyPosition, node.Inner, node.Start, colon);
    }

    private bool ReadEntry(ref YamlFrame mapping)
    {
        var position = cursor.Position;
        if (cursor.IsAtIndicator(':') && mapping.Expected == YamlExpected.Colon)
        {
            cursor.At++;
            mapping.Expected = YamlExpected.Entry;
            return ReadNode(mapping.Indent, mayBeBlock: true, maySequenceStandAtParent: true);
        }

        AddMissingValue(mapping);
        if (cursor.IsAtIndicator('?'))
        {
            cursor.At++;
            mapping.Position = position;
            mapping.Expected = YamlExpected.ExplicitKey;
            return true;
        }

        if (cursor.IsAtIndicator('-'))
        {
            return cursor.Fail(YamlSyntaxProblem.Misplaced, cursor.At);
        }

        var (start, line) = (cursor.At, cursor.Line);
        var properties = default(YamlProperties);
        mapping.Expected = YamlExpected.Value;
        if (!names.ReadProperties(ref properties, flow: false))
        {
            return false;
        }

        if (IsAtLineEnd())
        {
            return cursor.Fail(YamlSyntaxProblem.NoColon, start);
        }

        if (cursor.Text[cursor.At] is (byte)'[' or (byte)'{')
        {
            return cursor.Fail(YamlSyntaxProblem.KeyNoText, start);
        }

        if (!scalars.Read(mapping.Indent + 1, flow: false, out var key))
        {
            return false;
        }

        var colon = cursor.FindColon();
        if (colon < 0 || !cursor.IsBlankOrEnd(colon + 1))
        {
            return cursor.Fail(YamlSyntaxProblem.NoColon, start);
        }

        return cursor.Line == line ? scalars.AddKey(key, position, properties, start, colon) : cursor.Fail(YamlSyntaxProblem.KeyOfSeveralLines, start);
    }

    private void AddMissingValue(in YamlFrame mapping)
    {
        if (mapping.Expected == YamlExpected.Colon)
        {
            events.AddMissing(mapping.Position, cursor.At);
        }
    }

    // Behind a complete node, to the next entry of a block or to what ends it.
    private bool FindEntry(int indent, out bool hasEnded)
    {
        cursor.SkipToContent();
        hasEnded = cursor.IsAtEnd || cursor.IsAtDocumentMarker;
        if (hasEnded)
        {
            return true;
        }

        if (!cursor.IsFirstOnLine)
        {
            return FailBehindNode();
        }

        if (cursor.TabBefore >= 0)
        {
            return cursor.Fail(YamlSyntaxProblem.Tab, cursor.TabBefore);
        }

        hasEnded = cursor.Indent < indent;
        return cursor.Indent <= indent || cursor.Fail(YamlSyntaxProblem.Misplaced, cursor.At);
    }

    private bool BelongsTo(int parent, bool maySequenceStandAtParent)
    {
        if (cursor.IsAtEnd)
        {
            return false;
        }

        return !cursor.IsFirstOnLine
            || (!cursor.IsAtDocumentMarker
                && (cursor.Indent > parent || (maySequenceStandAtParent && cursor.Indent == parent && cursor.TabBefore < 0 && cursor.IsAtIndicator('-'))));
    }

    private bool IsAtLineEnd() => cursor.IsAtEnd || YamlCursor.IsBreak(cursor.Text[cursor.At]);

    private bool IsAtComment() => cursor.Text[cursor.At] == '#' && YamlCursor.IsBlank(cursor.Text[cursor.At - 1]);

    /// <summary>What is known of a node when its content begins.</summary>
    /// <param name="Parent">The indentation of what it stands in.</param>
    /// <param name="Start">The offset of its content, or of the properties on the same line.</param>
    /// <param name="Indent">The column of that, from 0.</param>
    /// <param name="Tab">The offset of a tab among the blanks before; -1 for none.</param>
    /// <param name="KeyPosition">The place of <paramref name="Start"/>: that of a mapping's first key.</param>
    /// <param name="Position">The place of the whole.</param>
    /// <param name="Outer">The properties on lines of their own.</param>
    /// <param name="Inner">The properties on the line of the content.</param>
    /// <param name="MayBeBlock">Whether it may be a mapping or list without brackets.</param>
    private readonly record struct BlockNode(
        int Parent,
        int Start,
        int Indent,
        int Tab,
        SourcePosition KeyPosition,
        SourcePosition Position,
        YamlProperties Outer,
        YamlProperties Inner,
        bool MayBeBlock);
}
