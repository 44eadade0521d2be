using System.Text;

namespace Strata.Editing;

/// <summary>Replacements of parts of a file, made all at once. Every byte that stands in none of them stays as it is.</summary>
internal sealed class TextEdits
{
    private readonly List<Edit> _edits = [];

    /// <summary>Replaces a part of the text. Of several insertions at one place the first that was asked for stands first.</summary>
    /// <param name="start">The offset of the first byte.</param>
    /// <param name="end">The offset behind the last byte; the same for an insertion.</param>
    /// <param name="text">What stands there from now on.</param>
    public void Replace(int start, int end, string text)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfLessThan(end, start);
        _edits.Add(new Edit(start, end, text, _edits.Count));
    }

    /// <summary>The text with all replacements made.</summary>
    /// <exception cref="EditRefusedException">Two of them overlap.</exception>
    public byte[] ApplyTo(ReadOnlySpan<byte> text)
    {
        _edits.Sort();
        using var edited = new MemoryStream(text.Length + 64);
        var at = 0;
        foreach (var edit in _edits)
        {
            if (edit.Start < at)
            {
                throw new EditRefusedException("two edits change the same part of the file: make one after the other");
            }

            edited.Write(text[at..edit.Start]);
            edited.Write(Encoding.UTF8.GetBytes(edit.Text));
            at = edit.End;
        }

        edited.Write(text[at..]);
        return edited.ToArray();
    }

    private readonly record struct Edit(int Start, int End, string Text, int Number) : IComparable<Edit>
    {
        // An insertion comes before what replaces the text behind it.
        public int CompareTo(Edit other) => (Start, End, Number).CompareTo((other.Start, other.End, other.Number));
    }
}
