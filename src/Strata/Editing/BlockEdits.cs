using Strata.Values;

namespace Strata.Editing;

/// <summary>Edits what YAML structures by indentation: whole lines come and go.</summary>
internal sealed class BlockEdits(TextLines lines, TextEdits edits, Notation notation, WrittenDocument document) : IStructureEdits
{
    /// <inheritdoc/>
    public void Insert(WrittenParent parent, string? key, ConfigNode value, bool first = false)
    {
        var column = lines.ColumnOf(parent.Start);
        var layout = BlockLayout.Of(document, lines);
        var added = key is null ? layout.Item(value, column, notation) : layout.Entry(key, value, column, notation);
        if (first && parent.Count > 0 && lines.IsFirst(parent.StartAt(0)))
        {
            var before = AboveItsComments(parent.StartAt(0));
            edits.Replace(before, before, lines.Joined(added, before));
            return;
        }

        var at = parent == document.Written ? document.End : lines.Behind(parent.End);
        if (!lines.IsLineStart(at) && EndsInText(parent))
        {
            // A block text that ends with the file has no line break of its own, and would get one.
            at = lines.StartOf(parent.Start);
        }

        edits.Replace(at, at, lines.Joined(added, at));
    }

    /// <inheritdoc/>
    public void Replace(WrittenParent parent, int index, ConfigNode value)
    {
        var layout = BlockLayout.Of(document, lines);
        var column = lines.ColumnOf(parent.Start);
        var end = parent.ValueAt(index).End;
        if (parent is WrittenMapping mapping)
        {
            var entry = mapping.Entries[index];
            var text = string.Join(lines.Break, layout.Entry("", value, column, notation));
            edits.Replace(entry.KeyEnd, Math.Max(end, entry.KeyEnd), text[text.IndexOf(':', StringComparison.Ordinal)..]);
        }
        else
        {
            var start = parent.StartAt(index);
            edits.Replace(start, Math.Max(end, start + 1), string.Join(lines.Break, layout.Item(value, column, notation))[column..]);
        }
    }

    /// <inheritdoc/>
    public void Remove(WrittenParent parent, int index)
    {
        var start = parent.StartAt(index);
        if (lines.IsFirst(start))
        {
            var (from, to) = lines.Whole(start, parent.ValueAt(index).End);
            edits.Replace(from, to, "");
        }
        else if (index == 0 && parent.Count > 1)
        {
            // Behind a dash: the next key takes the place of the first.
            edits.Replace(start, parent.StartAt(1), "");
        }
        else
        {
            throw new EditRefusedException("what shares its line with what it stands in cannot be removed alone");
        }
    }

    // A comment to Strata silences what follows it.
    private int AboveItsComments(int start)
    {
        var at = lines.StartOf(start);
        while (at > 0)
        {
            var above = lines.StartOf(lines.BeforeBreak(at));
            if (!lines.Text[above..at].TrimStart(" \t"u8).StartsWith("# strata:"u8))
            {
                break;
            }

            at = above;
        }

        return at;
    }

    private static bool EndsInText(WrittenNode node) => node switch
    {
        WrittenScalar scalar => scalar.Style == WrittenStyle.Block,
        WrittenParent { Count: > 0 } parent => EndsInText(parent.ValueAt(parent.Count - 1)),
        _ => false,
    };
}
