using System.Buffers;

namespace Strata.Documents.Yaml;

/// <summary>Text in single or double quotes (yaml.org/spec/1.2.2, chapters 7.3.1 and 7.3.2).</summary>
internal static class QuotedScalar
{
    private static readonly SearchValues<byte> DoubleStops = SearchValues.Create("\"\\\n\r"u8);

    private static readonly SearchValues<byte> SingleStops = SearchValues.Create("'\n\r"u8);

    /// <summary>Reads the text whose opening quote is next, and moves behind the closing one.</summary>
    /// <returns>Whether it is well formed.</returns>
    public static bool Read(YamlCursor cursor, ScalarText scalar, int minIndent)
    {
        var text = cursor.Text;
        var start = cursor.At;
        var quote = text[start];
        var stops = quote == '"' ? DoubleStops : SingleStops;
        var piece = start + 1;
        var isPiece = true;
        cursor.At = piece;
        while (true)
        {
            var length = text[cursor.At..].IndexOfAny(stops);
            if (length < 0)
            {
                return cursor.Fail(YamlSyntaxProblem.QuoteNeverEnds, start);
            }

            var at = cursor.At + length;
            var isEnd = text[at] == quote && (quote == '"' || at + 1 >= text.Length || text[at + 1] != '\'');
            if (isEnd && isPiece)
            {
                scalar.Take(piece, at);
                cursor.At = at + 1;
                return true;
            }

            if (isPiece)
            {
                scalar.Begin();
                isPiece = false;
            }

            cursor.At = at;
            if (isEnd)
            {
                scalar.Append(text[piece..at]);
                cursor.At = at + 1;
                return true;
            }

            if (text[at] == '\'')
            {
                // Of a pair of quotes the first is text.
                scalar.Append(text[piece..(at + 1)]);
                cursor.At = at + 2;
            }
            else if (text[at] == '\\')
            {
                scalar.Append(text[piece..at]);
                if (!(at + 1 < text.Length && YamlCursor.IsBreak(text[at + 1]) ? Fold(cursor, scalar, start, minIndent) : EscapeSequence.Read(cursor, scalar)))
                {
                    return false;
                }
            }
            else
            {
                scalar.Append(text[piece..at].TrimEnd(" \t"u8));
                if (!Fold(cursor, scalar, start, minIndent))
                {
                    return false;
                }
            }

            piece = cursor.At;
        }
    }

    // From a line's end, escaped or not, to the text of the next line. The blanks around a line break are no text.
    private static bool Fold(YamlCursor cursor, ScalarText scalar, int start, int minIndent)
    {
        var text = cursor.Text;
        var isEscaped = text[cursor.At] == '\\';
        cursor.At += isEscaped ? 1 : 0;
        var breaks = 0;
        while (cursor.At < text.Length && YamlCursor.IsBreak(text[cursor.At]))
        {
            cursor.PassBreak();
            breaks++;
            if (YamlCursor.IsDocumentMarker(text[cursor.At..]))
            {
                return cursor.Fail(YamlSyntaxProblem.QuoteEndsWithDocument, start);
            }

            cursor.SkipBlanks();
        }

        if (cursor.IsAtEnd)
        {
            return cursor.Fail(YamlSyntaxProblem.QuoteNeverEnds, start);
        }

        // The text is not of the structure, so that a tab among its blanks is as good as a space.
        if (cursor.Indentation < minIndent)
        {
            return cursor.Fail(YamlSyntaxProblem.QuotedNotIndented, cursor.At);
        }

        if (isEscaped)
        {
            scalar.AppendBreaks(breaks - 1);
        }
        else
        {
            scalar.AppendFolded(breaks);
        }

        return true;
    }
}
