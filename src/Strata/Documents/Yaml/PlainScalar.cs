using System.Buffers;

namespace Strata.Documents.Yaml;

/// <summary>Text without quotes (yaml.org/spec/1.2.2, chapter 7.3.3).</summary>
internal static class PlainScalar
{
    private static readonly SearchValues<byte> BlockStops = SearchValues.Create(":#\n\r"u8);

    private static readonly SearchValues<byte> FlowStops = SearchValues.Create(":#\n\r,[]{}"u8);

    /// <summary>Why no plain text can begin here; null where it can.</summary>
    public static YamlSyntaxProblem? Refuse(YamlCursor cursor, bool flow)
    {
        var first = cursor.Text[cursor.At];
        return first switch
        {
            (byte)'-' when !Continues(cursor.Text, cursor.At, flow) => YamlSyntaxProblem.Dash,
            (byte)'?' when !Continues(cursor.Text, cursor.At, flow) => YamlSyntaxProblem.QuestionMark,
            (byte)',' or (byte)']' or (byte)'}' => YamlSyntaxProblem.NoValue,
            (byte)'@' or (byte)'`' or (byte)'%' or (byte)'|' or (byte)'>' => YamlSyntaxProblem.NoBeginning,
            (byte)'#' => YamlSyntaxProblem.Comment,
            _ => null,
        };
    }

    /// <summary>Whether an indicator stands at an offset, which would be text if text followed it at once.</summary>
    public static bool IsIndicator(ReadOnlySpan<byte> text, int offset, char indicator, bool flow) =>
        offset < text.Length && text[offset] == indicator && !Continues(text, offset, flow);

    private static bool IsFlowIndicator(byte value) => value is (byte)',' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}';

    /// <summary>Moves behind what the first line holds of the text.</summary>
    public static void ReadFirstLine(YamlCursor cursor, ScalarText scalar, bool flow)
    {
        var start = cursor.At;
        cursor.At = EndOfLine(cursor.Text, start, flow);
        scalar.Take(start, cursor.At);
    }

    /// <summary>Moves behind the further lines of the text, which may be none.</summary>
    /// <param name="cursor">Behind the first line's part.</param>
    /// <param name="scalar">The first line's part, and then the whole.</param>
    /// <param name="minIndent">How many spaces a further line begins with at least.</param>
    /// <param name="flow">Whether the text stands within brackets.</param>
    public static void ReadOn(YamlCursor cursor, ScalarText scalar, int minIndent, bool flow)
    {
        var text = cursor.Text;
        var isPiece = true;
        while (true)
        {
            var end = cursor.Mark();
            var breaks = PassBreaks(cursor);
            var stop = breaks == 0 || cursor.IsAtEnd || !Belongs(cursor, minIndent, flow) ? cursor.At : EndOfLine(text, cursor.At, flow);
            if (stop == cursor.At)
            {
                cursor.ReturnTo(end);
                return;
            }

            if (isPiece)
            {
                var first = scalar.In(text);
                scalar.Begin();
                scalar.Append(first);
                isPiece = false;
            }

            var tab = text[cursor.LineStart..cursor.At].IndexOf((byte)'\t');
            if (tab >= 0)
            {
                cursor.NoteTab(tab);
            }

            scalar.AppendFolded(breaks);
            scalar.Append(text[cursor.At..stop]);
            cursor.At = stop;
        }
    }

    // To the content of the next line that has any.
    private static int PassBreaks(YamlCursor cursor)
    {
        var text = cursor.Text;
        var breaks = 0;
        cursor.SkipBlanks();
        while (cursor.At < text.Length && YamlCursor.IsBreak(text[cursor.At]))
        {
            cursor.PassBreak();
            cursor.SkipBlanks();
            breaks++;
        }

        return breaks;
    }

    private static bool Belongs(YamlCursor cursor, int minIndent, bool flow)
    {
        var line = cursor.Text[cursor.LineStart..cursor.At];
        var spaces = line.IndexOf((byte)'\t') is var tab and >= 0 ? tab : line.Length;
        return spaces >= minIndent
            && cursor.Text[cursor.At] != '#'
            && !cursor.IsAtDocumentMarker
            && (cursor.Text[cursor.At] != ':' || Continues(cursor.Text, cursor.At, flow));
    }

    // Whether an indicator is text, because text follows it at once.
    private static bool Continues(ReadOnlySpan<byte> text, int indicator, bool flow) =>
        indicator + 1 < text.Length
        && !YamlCursor.IsBlank(text[indicator + 1])
        && !YamlCursor.IsBreak(text[indicator + 1])
        && !(flow && IsFlowIndicator(text[indicator + 1]));

    private static int EndOfLine(ReadOnlySpan<byte> text, int start, bool flow)
    {
        var stops = flow ? FlowStops : BlockStops;
        var at = start;
        while (true)
        {
            var length = text[at..].IndexOfAny(stops);
            if (length < 0)
            {
                at = text.Length;
                break;
            }

            at += length;
            var isText = text[at] switch
            {
                (byte)':' => Continues(text, at, flow),
                (byte)'#' => at > start && !YamlCursor.IsBlank(text[at - 1]),
                _ => false,
            };
            if (!isText)
            {
                break;
            }

            at++;
        }

        while (at > start && YamlCursor.IsBlank(text[at - 1]))
        {
            at--;
        }

        return at;
    }
}
