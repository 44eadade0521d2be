using System.Text;
using Strata.Values;

namespace Strata.Editing;

/// <summary>Edits what stands in brackets or braces, of any format.</summary>
internal sealed class BracketEdits(TextLines lines, TextEdits edits, Notation notation) : IStructureEdits
{
    private const string DefaultUnit = "  ";

    /// <inheritdoc/>
    public void Insert(WrittenParent parent, string? key, ConfigNode value, bool first = false)
    {
        var inner = LinesOf(parent);
        var text = key is null ? notation.InBrackets(value, inner) : notation.EntryInBrackets(key, value, inner);
        if (parent.Count == 0)
        {
            edits.Replace(parent.Start + 1, parent.Start + 1, text);
            return;
        }

        if (first)
        {
            edits.Replace(parent.StartAt(0), parent.StartAt(0), $"{text},{inner?.Text ?? " "}");
            return;
        }

        var at = parent.ValueAt(parent.Count - 1).End;
        edits.Replace(at, at, $",{inner?.Text ?? " "}{text}");
    }

    /// <inheritdoc/>
    public void Replace(WrittenParent parent, int index, ConfigNode value)
    {
        var written = notation.InBrackets(value, LinesOf(parent));
        if (parent is WrittenMapping mapping)
        {
            edits.Replace(mapping.Entries[index].KeyEnd, mapping.Entries[index].Value.End, notation.Separator + written);
        }
        else
        {
            edits.Replace(parent.ValueAt(index).Start, parent.ValueAt(index).End, written);
        }
    }

    /// <inheritdoc/>
    public void Remove(WrittenParent parent, int index)
    {
        var end = parent.ValueAt(index).End;
        if (index > 0)
        {
            edits.Replace(parent.ValueAt(index - 1).End, end, "");
        }
        else if (parent.Count > 1)
        {
            edits.Replace(parent.StartAt(0), parent.StartAt(1), "");
        }
        else
        {
            edits.Replace(parent.Start + 1, BehindComma(end), "");
        }
    }

    /// <summary>The text for a value that is not written, behind its key or dash.</summary>
    public string Missing(WrittenScalar scalar, string text)
    {
        // In braces a key may stand alone, without its colon.
        var before = lines.Text[..scalar.Start].TrimEnd(" \t\r\n"u8);
        var separator = scalar.IsInBrackets && before is not [.., (byte)':'] && scalar.Tag is null && scalar.Anchor is null ? ": " : before.Length == scalar.Start ? " " : "";
        var isFollowed = scalar.Start < lines.Text.Length && lines.Text[scalar.Start] == '#';
        return $"{separator}{text}{(isFollowed ? " " : "")}";
    }

    // Where the first entry has a line of its own, all have.
    private BracketLines? LinesOf(WrittenParent parent)
    {
        var text = lines.Text;
        if (parent.Count == 0 || lines.StartOf(parent.StartAt(0)) <= parent.Start || !lines.IsFirst(parent.StartAt(0)))
        {
            return null;
        }

        var first = parent.StartAt(0);
        var indent = Encoding.UTF8.GetString(text[lines.StartOf(first)..first]);
        var line = text[lines.StartOf(parent.Start)..];
        var outer = line.IndexOfAnyExcept((byte)' ', (byte)'\t');
        var unit = outer >= 0 && outer < indent.Length ? indent[outer..] : DefaultUnit;
        return new BracketLines(lines.Break, indent, unit);
    }

    private int BehindComma(int end)
    {
        var blanks = lines.Text[end..].IndexOfAnyExcept(" \t\r\n"u8);
        return blanks >= 0 && lines.Text[end + blanks] == ',' ? end + blanks + 1 : end;
    }
}
