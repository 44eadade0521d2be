using System.Text;
using Strata.Values;

namespace Strata.Diagnostics;

/// <summary>A line, or of a long one the part around a place, as it is shown on a terminal, and which columns to underline.</summary>
/// <param name="Text">What is shown: secrets masked, tabs as spaces, control characters as pictures.</param>
/// <param name="Start">The first column to underline, from 0.</param>
/// <param name="Width">The number of columns to underline, at least 1.</param>
internal readonly record struct Excerpt(string Text, int Start, int Width)
{
    private const int LongestLine = 120;
    private const int Before = 40;
    private const int Window = 100;
    private const string Cut = "...";

    /// <summary>Shows the place of a diagnostic that has one.</summary>
    public static Excerpt Of(ExcerptRedaction redaction, Diagnostic diagnostic)
    {
        var secrets = redaction.At(diagnostic.Position.Line, diagnostic.IsSensitive, out var line);
        var from = Math.Clamp(diagnostic.Position.Column - 1, 0, line.Length);
        var to = (int)Math.Min((long)from + Math.Max(1, diagnostic.Length), line.Length);
        var start = WindowStart(line, from, secrets);
        var text = new StringBuilder(start > 0 ? Cut : "");
        var column = text.Length;
        var first = -1;
        var last = -1;
        var at = start;
        var next = NextSecret(secrets, at);
        var limit = line.Length <= LongestLine ? int.MaxValue : Cut.Length + Window;
        while (at < line.Length && column < limit)
        {
            var begin = at;
            var width = 0;
            if (next < secrets.Count && at >= secrets[next].Start.Value)
            {
                text.Append(SecretText.Mask);
                width = SecretText.Mask.Length;
                at = secrets[next++].End.Value;
            }
            else
            {
                Rune.DecodeFromUtf16(line.AsSpan(at), out var rune, out var length);
                var shown = TerminalText.Shown(rune);
                text.Append(shown);
                width = TerminalText.WidthOf(shown);
                at += length;
            }

            if (begin < to && at > from)
            {
                first = first < 0 ? column : first;
                last = column + width;
            }

            column += width;
        }

        if (at < line.Length)
        {
            text.Append(Cut);
        }

        // The end of a line, where something is missing, is a place too.
        first = first < 0 ? column : first;
        return new Excerpt(text.ToString(), first, Math.Max(1, last - first));
    }

    private static int WindowStart(string line, int from, List<Range> secrets)
    {
        if (line.Length <= LongestLine || from <= Before)
        {
            return 0;
        }

        var start = from - Before;
        var next = NextSecret(secrets, start);
        start = next < secrets.Count && secrets[next].Start.Value < start ? secrets[next].Start.Value : start;
        while (start > 0 && start > from - 2 * Before && !IsBoundary(line, start))
        {
            start--;
        }

        return start;
    }

    private static bool IsBoundary(string line, int at) =>
        !char.IsLowSurrogate(line[at]) && TerminalText.WidthOf(Rune.TryGetRuneAt(line, at, out var rune) ? rune : Rune.ReplacementChar) > 0;

    // The first secret that ends behind a place.
    private static int NextSecret(List<Range> secrets, int at)
    {
        int low = 0, high = secrets.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = secrets[middle].End.Value <= at ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
