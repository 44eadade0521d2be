namespace Strata.Documents.Yaml;

/// <summary>Text in lines of its own, behind <c>|</c> or <c>&gt;</c> (yaml.org/spec/1.2.2, chapter 8.1).</summary>
internal static class BlockScalar
{
    private enum Chomping : byte
    {
        Clip,
        Strip,
        Keep,
    }

    /// <summary>Reads the text whose indicator is next, and moves to the line that follows it.</summary>
    /// <param name="cursor">At the indicator.</param>
    /// <param name="scalar">Takes the text.</param>
    /// <param name="parent">The indentation of the mapping or list that the text stands in; -1 at the top.</param>
    /// <returns>Whether it is well formed.</returns>
    public static bool Read(YamlCursor cursor, ScalarText scalar, int parent)
    {
        var isFolded = cursor.Text[cursor.At] == '>';
        if (!ReadHeader(cursor, out var indent, out var chomping))
        {
            return false;
        }

        if (indent > 0)
        {
            indent += Math.Max(parent, 0);
        }
        else if (!FindIndent(cursor, parent, out indent))
        {
            return false;
        }

        scalar.Begin();
        var (breaks, hasText) = ReadLines(cursor, scalar, indent, isFolded);
        scalar.AppendBreaks(chomping switch
        {
            Chomping.Strip => 0,
            Chomping.Keep => breaks,
            _ => hasText && breaks > 0 ? 1 : 0,
        });
        return true;
    }

    private static bool ReadHeader(YamlCursor cursor, out int indent, out Chomping chomping)
    {
        var text = cursor.Text;
        (indent, chomping) = (0, Chomping.Clip);
        for (cursor.At++; cursor.At < text.Length; cursor.At++)
        {
            var indicator = text[cursor.At];
            if (indicator is >= (byte)'1' and <= (byte)'9' && indent == 0)
            {
                indent = indicator - '0';
            }
            else if (indicator is (byte)'+' or (byte)'-' && chomping == Chomping.Clip)
            {
                chomping = indicator == '+' ? Chomping.Keep : Chomping.Strip;
            }
            else
            {
                break;
            }
        }

        var end = cursor.At;
        cursor.SkipBlanks();
        if (cursor.At > end && cursor.At < text.Length && text[cursor.At] == '#')
        {
            cursor.PassComment();
        }

        if (cursor.IsAtEnd)
        {
            return true;
        }

        if (!YamlCursor.IsBreak(text[cursor.At]))
        {
            return cursor.Fail(YamlSyntaxProblem.BlockText, cursor.At);
        }

        cursor.PassBreak();
        return true;
    }

    // The first line that is not blank says how far all are indented.
    private static bool FindIndent(YamlCursor cursor, int parent, out int indent)
    {
        var text = cursor.Text;
        var at = cursor.At;
        var most = 0;
        var mostAt = at;
        while (true)
        {
            var spaces = text[at..].IndexOfAnyExcept((byte)' ');
            var end = spaces < 0 ? text.Length : at + spaces;
            spaces = end - at;
            if (end == text.Length || YamlCursor.IsBreak(text[end]))
            {
                if (spaces > most)
                {
                    (most, mostAt) = (spaces, end);
                }

                if (end == text.Length)
                {
                    indent = Math.Max(most, parent + 1);
                    return true;
                }

                at = end + 1;
                continue;
            }

            indent = Math.Max(spaces, parent + 1);
            if (spaces <= parent)
            {
                return text[end] != '\t' || text[end..].IndexOfAnyExcept((byte)' ', (byte)'\t') is var rest and >= 0 && !YamlCursor.IsBreak(text[end + rest])
                    || cursor.Fail(YamlSyntaxProblem.Tab, end);
            }

            return most <= spaces || cursor.Fail(YamlSyntaxProblem.BlockText, mostAt);
        }
    }

    // The line breaks behind the last line of text are for the caller to count.
    private static (int Breaks, bool HasText) ReadLines(YamlCursor cursor, ScalarText scalar, int indent, bool isFolded)
    {
        var text = cursor.Text;
        var breaks = 0;
        var hasText = false;
        var wasSpaced = false;
        while (!cursor.IsAtEnd)
        {
            var at = cursor.At;
            while (at < text.Length && text[at] == ' ' && at - cursor.At < indent)
            {
                at++;
            }

            if (at == text.Length)
            {
                cursor.At = at;
                break;
            }

            if (YamlCursor.IsBreak(text[at]) || (at - cursor.At < indent && IsBlankLine(text[at..])))
            {
                cursor.At = at;
                cursor.PassLine();
                if (!cursor.IsAtEnd)
                {
                    cursor.PassBreak();
                    breaks++;
                }

                continue;
            }

            if (at - cursor.At < indent || cursor.IsAtDocumentMarker)
            {
                break;
            }

            var isSpaced = YamlCursor.IsBlank(text[at]);
            if (isFolded && hasText && !isSpaced && !wasSpaced)
            {
                scalar.AppendFolded(breaks);
            }
            else
            {
                scalar.AppendBreaks(breaks);
            }

            cursor.At = at;
            cursor.PassLine();
            scalar.Append(text[at..cursor.At]);
            (hasText, wasSpaced, breaks) = (true, isSpaced, 0);
            if (!cursor.IsAtEnd)
            {
                cursor.PassBreak();
                breaks = 1;
            }
        }

        return (breaks, hasText);
    }

    private static bool IsBlankLine(ReadOnlySpan<byte> line)
    {
        var content = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        return content < 0 || YamlCursor.IsBreak(line[content]);
    }
}
